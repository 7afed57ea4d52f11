// What has to hold of verdicts beside each other: the demonstration gets the most in every term, silence less, the same
// reply the same again in any order, a task from JSON the same as before, and no reply breaks the judge.
import type { GroupScore } from '../core/group-rewards.ts'
import { canonicalJson, stringifyStrict } from '../core/json.ts'
import { makeTask, type Task } from '../core/task.ts'
import type { Verdict } from '../core/verdict.ts'
import type { PlayedOut } from '../testing/play-out.ts'
import type { CheckFinding } from './check-report.ts'
import type { Checked, ContractSetting } from './contract-setting.ts'
import { resourceChecks } from './resource-checks.ts'
import { paidReply, playReply } from './run-probes.ts'

const ok: Checked = { status: 'ok', detail: '' }
const noGold: Checked = { status: 'skipped', detail: 'the environment has no demonstrations' }

const checks: readonly (readonly [
  id: string,
  says: string,
  check: (setting: ContractSetting) => Checked | Promise<Checked>,
])[] = [
  ['gold-most', 'No reply gets more than the demonstration, in any term.', goldMost],
  ['garbage-least', 'Silence and noise get less than the demonstration.', garbageLeast],
  ['reply-gets-verdict', 'No reply makes a verdict invalid.', replyGetsVerdict],
  ['verdicts-stand', 'The same replies get the same verdicts again, in any order.', verdictsStand],
  ['json-round-trip', 'A task that went through JSON is judged as before.', jsonRoundTrip],
  ['disposal', 'An episode can be closed before its first reply and after it.', disposal],
  ['group-place', 'The place of a reply in its group changes nothing.', groupPlace],
  ...resourceChecks,
]

export async function contractChecks(setting: ContractSetting): Promise<CheckFinding[]> {
  const findings: CheckFinding[] = []
  for (const [id, says, check] of checks)
    if (setting.signal?.aborted !== true)
      findings.push({ id, group: 'contract', says, ...(await tried(() => check(setting))) })
  return findings
}

async function tried(check: () => Checked | Promise<Checked>): Promise<Checked> {
  try {
    return await check()
  } catch (thrown) {
    return { status: 'fault', detail: `it threw: ${thrown instanceof Error ? thrown.message : String(thrown)}` }
  }
}

function goldMost({ spec, probed, golds, replies }: ContractSetting): Checked {
  if (golds.every((gold) => gold === null)) return noGold
  if (spec.maxTurns > 1) return { status: 'skipped', detail: 'luck may decide what an episode of several turns earns' }
  const goldOf = new Map(probed.map((each, index) => [each.task, golds[index] ?? null]))
  for (const reply of replies) {
    const gold = goldOf.get(reply.probed.task)
    if (gold === undefined || gold === null) continue
    for (const [name, { weight }] of Object.entries(spec.rubric.terms)) {
      const [most, got] = [scoreOf(gold.step.judgement?.verdicts[name]), scoreOf(reply.step.judgement?.verdicts[name])]
      if (most === null || got === null || got * weight <= most * weight + 1e-9) continue
      return {
        status: 'fault',
        detail: `\`${name}\` gives it ${got}, the demonstration ${most}`,
        paid: paidReply(reply),
      }
    }
    if (gold.reward !== null && reply.reward !== null && reply.reward > gold.reward + 1e-9)
      return {
        status: 'fault',
        detail: `its reward is ${reply.reward}, that of the demonstration ${gold.reward}`,
        paid: paidReply(reply),
      }
  }
  return ok
}

function garbageLeast({ golds, replies }: ContractSetting): Checked {
  if (golds.every((gold) => gold === null)) return noGold
  const paid = replies.find(
    ({ probe, reward, goldReward }) =>
      garbage.includes(probe.id) && reward !== null && goldReward !== null && reward >= goldReward,
  )
  return paid === undefined
    ? ok
    : { status: 'fault', detail: `it gets ${paid.reward}, the demonstration ${paid.goldReward}`, paid: paidReply(paid) }
}

const garbage: readonly string[] = ['empty', 'refusal', 'nesting', 'awkward-text']

function replyGetsVerdict({ replies }: ContractSetting): Checked {
  for (const reply of replies)
    for (const [name, verdict] of Object.entries(reply.step.judgement?.verdicts ?? {}))
      if (verdict.status === 'invalid')
        return {
          status: 'fault',
          detail: `\`${name}\` is invalid (${verdict.cause}): ${verdict.reason.slice(0, 300)}`,
          paid: paidReply(reply),
        }
  return ok
}

