/// <reference lib="esnext.disposable" preserve="true" />
// Public API of `rlvr/trainers`.
// oxlint-disable-next-line import/no-unassigned-import -- `train` knows the built-in environments by their ids
import '../envs/table.ts'

// Algorithms: a value made of parts, the presets, and the loss they give.
export {
  describe,
  sameNumbersAs,
  type Algorithm,
  type AlgorithmParts,
  type NullRewards,
  type PresetOrigin,
} from './algorithm.ts'
export {
  algorithmNamed,
  algorithms,
  cispo,
  dapo,
  drGrpo,
  grpo,
  gspo,
  reinforcePlusPlus,
  rloo,
  sapo,
  type CispoOptions,
  type ClipOptions,
  type SapoOptions,
  type TokenClipOptions,
} from './presets.ts'
export {
  type AdvantageName,
  type AggregateName,
  type AlgorithmOptions,
  type FilterName,
  type KlEstimatorName,
  type Preset,
} from './preset.ts'
export { lossMetrics, policyLoss, type PolicyLoss } from './policy-loss.ts'
export { denominatorOf, type Denominator, type SequenceTerms } from './sequence-terms.ts'

// The parts.
export {
  groupNorm,
  groupNormPresets,
  maxRl,
  type GroupNormOptions,
  type GroupNormPreset,
  type RewardEstimator,
  type RewardGroups,
} from './advantages.ts'
export {
  groupMember,
  type Advantage,
  type AdvantageContext,
  type AdvantageEstimator,
  type GroupMember,
  type MemberGroups,
  type TurnRange,
} from './group-member.ts'
export { turnReturns, type TurnReturnsOptions } from './turn-returns.ts'
export { reinforcePlusPlusBaseline, type LengthWeighedEstimator } from './reinforce-plus-plus-baseline.ts'
export { maxTokens, sequenceMean, sequenceSum, tokenMean, type Aggregate } from './aggregates.ts'
export type { ClipRange, Surrogate, SurrogateResult } from './losses/surrogate.ts'
export { clippedSurrogate, type ClippedSurrogateOptions } from './losses/clipped-surrogate.ts'
export { gspoSurrogate, sequenceRatioSurrogate } from './losses/sequence-surrogate.ts'
export { cispoBounds, cispoSurrogate } from './losses/cispo-surrogate.ts'
export { sapoSurrogate, type SapoSurrogateOptions } from './losses/sapo-surrogate.ts'
export { valueLoss, type ValueLoss, type ValueLossOptions, type ValueTerms } from './losses/value-loss.ts'
export { dpoLoss, type DpoLoss, type DpoOptions, type PreferencePair, type PreferenceTerms } from './losses/dpo-loss.ts'
export { reinforceSurrogate } from './losses/reinforce-surrogate.ts'
export { supervisedLoss, type SupervisedLoss } from './losses/supervised-loss.ts'
export {
  k1,
  k2,
  k3,
  k3Bounds,
  k3WithGradientOfK2,
  klPenalty,
  none,
  type K3Options,
  type KlEstimate,
  type KlEstimator,
  type KlPenalty,
} from './kl.ts'
export {
  adaptiveKl,
  constantCoefficient,
  targetEntropy,
  type AdaptiveKlOptions,
  type Coefficient,
  type Measured,
  type TargetEntropyOptions,
} from './coefficients.ts'
export { keepAll, outcomeVaries, rewardVaries, type FilterDecision, type GroupFilter } from './filters.ts'
export { constant, cosine, linear, type ConstantOptions, type DecayOptions, type Schedule } from './schedules.ts'

// The loop.
export { trainInto as train, writeReport, type TrainIntoOptions as TrainOptions } from './train-into.ts'
export type { StoppedSummary, TrainSummary } from './train-summary.ts'
export { resolveSettings, type TrainSettingsInput } from './resolve-settings.ts'
export { type SettingsContext } from './complete-settings.ts'
export { type PlainAlgorithm, type PlainSettings } from './plain-settings.ts'
export type { SelfPlaySettings } from './self-play-settings.ts'
export { checkSettings, planLines, type ColdStartSettings, type TrainSettings } from './train-settings.ts'

// What a run tells its watchers.
export type { HeldOutResult, Metrics, TrainEvent, TrainPhase } from './train-event.ts'
export { defaultAlarmThresholds, type Alarm, type AlarmName, type AlarmThresholds } from './alarms.ts'
export type { RaisedAlarm } from './run-health.ts'
