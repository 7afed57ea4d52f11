// The promises of a verifier: it accepts what it must, refuses what it must, never throws, and says why.
import { RlvrError, show } from '../core/errors.ts'
import { canonicalJson, stringifyStrict, type Json } from '../core/json.ts'
import type { Message } from '../core/message.ts'
import { resourcesFrom, type Resources } from '../core/resources.ts'
import { makeTask } from '../core/task.ts'
import type { Verdict } from '../core/verdict.ts'
import { verifierFactoryCall } from '../core/verifier-factory.ts'
import { runVerifier, type Verifier } from '../core/verifier.ts'
import { Findings, type Finding } from './findings.ts'

/** A reply to a task with this reference answer. */
export interface VerifierCase<Answer = Json> {
  readonly answer: Answer
  readonly reply: string
  readonly prompt?: string
  /** What a stateful environment would hand over. */
  readonly state?: unknown
}

export interface VerifierCases<Answer = Json> {
  /** Must score 1. */
  readonly accepts: readonly VerifierCase<Answer>[]
  /** Must score below 1. */
  readonly refuses: readonly VerifierCase<Answer>[]
}

/** Replies that have broken verifiers: empty, enormous, deeply nested, not quite Unicode. */
const awkwardReplies = [
  '',
  '\u0000',
  '\ud800',
  '('.repeat(20_000),
  '{'.repeat(20_000),
  '\\boxed{'.repeat(5_000),
  '9'.repeat(20_000),
  'a '.repeat(50_000),
  '1e999999999',
  '__proto__',
]

/**
 * Checks a verifier against its contract.
 * @returns a line for every promise
 * @throws RlvrError `RLVR_VERIFIER` listing the broken ones
 */
export async function checkVerifier<Answer>(
  verifier: Verifier<Answer>,
  cases: VerifierCases<Answer>,
): Promise<readonly Finding[]> {
  requireVerifier(verifier, cases)
  await using owned = ownedResources(verifier.name)
  const { resources } = owned
  const findings = new Findings(`Verifier \`${verifier.name}\``)
  const all = [...cases.accepts, ...cases.refuses]
  await findings.check('it accepts what it must', async () => {
    for (const each of cases.accepts) {
      const verdict = await verdictOf(verifier, each, resources)
      if (verdict.status !== 'scored' || verdict.score !== 1) return shown(each, verdict)
    }
    return null
  })
  await findings.check('it refuses what it must, by a score', async () => {
    for (const each of cases.refuses) {
      const verdict = await verdictOf(verifier, each, resources)
      if (verdict.status !== 'scored' || verdict.score === 1) return shown(each, verdict)
    }
    return null
  })
  await findings.check('it gives the same verdict again, and beside others', async () => {
    const alone: Verdict[] = []
    for (const each of all) alone.push(await verdictOf(verifier, each, resources))
    const together = await Promise.all(all.map((each) => verdictOf(verifier, each, resources)))
    const moved = alone.findIndex((verdict, index) => canonicalJson(verdict) !== canonicalJson(together[index]))
    return moved < 0 ? null : `the verdict on ${JSON.stringify(all[moved]?.reply.slice(0, 80))} changes`
  })
  await findings.check('every verdict says why and fits into a record', async () => {
    for (const each of all) {
      const verdict = await verdictOf(verifier, each, resources)
      stringifyStrict(verdict)
      if (verdict.reason.trim() === '') return `no reason: ${shown(each, verdict)}`
    }
    return null
  })
  await findings.check('an awkward reply gets a verdict', async () => {
    const model = all[0]
    if (model === undefined) return 'no case was given: name at least one reply to accept and one to refuse'
    for (const reply of awkwardReplies) {
      const verdict = await verdictOf(verifier, { ...model, reply }, resources)
      if (verdict.status === 'invalid') return shown({ ...model, reply }, verdict)
    }
    return null
  })
  return findings.finish('RLVR_VERIFIER')
}

function requireVerifier(verifier: unknown, cases: unknown): void {
  const refuse = (sentence: string): never => {
    throw new RlvrError('RLVR_USAGE', `checkVerifier: ${sentence}`)
  }
  const call = verifierFactoryCall(verifier)
  if (call !== null) refuse(`this function makes a verifier; call it: \`${call}\`.`)
  if (typeof verifier === 'function') refuse('it takes a verifier, not a function: give `verifierOf(name, function)`.')
  if (typeof (verifier as Partial<Verifier> | null)?.verify !== 'function')
    refuse(`it takes a verifier such as \`exact()\`, { name, verify }; got ${show(verifier, 80)}.`)
  for (const name of ['accepts', 'refuses'] as const) {
    const list: unknown = (cases as { [name: string]: unknown } | null | undefined)?.[name]
    if (!Array.isArray(list) || list.length === 0)
      refuse(`\`${name}\` is a list of at least one case { answer, reply }; got ${show(list, 80)}.`)
  }
}

/** What the verifier opens for itself ends with the check. */
function ownedResources(name: string): { readonly resources: Resources } & AsyncDisposable {
  const resources = resourcesFrom({}, `the check of ${name}`)
  return { resources, [Symbol.asyncDispose]: async () => await resources.close() }
}

async function verdictOf<Answer>(
  verifier: Verifier<Answer>,
  each: VerifierCase<Answer>,
  resources: Resources,
): Promise<Verdict> {
  const task = makeTask({ prompt: each.prompt ?? 'Solve it.', answer: each.answer }, 'case')
  const messages: Message[] = [
    { role: 'user', content: each.prompt ?? 'Solve it.' },
    { role: 'assistant', content: each.reply },
  ]
  return await runVerifier(verifier, { task, reply: each.reply, messages, state: each.state, resources })
}

function shown(each: VerifierCase<unknown>, verdict: Verdict): string {
  const score = verdict.status === 'scored' ? ` ${verdict.score}` : ''
  return `${JSON.stringify(each.reply.slice(0, 80))} to ${JSON.stringify(each.answer)?.slice(0, 80)} was ${verdict.status}${score} (${verdict.reason})`
}
