// Whether a run goes on with what it began with. A checkpoint holds its settings in words and numbers; what differs on
// resume is named, and refused where it would make another run of it.
import { RlvrError } from '../src/core/errors.ts'
import { canonicalJson, type Json, type JsonObject } from '../src/core/json.ts'
import { describe } from './algorithm.ts'
import { asCoefficient } from './coefficients.ts'
import type { TrainSettings } from './train-settings.ts'

/** Settings as a checkpoint keeps them: functions by what they say of themselves, the environment's options beside them. */
export function settingsRecord(settings: TrainSettings, options: JsonObject): JsonObject {
  const { algorithm, learningRate, coldStart, entropyCoefficient, alarms: _, ...plain } = settings
  const own = 'a function of your own'
  const record: { [name: string]: unknown } = {
    ...plain,
    algorithm: describe(algorithm),
    learningRate: learningRate.description ?? own,
    entropyCoefficient: asCoefficient(entropyCoefficient).description,
    coldStart: coldStart === null ? null : { ...coldStart, learningRate: coldStart.learningRate.description ?? own },
    options,
  }
  return JSON.parse(
    JSON.stringify(record, (_, value: unknown) => (value === Infinity ? 'Infinity' : value)),
  ) as JsonObject
}

export interface SettingChange {
  readonly name: string
  readonly before: Json | undefined
  readonly now: Json | undefined
}

/** What differs, by dotted names. */
export function changedSettings(before: JsonObject, now: JsonObject, prefix = ''): SettingChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])]
  return names.flatMap((name) => {
    const [was, is] = [before[name], now[name]]
    if (isGroup(was) && isGroup(is)) return changedSettings(was, is, `${prefix}${name}.`)
    return canonicalJson(was ?? null) === canonicalJson(is ?? null)
      ? []
      : [{ name: `${prefix}${name}`, before: was, now: is }]
  })
}

/** Settings that change how much is measured, kept or done, and nothing that is learned. */
const harmless = /^(?:steps|evaluation\.|checkpointEverySteps$|microbatchTokens$|tolerance$)/

/**
 * The changes in a sentence for a warning, null where there are none.
 * @throws RlvrError `RLVR_USAGE` for a change that makes another run of it, unless `accept`
 */
export function resumedWith(before: JsonObject, now: JsonObject, { accept }: { accept: boolean }): string | null {
  const changes = changedSettings(before, now)
  if (changes.length === 0) return null
  const isLengthened = changes.some(({ name }) => name === 'steps')
  const text = changes.map(({ name, before: was, now: is }) => `${name} ${shown(was)} → ${shown(is)}`).join('; ')
  const grave = changes.filter(
    ({ name, before: was, now: is }) =>
      !harmless.test(name) && !(name === 'learningRate' && isLengthened && withoutLength(was) === withoutLength(is)),
  )
  if (grave.length > 0 && !accept)
    throw new RlvrError(
      'RLVR_USAGE',
      `The settings are not those that the run went on with until here: ${text}. Put ${grave.map(({ name }) => name).join(', ')} back, begin a new run, or accept the change (\`--accept-changes\`; \`acceptChanges: true\` in code).`,
    )
  return `Settings have changed since the checkpoint: ${text}.`
}

/** A schedule's words without its length, so that a longer one of the same shape is the same. */
function withoutLength(description: Json | undefined): string {
  return JSON.stringify(description ?? null).replace(/ at step \d+/, '')
}

function shown(value: Json | undefined): string {
  return value === undefined ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value)
}

function isGroup(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
