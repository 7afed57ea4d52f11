// The settings of a training as plain data: what `config.json` holds, what `--set` and `--config` change. Each has one
// name everywhere; one within another is written with a dot, `evaluation.tasks`.
import { Type, type Static, type TObject, type TSchema } from 'typebox'
import { nearestName, RlvrError, show } from '../src/core/errors.ts'
import type { Json, JsonObject } from '../src/core/json.ts'
import type { EpisodeLimits } from '../src/core/limits.ts'
import { compileSchema } from '../src/core/schema.ts'
import { algorithms } from './presets.ts'

const wholeNumber = (description: string, minimum = 1): ReturnType<typeof Type.Integer> =>
  Type.Integer({ minimum, description })
const rate = (description: string): ReturnType<typeof Type.Number> => Type.Number({ minimum: 0, description })
const positive = (description: string): ReturnType<typeof Type.Number> =>
  Type.Number({ exclusiveMinimum: 0, description })

/** What each setting may be and means; nested ones in objects of their own. */
const properties = {
  seed: Type.Union([Type.Integer(), Type.String()], { description: 'fixes every random choice' }),
  steps: wholeNumber('rollouts to learn from'),
  promptsPerStep: wholeNumber('tasks of one rollout'),
  samplesPerPrompt: wholeNumber('replies to each task: the size of a group', 2),
  minibatches: wholeNumber('optimizer steps that share out one rollout; the algorithm’s own where not given'),
  updatesPerRollout: wholeNumber('times a rollout is gone through'),
  microbatchTokens: wholeNumber('padded tokens of one forward and backward pass'),
  sampling: Type.Object({
    temperature: positive('of sampling, in training and evaluation'),
    maxTokens: wholeNumber('longest reply'),
  }),
  learningRate: rate('peak of the schedule'),
  schedule: Type.Enum(['linear', 'cosine', 'constant'], {
    description: 'how the learning rate goes from its peak to a tenth of it: linear, cosine, or constant at the peak',
  }),
  warmupSteps: wholeNumber('steps until the peak', 0),
  maxGradNorm: positive('the gradient is scaled down to this norm'),
  entropyCoefficient: rate('weight of the entropy bonus; 0 for none'),
  coldStart: Type.Object({
    steps: wholeNumber('supervised steps on demonstrations; 0 for none', 0),
    batchSize: wholeNumber('demonstrations a supervised step'),
    learningRate: rate('of the supervised steps'),
  }),
  evaluation: Type.Object({
    everySteps: wholeNumber('steps between tries of held-out tasks'),
    tasks: wholeNumber('held-out tasks; fewer where the split has no more'),
    repliesPerTask: wholeNumber('replies to each, beside a greedy one'),
  }),
  checkpointEverySteps: wholeNumber('steps between checkpoints'),
  selfPlay: Type.Optional(
    Type.Object({
      renewEverySteps: wholeNumber(
        'with the opponent `self`: steps between copies that it plays by; 1 for the present weights',
      ),
    }),
  ),
  limits: Type.Optional(
    Type.Object({
      turns: Type.Optional(wholeNumber('replies of an episode at most')),
      tokens: Type.Optional(wholeNumber('tokens that the policy writes in an episode at most')),
      timeMs: Type.Optional(positive('milliseconds of an episode at most')),
      cost: Type.Optional(positive('cost of an episode at most, where the policy tells it')),
    }),
  ),
  tolerance: Type.Number({ minimum: 0, maximum: 1, description: 'share of replies that may go unjudged' }),
}

/** An algorithm by its name, with its own options beside it: `{ name: 'grpo', clip: [0.2, 0.28] }`. */
export type PlainAlgorithm = { readonly name: string } & JsonObject

/** All settings, complete. */
export interface PlainSettings {
  readonly algorithm: PlainAlgorithm
  readonly seed: number | string
  readonly steps: number
  readonly promptsPerStep: number
  readonly samplesPerPrompt: number
  readonly minibatches: number
  readonly updatesPerRollout: number
  readonly microbatchTokens: number
  readonly sampling: { readonly temperature: number; readonly maxTokens: number }
  readonly learningRate: number
  readonly schedule: 'linear' | 'cosine' | 'constant'
  readonly warmupSteps: number
  readonly maxGradNorm: number
  readonly entropyCoefficient: number
  readonly coldStart: { readonly steps: number; readonly batchSize: number; readonly learningRate: number }
  readonly evaluation: { readonly everySteps: number; readonly tasks: number; readonly repliesPerTask: number }
  readonly checkpointEverySteps: number
  /** Left out where the policy does not play against itself, or does by its present weights. */
  readonly selfPlay?: { readonly renewEverySteps: number }
  readonly tolerance: number
  /** Left out where nothing tightens those of the environment. */
  readonly limits?: Pick<EpisodeLimits, keyof EpisodeLimits>
}

/** Settings of which any may be missing; an algorithm may be its name alone. */
export type PartialPlainSettings = {
  readonly [Name in Exclude<keyof PlainSettings, 'algorithm'>]?: PlainSettings[Name] extends object
    ? Partial<PlainSettings[Name]>
    : PlainSettings[Name]
} & { readonly algorithm?: string | PlainAlgorithm }

type Checked = Omit<PlainSettings, 'algorithm'>

// The schema gives the types that the interface names; a difference does not compile.
const isTheInterface: Static<TObject<typeof properties>> extends Checked ? true : false = true
void isTheInterface

/** Every setting by its dotted name, with what it means. The options of algorithms are not among them. */
export const settingDescriptions: ReadonlyMap<string, string> = new Map(
  leaves(properties).map(([path, schema]) => [path, String((schema as { description?: string }).description)]),
)

