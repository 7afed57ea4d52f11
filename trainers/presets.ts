// The known algorithms, each with its paper's denominators. Every part can be replaced by an option; what is not stays
// as it is here. What differs between them:
//              advantage               ratio      aggregate      clip
//   grpo       / group std (TRL)       token      sequenceMean   0.2, 0.2
//   drGrpo     - group mean            token      maxTokens      0.2, 0.2
//   dapo       / group std (TRL)       token      tokenMean      0.2, 0.28   groups with one outcome dropped
//   gspo       / group std (TRL)       sequence   sequenceMean   3e-4, 4e-4
//   cispo      / group std (TRL)       token      tokenMean      ratio at most 5, as a constant
//   rloo       - mean of the others    sequence   sequenceMean   0.2, 0.2
//   reinforcePlusPlus  whitened        token      tokenMean      0.2, 0.2
//   sapo       / group std (TRL)       token      sequenceMean   a smooth gate
// Those that clip a ratio want several minibatches: with one every ratio is 1, nothing is clipped, and the gradients
// of grpo, gspo, cispo and sapo differ by their aggregate alone. GSPO's paper takes 4. RLOO's is on policy.
import { Type, type TSchema } from 'typebox'
import { unknownName } from '../src/core/errors.ts'
import { groupNorm, groupNormPresets } from './advantages.ts'
import { maxTokens, sequenceMean, tokenMean } from './aggregates.ts'
import type { Algorithm, AlgorithmParts } from './algorithm.ts'
import { keepAll, outcomeVaries } from './filters.ts'
import { k3Bounds, none } from './kl.ts'
import { cispoBounds, cispoSurrogate } from './losses/cispo-surrogate.ts'
import { clippedSurrogate } from './losses/clipped-surrogate.ts'
import { sapoSurrogate, type SapoSurrogateOptions } from './losses/sapo-surrogate.ts'
import { gspoSurrogate, sequenceRatioSurrogate } from './losses/sequence-surrogate.ts'
import type { ClipRange } from './losses/surrogate.ts'
import { preset, type AlgorithmOptions, type Preset } from './preset.ts'
import { reinforcePlusPlusBaseline } from './reinforce-plus-plus-baseline.ts'

export interface ClipOptions extends AlgorithmOptions {
  readonly clip?: ClipRange
}

export interface TokenClipOptions extends ClipOptions {
  /** See `clippedSurrogate`. */
  readonly delta?: number
}

export interface CispoOptions extends AlgorithmOptions {
  /** Absolute bounds of the ratio; see `cispoBounds`. Default TRL's `[0, 5]`. */
  readonly bounds?: readonly [low: number, high: number]
}

export interface SapoOptions extends AlgorithmOptions, SapoSurrogateOptions {}

// An array of two: TypeBox writes a tuple in an older dialect of JSON Schema than the validator's.
const pair = (options: object = {}): TSchema =>
  Type.Array(Type.Number({ minimum: 0 }), { minItems: 2, maxItems: 2, ...options })
const clip: TSchema = Type.Optional(
  Type.Union([Type.Number({ minimum: 0 }), pair()], {
    description: 'how far the ratio may be from 1: a number, or [below, above]',
  }),
)
const delta: TSchema = Type.Optional(
  Type.Number({ exclusiveMinimum: 1, description: 'the largest ratio where the advantage is negative' }),
)
const bounds: TSchema = Type.Optional(
  pair({
    description: 'the smallest and the largest ratio, [0, 5]',
  }),
)
const sharpness = (when: string): TSchema =>
  Type.Optional(
    Type.Number({ exclusiveMinimum: 0, description: `sharpness of the gate where the advantage is ${when}` }),
  )

/** GRPO's parts, with clip bounds. */
const clippedParts = ({ clip: range = 0.2, delta: cap }: TokenClipOptions): AlgorithmParts => ({
  advantage: groupNorm(groupNormPresets.trl),
  surrogate: clippedSurrogate({ clip: range, ...(cap !== undefined && { delta: cap }) }),
  aggregate: sequenceMean(),
  kl: none(),
  filter: keepAll(),
})

/**
 * GRPO. Each sequence weighs the same, and the group's standard deviation divides.
 * @example grpo({ clip: [0.2, 0.28], aggregate: 'tokenMean' })
 */
export const grpo: Preset<TokenClipOptions> = preset({
  name: 'grpo',
  source: 'DeepSeekMath (arXiv 2402.03300) eq. 3',
  options: { clip, delta },
  parts: clippedParts,
  numbers: [{ of: 'TRL `loss_type="grpo", scale_rewards="group", beta=0`' }],
  defaultMinibatches: 2,
})

/** Dr. GRPO: GRPO without its two biases, the division by the standard deviation and by the reply's own length. */
export const drGrpo: Preset<TokenClipOptions> = preset({
  name: 'drGrpo',
  source: 'Understanding R1-Zero-Like Training (arXiv 2503.20783)',
  options: { clip, delta },
  parts: (options: TokenClipOptions) => ({
    ...clippedParts(options),
    advantage: groupNorm(groupNormPresets.drGrpo),
    aggregate: maxTokens(),
  }),
  numbers: [{ of: 'TRL `loss_type="dr_grpo", scale_rewards="none"`' }],
  defaultMinibatches: 2,
})

