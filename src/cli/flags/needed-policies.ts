// The policies that an environment needs beside the one that acts (`needs`: a judge, an opponent, a user) as flags give
// them: `--judge POLICY` by any name that `rlvr eval -m` takes, `--judge-set NAME=VALUE` with what `rlvr eval` has a flag
// of that name for. They are kept in `config.json`, and a run that goes on refuses others.
//   rlvr eval ./essays.ts -m hf:./qwen --judge openai:gpt-5@https://api.openai.com/v1 --judge-set omit=temperature
import { InvalidArgumentError, type Command } from 'commander'
import { describeError, RlvrError, show, unknownName } from '../../core/errors.ts'
import type { JsonObject } from '../../core/json.ts'
import { itself, needs, type Need } from '../../core/needs.ts'
import type { Sampling } from '../../core/policy.ts'
import { policyNamed } from '../own/own-policy.ts'
import { changeOf } from '../own/source.ts'
import { evaluatedModel, sameModel, type ModelFlags } from './evaluated-model.ts'
import { collect } from './key-values.ts'
import { precisions } from './model-weights.ts'
import type { NeededPolicies, NeededPolicy } from './needed-policy.ts'
import { numberIn } from './number-in.ts'
import { askedSettings, serverSettings, type ServerFlags } from './server-settings.ts'
import { wholeNumber } from './whole-number.ts'

/** Flags as commander gives them. */
export type NeededFlags = { readonly [need in Need]?: string } & { readonly [need in `${Need}Set`]?: readonly string[] }

const does: { readonly [need in Need]: string } = {
  judge: 'judges replies, where the environment needs it',
  opponent: 'plays the other side, where the environment needs it (`self` for the policy itself)',
  user: 'speaks as the user, where the environment needs it',
}

/** Adds `--judge`, `--opponent` and `--user`, each with its `--…-set`. */
export function addNeededOptions(command: Command): Command {
  for (const need of needs)
    command
      .option(`--${need} <policy>`, `a policy that ${does[need]}, by a name that \`rlvr eval -m\` takes`)
      .option(
        `--${need}-set <name=value>`,
        `of it: temperature, max-tokens, header, … as \`rlvr eval\` has them; may be repeated`,
        collect,
        [],
      )
  return command
}

const settings: { readonly [name: string]: (text: string) => unknown } = {
  temperature: numberIn(0),
  'top-k': wholeNumber(0),
  'top-p': numberIn(1e-6, 1),
  'min-p': numberIn(0, 1),
  'max-tokens': wholeNumber(1),
  stop: String,
  concurrency: wholeNumber(1),
  'length-field': oneOf(['max_tokens', 'max_completion_tokens']),
  omit: String,
  'extra-body': String,
  system: String,
  header: String,
  timeout: numberIn(0.001, 2_147_483),
  retries: wholeNumber(0),
  precision: oneOf(precisions),
  'max-length': wholeNumber(2),
  base: String,
}

const repeated: readonly string[] = ['stop', 'omit', 'header']

/** The flags of one, by the names that commander gives them. */
interface Said extends ServerFlags, ModelFlags, Partial<Sampling> {
  readonly concurrency?: number
}

/**
 * What the flags ask for, over what is known: of the run that goes on, or that the policy was trained in.
 * @param owner says what cannot go on with another one, like `The run`; null where another may take its place
 * @throws RlvrError `RLVR_USAGE` for a setting that is none, and for another policy than that of `owner`
 */
export async function neededPolicies(
  flags: NeededFlags,
  known: NeededPolicies = {},
  { owner = null, acceptChanges = false }: { owner?: string | null; acceptChanges?: boolean } = {},
): Promise<NeededPolicies> {
  const found: { [need in Need]?: NeededPolicy } = {}
  for (const need of needs) {
    const before = known[need]
    const name = flags[need] ?? before?.policy
    const given = flags[`${need}Set`] ?? []
    if (name === undefined) {
      if (given.length === 0) continue
      throw new RlvrError('RLVR_USAGE', `\`--${need}-set\` has no effect without \`--${need} POLICY\`.`)
    }
    const policy = await neededPolicy(need, name, { given, before: before?.policy === name ? before : undefined })
    if (owner !== null) refuseOther(need, policy, { before, owner, acceptChanges })
    found[need] = policy
  }
  return found
}

/** What makes two choices the same: whatever can change a verdict or a turn. */
function sameNeeded(chosen: NeededPolicies | undefined): JsonObject {
  return Object.fromEntries(
    Object.entries(chosen ?? {}).map(([need, { policy, sampling, server, model }]) => [
      need,
      { policy, sampling, server: askedSettings(server), model: sameModel(model) },
    ]),
  )
}