function leaves(fields: { readonly [name: string]: TSchema }, prefix = ''): [string, TSchema][] {
  return Object.entries(fields).flatMap(([name, schema]) => {
    const nested = (schema as { properties?: { [name: string]: TSchema } }).properties
    return nested === undefined ? [[`${prefix}${name}`, schema]] : leaves(nested, `${prefix}${name}.`)
  })
}

/**
 * Settings that are complete, or the fault in words.
 * @throws RlvrError `RLVR_USAGE` naming each setting that does not fit
 */
export function checkedSettings(settings: JsonObject): PlainSettings {
  const { algorithm, ...rest } = settings
  refuseUnknown(rest)
  const schema = Type.Object(properties, { additionalProperties: false })
  const checked = compileSchema(schema)(rest)
  if (!checked.ok) {
    const faults = checked.fields.map(({ field, message }) => {
      const value =
        field === '' ? rest : field.split('.').reduce<unknown>((at, name) => (at as JsonObject)?.[name], rest)
      return `\`${field}\` ${message}${value === undefined ? '' : `; got ${show(value, 60)}`}${nearestChoice(field, value)}`
    })
    throw new RlvrError('RLVR_USAGE', `Settings: ${[...new Set(faults)].join('. ')}.`)
  }
  return { algorithm: plainAlgorithm(algorithm), ...(checked.value as Checked) }
}

/** ` (did you mean …)`: the choice of a setting of few that a text is most like. */
function nearestChoice(field: string, value: unknown): string {
  const { enum: choices } = (properties as { readonly [name: string]: { enum?: unknown[] } })[field] ?? {}
  if (choices === undefined || typeof value !== 'string') return ''
  const nearest = nearestName(value, choices.map(String))
  return nearest === null ? '' : ` (did you mean \`${nearest}\`?)`
}

/** The settings of a run by their present names: `evaluation.repliesPerTask` was `evaluation.samplesPerTask`. */
export function renamedSettings(settings: JsonObject): JsonObject {
  const { evaluation } = settings
  if (!isGroup(evaluation) || evaluation['samplesPerTask'] === undefined) return settings
  const { samplesPerTask, ...rest } = evaluation
  return { ...settings, evaluation: { repliesPerTask: samplesPerTask, ...rest } }
}

/** Throws `RLVR_USAGE` for the first setting that is not known, with the nearest one. */
export function refuseUnknown(settings: JsonObject, prefix = ''): void {
  for (const [name, value] of Object.entries(settings)) {
    const path = `${prefix}${name}`
    if (name.includes('.') && settingDescriptions.has(path))
      throw new RlvrError(
        'RLVR_USAGE',
        `\`${path}\` stands in an object of its own: { ${path.replace('.', ': { ')}: … } }.`,
      )
    if (typeof value === 'function')
      throw new RlvrError(
        'RLVR_USAGE',
        `\`${path}\` is no function, but plain data.${path === 'schedule' ? " It is 'linear', 'cosine' or 'constant'; a schedule of your own is `learningRate: (step) => …`." : ` It is ${settingDescriptions.get(path) ?? `an object that holds ${membersOf(path).join(', ')}`}.`}`,
      )
    if (settingDescriptions.has(path)) continue
    const isGroup = [...settingDescriptions.keys()].some((known) => known.startsWith(`${path}.`))
    if (!isGroup) throw unknownSetting(path)
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new RlvrError('RLVR_USAGE', `\`${path}\` holds ${membersOf(path).join(', ')}; got ${show(value, 60)}.`)
    refuseUnknown(value as JsonObject, `${path}.`)
  }
}

function membersOf(group: string): string[] {
  return [...settingDescriptions.keys()].filter((path) => path.startsWith(`${group}.`)).map((path) => `\`${path}\``)
}

/** The error for a setting that is not known. `maxTokens` and `evaluationTasks` find what they have become. */
export function unknownSetting(path: string, more: readonly string[] = []): RlvrError {
  const known = [...settingDescriptions.keys(), 'algorithm', ...more]
  const bare = (name: string): string => name.replaceAll('.', '').toLowerCase()
  const lastPart = (name: string): string => name.slice(name.lastIndexOf('.') + 1)
  const nearest =
    known.find((name) => bare(name) === bare(path) || lastPart(name) === path) ??
    nearestName(path, known) ??
    known.find((name) => bare(name).startsWith(bare(path).slice(0, 12)) && path.length >= 12) ??
    null
  const suggestion = nearest === null ? '' : ` Did you mean \`${nearest}\`?`
  return new RlvrError(
    'RLVR_USAGE',
    `There is no setting \`${path}\`.${suggestion === '' ? ` Settings: ${known.join(', ')}.` : `${suggestion} \`rlvr train --help\` lists all.`}`,
  )
}

/** An algorithm's name, or its name with options, in the longer form. Throws `RLVR_USAGE` for anything else. */
export function plainAlgorithm(given: unknown): PlainAlgorithm {
  if (typeof given === 'string') return { name: given }
  if (typeof given === 'object' && given !== null && 'name' in given && typeof given.name === 'string')
    return given as PlainAlgorithm
  throw new RlvrError(
    'RLVR_USAGE',
    `\`algorithm\` is the name of one (${Object.keys(algorithms).join(', ')}), or { name, … } with its options; got ${show(given, 80)}.`,
  )
}

/** Settings over others: an object is gone into, anything else replaces. An algorithm replaces the one below whole. */
export function layered(...layers: readonly (JsonObject | undefined)[]): JsonObject {
  const merged: { [name: string]: Json | undefined } = {}
  for (const layer of layers)
    for (const [name, value] of Object.entries(layer ?? {})) {
      const below = merged[name]
      merged[name] = name !== 'algorithm' && isGroup(below) && isGroup(value) ? { ...below, ...value } : value
    }
  return merged
}

function isGroup(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
