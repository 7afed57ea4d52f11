// The parts of a training's settings that a schema does not see: functions, thresholds, the optimizer.
import { RlvrError, show, unknownField } from '../src/core/errors.ts'
import { checkSampling } from '../src/core/sampling.ts'
import { defaultOptimizer, type OptimizerSettings, type Sampling } from '../src/core/policy.ts'
import { defaultAlarmThresholds, type AlarmThresholds } from './alarms.ts'
import type { Algorithm } from './algorithm.ts'
import { asCoefficient, type Coefficient } from './coefficients.ts'
import type { KlPenalty } from './kl.ts'
import type { Schedule } from './schedules.ts'

/** What is checked of `TrainSettings`. */
interface Parts {
  readonly algorithm: Algorithm
  readonly sampling: Sampling
  readonly steps: number
  readonly learningRate: Schedule
  readonly coldStart: { readonly steps: number; readonly learningRate: Schedule } | null
  readonly entropyCoefficient: number | Coefficient
  readonly alarms?: Partial<AlarmThresholds>
  readonly optimizer?: Partial<OptimizerSettings>
}

/** Throws `RLVR_USAGE` for the first part that cannot be. */
export function checkParts(settings: Parts): void {
  const { algorithm, alarms, optimizer, sampling, coldStart, entropyCoefficient } = settings
  checkAlgorithm(algorithm)
  asCoefficient(entropyCoefficient)
  checkSampling(sampling)
  checkNumbers('alarms', alarms, Object.keys(defaultAlarmThresholds), (name, value) =>
    name.endsWith('Steps') ? [value >= 1 && Number.isSafeInteger(value), 'a whole number from 1'] : [true, ''],
  )
  checkNumbers('optimizer', optimizer, Object.keys(defaultOptimizer), (name, value) =>
    name.startsWith('beta')
      ? [value >= 0 && value < 1, 'a number from 0 to below 1']
      : name === 'epsilon'
        ? [value > 0, 'a number above 0']
        : [value >= 0, 'a number from 0'],
  )
  checkSchedule('learningRate', settings.learningRate, settings.steps)
  if (coldStart !== null) checkSchedule('coldStart.learningRate', coldStart.learningRate, coldStart.steps)
}

/** Throws `RLVR_USAGE` for an algorithm whose parts are not functions. */
export function checkAlgorithm(algorithm: Algorithm): void {
  for (const part of ['advantage', 'surrogate', 'aggregate', 'filter'] as const)
    if (typeof algorithm[part] !== 'function')
      throw new RlvrError(
        'RLVR_USAGE',
        `The \`${part}\` of an algorithm is a function; got ${show(algorithm[part], 60)}. Begin from a preset: { ...grpo(), ${part}: … }.`,
      )
  checkKl(algorithm.kl, 'an algorithm')
}

/** Throws `RLVR_USAGE` for what is no KL term; `owner` has it. */
export function checkKl(kl: unknown, owner: string): asserts kl is KlPenalty {
  const { estimator, coefficient } = (kl ?? {}) as Partial<KlPenalty>
  if (estimator !== null && typeof estimator !== 'function')
    throw new RlvrError(
      'RLVR_USAGE',
      `The \`kl\` of ${owner} is what none() or klPenalty(k3(), { coefficient }) give; for a number use \`klCoefficient\`. Got ${show(kl, 60)}.`,
    )
  if (typeof coefficient === 'number')
    throw new RlvrError(
      'RLVR_USAGE',
      `The coefficient in the \`kl\` of ${owner} is one that klPenalty makes, or constantCoefficient(${show(coefficient)}).`,
    )
  asCoefficient(coefficient as never)
}

function checkNumbers(
  owner: string,
  given: object | undefined,
  known: readonly string[],
  fits: (name: string, value: number) => readonly [boolean, string],
): void {
  if (given === undefined) return
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new RlvrError('RLVR_USAGE', `\`${owner}\` is an object with ${known.join(', ')}; got ${show(given, 60)}.`)
  const strange = unknownField(given, known)
  if (strange !== null) throw new RlvrError('RLVR_USAGE', `\`${owner}\` ${strange}`)
  for (const [name, value] of Object.entries(given) as [string, unknown][]) {
    if (value === undefined) continue
    const isNumber = typeof value === 'number' && Number.isFinite(value)
    const [isFitting, what] = isNumber ? fits(name, value) : [false, 'a finite number']
    if (!isFitting) throw new RlvrError('RLVR_USAGE', `\`${owner}.${name}\` is ${what}; got ${show(value, 60)}.`)
  }
}

/** Asked for the first step and for the last. */
function checkSchedule(name: string, schedule: Schedule, steps: number): void {
  if (typeof schedule !== 'function')
    throw new RlvrError('RLVR_USAGE', `\`${name}\` is a number or a function of the step; got ${show(schedule, 60)}.`)
  for (const step of [0, steps - 1]) {
    const rate: unknown = schedule(step)
    if (!(typeof rate === 'number' && rate >= 0 && rate < Infinity))
      throw new RlvrError(
        'RLVR_USAGE',
        `\`${name}\` gives ${show(rate, 60)} at step ${step} (they count from 0); a rate is a finite number from 0.`,
      )
  }
}