async function neededPolicy(
  need: Need,
  name: string,
  { given, before }: { readonly given: readonly string[]; readonly before: NeededPolicy | undefined },
): Promise<NeededPolicy> {
  if (name === 'scripted:gold')
    throw new RlvrError(
      'RLVR_USAGE',
      `\`--${need} scripted:gold\` knows the answers of tasks, and is asked other things: name a model, or a file such as ./${need}.ts.`,
    )
  if (name === itself.name) return played(need, given)
  const said = saidOf(need, given)
  const { temperature, topK, topP, minP, maxTokens, stop } = said
  const sampling = Object.entries({ temperature, topK, topP, minP, maxTokens, stop }).filter(
    ([, value]) => value !== undefined,
  )
  const known = before?.model ?? null
  const precision = said.precision ?? known?.precision ?? undefined
  const maxLength = said.maxLength ?? known?.maxLengthTokens ?? undefined
  const own = await policyNamed(name)
  return {
    policy: name,
    source: own?.source ?? null,
    sampling: { ...before?.sampling, ...(Object.fromEntries(sampling) as Partial<Sampling>) },
    server: serverSettings(said, before?.server ?? null),
    model: await evaluatedModel(
      name,
      {
        ...(precision !== undefined && { precision }),
        ...(maxLength !== undefined && { maxLength }),
        ...(said.base !== undefined && { base: said.base }),
      },
      known,
    ),
    concurrency: said.concurrency ?? before?.concurrency ?? null,
  }
}

/** The policy that learns or is evaluated, as its own opponent: it is asked as it is asked itself. */
function played(need: Need, given: readonly string[]): NeededPolicy {
  if (need !== 'opponent')
    throw new RlvrError(
      'RLVR_USAGE',
      `\`--${need} self\` is none: a policy plays against itself, by \`--opponent self\`; it is not its own ${need}. Name another one.`,
    )
  if (given.length > 0)
    throw new RlvrError(
      'RLVR_USAGE',
      '`--opponent-set` has no effect with `--opponent self`, which is asked as the policy itself is. Leave it out; `rlvr train --set selfPlay.renewEverySteps=N` says by which weights it plays.',
    )
  return { policy: itself.name, source: null, sampling: {}, server: null, model: null, concurrency: null }
}

/** @throws RlvrError `RLVR_USAGE` for `self` where no policy plays */
export function refuseItself(needed: NeededPolicies): void {
  if (needed.opponent?.policy === itself.name)
    throw new RlvrError(
      'RLVR_USAGE',
      '`--opponent self` is for `rlvr train` and `rlvr eval`, where a policy plays; here none does. Name one.',
    )
}

function saidOf(need: Need, given: readonly string[]): Said {
  const flag = `--${need}-set`
  const said: { [name: string]: unknown } = {}
  for (const text of given) {
    const at = text.indexOf('=')
    if (at < 1)
      throw new RlvrError(
        'RLVR_USAGE',
        `\`${flag}\` takes NAME=VALUE, like \`${flag} temperature=0\`; got \`${show(text, 60)}\`.`,
      )
    const [name, value] = [text.slice(0, at), text.slice(at + 1)]
    const read = Object.hasOwn(settings, name) ? settings[name] : undefined
    if (read === undefined)
      throw new RlvrError('RLVR_USAGE', `\`${flag}\`: ${unknownName('setting', name, Object.keys(settings)).message}`)
    const key = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
    const isRepeated = repeated.includes(name)
    if (!isRepeated && Object.hasOwn(said, key))
      throw new RlvrError('RLVR_USAGE', `\`${flag} ${name}=…\` is given twice; give it once.`)
    try {
      said[key] = isRepeated ? [...((said[key] ?? []) as unknown[]), read(value)] : read(value)
    } catch (thrown) {
      if (!(thrown instanceof InvalidArgumentError)) throw thrown
      throw new RlvrError('RLVR_USAGE', `\`${flag} ${name}\`: ${describeError(thrown)}`, { cause: thrown })
    }
  }
  return said
}

function refuseOther(
  need: Need,
  policy: NeededPolicy,
  {
    before,
    owner,
    acceptChanges,
  }: { readonly before: NeededPolicy | undefined; readonly owner: string; readonly acceptChanges: boolean },
): void {
  const [was, is] = [before, policy].map((each) => sameNeeded(each === undefined ? {} : { [need]: each })[need] ?? null)
  if (JSON.stringify(was) !== JSON.stringify(is))
    throw new RlvrError(
      'RLVR_USAGE',
      `${owner} began with \`--${need}\` ${show(was, 200)}; it cannot go on with ${show(is, 200)}, whose verdicts or turns may be others. Leave the flag out, or begin a new run.`,
    )
  const change = before?.source && policy.source && !acceptChanges ? changeOf(before.source, policy.source) : null
  if (change !== null)
    throw new RlvrError(
      'RLVR_USAGE',
      `${change} \`--${need}\` would be another from here on: put the file back, begin a new run, or give \`--accept-changes\`.`,
    )
}

function oneOf(choices: readonly string[]): (text: string) => string {
  return (text) => {
    if (choices.includes(text)) return text
    throw new InvalidArgumentError(`Expected ${choices.join(' or ')}; got ${JSON.stringify(text)}.`)
  }
}