/** DAPO: clip-higher, token mean, and no groups that all succeed or all fail. */
export const dapo: Preset<TokenClipOptions> = preset({
  name: 'dapo',
  source: 'DAPO (arXiv 2503.14476) eq. 8 to 11',
  options: { clip, delta },
  parts: ({ clip: range = [0.2, 0.28], ...others }: TokenClipOptions) => ({
    ...clippedParts({ clip: range, ...others }),
    aggregate: tokenMean(),
    filter: outcomeVaries(),
  }),
  numbers: [
    { of: 'TRL `loss_type="dapo", epsilon_high=0.28` on the kept groups' },
    {
      of: "verl's DAPO recipe with its `clip_ratio_c=10`",
      parts: {
        advantage: groupNorm(groupNormPresets.verl),
        surrogate: clippedSurrogate({ clip: [0.2, 0.28], delta: 10 }),
      },
    },
  ],
  defaultMinibatches: 2,
})

/** GSPO: one ratio a sequence, the geometric mean of its tokens'. */
export const gspo: Preset<ClipOptions> = preset({
  name: 'gspo',
  source: 'Group Sequence Policy Optimization (arXiv 2507.18071) eq. 5 to 7',
  options: { clip },
  parts: ({ clip: range }: ClipOptions) => ({
    ...clippedParts({}),
    surrogate: gspoSurrogate(range === undefined ? {} : { clip: range }),
  }),
  numbers: [{ of: 'TRL `importance_sampling_level="sequence", loss_type="grpo", epsilon=3e-4, epsilon_high=4e-4`' }],
  defaultMinibatches: 4,
})

/** CISPO: clips the weight of a token, never its gradient. */
export const cispo: Preset<CispoOptions> = preset({
  name: 'cispo',
  source: 'MiniMax-M1 (arXiv 2506.13585)',
  options: { bounds },
  parts: ({ bounds: range }: CispoOptions) => ({
    ...clippedParts({}),
    surrogate: cispoSurrogate(range === undefined ? {} : { bounds: range }),
    aggregate: tokenMean(),
  }),
  numbers: [
    { of: 'TRL `loss_type="cispo", epsilon_high=5.0`' },
    {
      of: 'verl `loss_mode=cispo`',
      parts: {
        advantage: groupNorm(groupNormPresets.verl),
        surrogate: cispoSurrogate({ bounds: cispoBounds.verl }),
      },
    },
  ],
  defaultMinibatches: 2,
})

/** RLOO: each reply against the mean of the others, one ratio a sequence. The paper puts its KL into the reward; here it is a term of the loss. */
export const rloo: Preset<ClipOptions> = preset({
  name: 'rloo',
  source: 'Back to Basics (arXiv 2402.14740)',
  options: { clip },
  parts: ({ clip: range }: ClipOptions) => ({
    ...clippedParts({}),
    advantage: groupNorm(groupNormPresets.rloo),
    surrogate: sequenceRatioSurrogate(range === undefined ? {} : { clip: range }),
  }),
  numbers: [{ of: 'TRL RLOOTrainer with `beta=0, normalize_advantages=False`' }],
  defaultMinibatches: 1,
})

/** REINFORCE++ in its form for verifiable rewards: group baseline, then whitened over the batch. */
export const reinforcePlusPlus: Preset<TokenClipOptions> = preset({
  name: 'reinforcePlusPlus',
  source: 'REINFORCE++ (arXiv 2501.03262), the variant with a baseline',
  options: { clip, delta },
  parts: (options: TokenClipOptions) => ({
    ...clippedParts(options),
    advantage: reinforcePlusPlusBaseline(),
    aggregate: tokenMean(),
  }),
  numbers: [{ of: 'OpenRLHF `reinforce_baseline`' }],
  k3: k3Bounds.verl,
  defaultMinibatches: 2,
})

/** SAPO: a smooth gate on the ratio of a token in place of a clip. */
export const sapo: Preset<SapoOptions> = preset({
  name: 'sapo',
  source: 'Soft Adaptive Policy Optimization (arXiv 2511.20347)',
  options: { temperaturePositive: sharpness('positive'), temperatureNegative: sharpness('negative') },
  parts: (options: SapoSurrogateOptions) => ({ ...clippedParts({}), surrogate: sapoSurrogate(options) }),
  numbers: [{ of: 'TRL `loss_type="sapo", scale_rewards="group", beta=0`' }],
  defaultMinibatches: 2,
})

/** Presets by name, for the command line. */
export const algorithms: { readonly [name: string]: Preset } = {
  grpo,
  drGrpo,
  dapo,
  gspo,
  cispo,
  rloo,
  reinforcePlusPlus,
  sapo,
}

/**
 * The algorithm of a name, from options that are plain data.
 * @throws RlvrError `RLVR_UNKNOWN_NAME` for a name that is not there, `RLVR_USAGE` for an option that it does not have
 * @example algorithmNamed('grpo', { clip: [0.2, 0.28] })
 */
export function algorithmNamed(name: string, options: object = {}): Algorithm {
  const named = Object.hasOwn(algorithms, name) ? algorithms[name] : undefined
  if (named === undefined) throw unknownName('algorithm', name, Object.keys(algorithms))
  return named(options)
}