/** Replies of three tasks and probes, there and back again. */
async function verdictsStand({ spec, probed, replies }: ContractSetting): Promise<Checked> {
  const chosen = probed.slice(0, 3).flatMap((each) => {
    const gold = each.gold === null ? [] : [{ probed: each, reply: each.gold }]
    return [...gold, ...replies.filter((reply) => reply.probed === each).slice(0, 3)]
  })
  const there: string[] = []
  for (const { probed: each, reply } of chosen) there.push(verdictsOf(await playReply(spec, each, reply)))
  for (const [index, { probed: each, reply }] of [...chosen.entries()].toReversed()) {
    const again = await playReply(spec, each, reply)
    if (verdictsOf(again) !== there[index])
      return {
        status: 'fault',
        detail: `${there[index]?.slice(0, 120)} at first, then ${verdictsOf(again).slice(0, 120)}`,
        paid: paidReply({ ...again, probed: each, reply }),
      }
  }
  return ok
}

async function jsonRoundTrip({ spec, probed, golds }: ContractSetting): Promise<Checked> {
  for (const [index, each] of probed.slice(0, 5).entries()) {
    const gold = golds[index] ?? null
    if (each.gold === null || gold === null) continue
    const read = JSON.parse(stringifyStrict(each.task)) as Task
    const { id, prompt, answer, metadata, public: shown } = read
    const task = makeTask({ id, prompt, answer, metadata, ...(shown !== undefined && { public: shown }) }, id)
    const played = await playReply(spec, { ...each, task }, each.gold)
    if (verdictsOf(played) !== verdictsOf(gold))
      return {
        status: 'fault',
        detail: `task \`${id}\`: ${verdictsOf(gold).slice(0, 120)} before, ${verdictsOf(played).slice(0, 120)} after`,
      }
  }
  return ok
}

async function disposal({ spec, probed }: ContractSetting): Promise<Checked> {
  const [first] = probed
  if (first === undefined) return ok
  const unused = await spec.begin({ task: first.task, seed: 0 })
  await unused.close()
  await unused.close()
  const used = await spec.begin({ task: first.task, seed: 0 })
  await used.step('x')
  await used.close()
  return ok
}

/** Group terms say of the same replies in another order the same of each. */
async function groupPlace({ spec, replies, probed, golds }: ContractSetting): Promise<Checked> {
  const terms = Object.entries(spec.groupTerms)
  if (terms.length === 0) return { status: 'skipped', detail: 'nothing compares the replies to a task' }
  const [first] = probed
  if (first === undefined) return ok
  const [gold] = golds
  const played = [...(gold == null ? [] : [gold]), ...replies.filter((reply) => reply.probed === first).slice(0, 5)]
  const group = played.map(({ step, reward, outcome }) => {
    const { messages } = step.observation
    const reply = messages.findLast(({ role }) => role === 'assistant')?.content ?? ''
    return { reply, messages, reward, outcome, lengthTokens: reply.length }
  })
  const { signal } = new AbortController()
  for (const [name, { judge }] of terms) {
    const there = await judge({ task: first.task, replies: group, signal })
    const back = (await judge({ task: first.task, replies: group.toReversed(), signal })).toReversed()
    const moved = there.findIndex(
      (score, index) => canonicalJson(scoreIn(score)) !== canonicalJson(scoreIn(back[index])),
    )
    if (moved >= 0)
      return {
        status: 'fault',
        detail: `\`${name}\` says ${JSON.stringify(scoreIn(there[moved]))} of a reply, and ${JSON.stringify(scoreIn(back[moved]))} where the others stand in another order`,
      }
  }
  return ok
}

function scoreIn(given: GroupScore | undefined): number | null {
  if (typeof given === 'object' && given !== null) return given.status === 'scored' ? given.score : null
  return given === undefined || given === null ? null : Number(given)
}

function verdictsOf({ step, reward, outcome }: PlayedOut): string {
  return canonicalJson({ reward, outcome, verdicts: step.judgement?.verdicts ?? null })
}

function scoreOf(verdict: Verdict | undefined): number | null {
  return verdict?.status === 'scored' ? verdict.score : null
}
