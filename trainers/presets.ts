// The known algorithms, each with its paper's denominators. Every part can be replaced by an option.
// What differs between them:
//              advantage               ratio      aggregate      clip
//   grpo       / group std (TRL)       token      sequenceMean   0.2, 0.2
//   drGrpo     - group mean            token      maxTokens      0.2, 0.2
//   dapo       / group std (TRL)       token      tokenMean      0.2, 0.28   groups with one outcome dropped
//   gspo       / group std (TRL)       sequence   sequenceMean   3e-4, 4e-4
//   cispo      / group std (TRL)       token      tokenMean      ratio at most 5, as a constant
//   rloo       - mean of the others    sequence   sequenceMean   0.2, 0.2
//   reinforcePlusPlus  whitened        token      tokenMean      0.2, 0.2
import { groupNorm, groupNormPresets } from './advantages.ts'
import { maxTokens, sequenceMean, tokenMean, type Aggregate } from './aggregates.ts'
import type { Algorithm } from './algorithm.ts'
import { keepAll, outcomeVaries, type GroupFilter } from './filters.ts'
import type { AdvantageEstimator } from './group-member.ts'
import { none, type KlPenalty } from './kl.ts'
import { cispoSurrogate } from './losses/cispo-surrogate.ts'
import { clippedSurrogate } from './losses/clipped-surrogate.ts'
import { gspoSurrogate, sequenceRatioSurrogate } from './losses/sequence-surrogate.ts'
import type { ClipRange } from './losses/surrogate.ts'
import { reinforcePlusPlusBaseline } from './reinforce-plus-plus-baseline.ts'

/** What every preset lets one replace. */
export interface AlgorithmOptions {
  readonly advantage?: AdvantageEstimator
  readonly aggregate?: Aggregate
  readonly kl?: KlPenalty
  readonly filter?: GroupFilter
}

export interface ClipOptions extends AlgorithmOptions {
  readonly clip?: ClipRange
}

export interface TokenClipOptions extends ClipOptions {
  /** See `clippedSurrogate`. */
  readonly delta?: number
}

/**
 * GRPO. Each sequence weighs the same, and the group's standard deviation divides.
 * @example grpo({ clip: [0.2, 0.28], aggregate: tokenMean() })
 */
export function grpo(options: TokenClipOptions = {}): Algorithm {
  return {
    name: 'grpo',
    source: 'DeepSeekMath (arXiv 2402.03300) eq. 3',
    sameNumbersAs: 'TRL `loss_type="grpo", scale_rewards="group", beta=0`',
    advantage: groupNorm(groupNormPresets.trl),
    surrogate: clippedSurrogate(tokenClip(options, 0.2)),
    aggregate: sequenceMean(),
    kl: none(),
    filter: keepAll(),
    ...replaced(options),
  }
}

/** Dr. GRPO: GRPO without its two biases, the division by the standard deviation and by the reply's own length. */
export function drGrpo(options: TokenClipOptions = {}): Algorithm {
  return {
    ...grpo(options),
    name: 'drGrpo',
    source: 'Understanding R1-Zero-Like Training (arXiv 2503.20783)',
    sameNumbersAs: 'TRL `loss_type="dr_grpo", scale_rewards="none"`',
    advantage: groupNorm(groupNormPresets.drGrpo),
    aggregate: maxTokens(),
    ...replaced(options),
  }
}

/** DAPO: clip-higher, token mean, and no groups that all succeed or all fail. */
export function dapo(options: TokenClipOptions = {}): Algorithm {
  return {
    ...grpo(options),
    name: 'dapo',
    source: 'DAPO (arXiv 2503.14476) eq. 8 to 11',
    sameNumbersAs:
      'TRL `loss_type="dapo", epsilon_high=0.28` on the kept groups, verl\'s DAPO recipe up to its epsilon of 1e-6',
    surrogate: clippedSurrogate(tokenClip(options, [0.2, 0.28])),
    aggregate: tokenMean(),
    filter: outcomeVaries(),
    ...replaced(options),
  }
}

/** GSPO: one ratio a sequence, the geometric mean of its tokens'. */
export function gspo(options: ClipOptions = {}): Algorithm {
  return {
    ...grpo(options),
    name: 'gspo',
    source: 'Group Sequence Policy Optimization (arXiv 2507.18071) eq. 5 to 7',
    sameNumbersAs: 'TRL `importance_sampling_level="sequence", loss_type="grpo", epsilon=3e-4, epsilon_high=4e-4`',
    surrogate: gspoSurrogate(options.clip === undefined ? {} : { clip: options.clip }),
    ...replaced(options),
  }
}

export interface CispoOptions extends AlgorithmOptions {
  /** Absolute bounds of the ratio; see `cispoBounds`. Default TRL's `[0, 5]`. */
  readonly bounds?: readonly [low: number, high: number]
}

/** CISPO: clips the weight of a token, never its gradient. */
export function cispo(options: CispoOptions = {}): Algorithm {
  return {
    ...grpo(),
    name: 'cispo',
    source: 'MiniMax-M1 (arXiv 2506.13585)',
    sameNumbersAs:
      'TRL `loss_type="cispo", epsilon_high=5.0`; verl with `bounds: cispoBounds.verl` and its epsilon of 1e-6',
    surrogate: cispoSurrogate(options.bounds === undefined ? {} : { bounds: options.bounds }),
    aggregate: tokenMean(),
    ...replaced(options),
  }
}

/** RLOO: each reply against the mean of the others, one ratio a sequence. The paper puts its KL into the reward; here it is a term of the loss. */
export function rloo(options: ClipOptions = {}): Algorithm {
  return {
    ...grpo(options),
    name: 'rloo',
    source: 'Back to Basics (arXiv 2402.14740)',
    sameNumbersAs: 'TRL RLOOTrainer with `beta=0, normalize_advantages=False`',
    advantage: groupNorm(groupNormPresets.rloo),
    surrogate: sequenceRatioSurrogate(options.clip === undefined ? {} : { clip: options.clip }),
    ...replaced(options),
  }
}

/** REINFORCE++ in its form for verifiable rewards: group baseline, then whitened over the batch. */
export function reinforcePlusPlus(options: TokenClipOptions = {}): Algorithm {
  return {
    ...grpo(options),
    name: 'reinforcePlusPlus',
    source: 'REINFORCE++ (arXiv 2501.03262), the variant with a baseline',
    sameNumbersAs: 'OpenRLHF `reinforce_baseline`',
    advantage: reinforcePlusPlusBaseline(),
    aggregate: tokenMean(),
    ...replaced(options),
  }
}

/** Presets by name, for the command line. */
export const algorithms: { readonly [name: string]: () => Algorithm } = {
  grpo,
  drGrpo,
  dapo,
  gspo,
  cispo,
  rloo,
  reinforcePlusPlus,
}

function tokenClip(options: TokenClipOptions, clip: ClipRange): { clip: ClipRange; delta?: number } {
  return { clip: options.clip ?? clip, ...(options.delta !== undefined && { delta: options.delta }) }
}

function replaced({ advantage, aggregate, kl, filter }: AlgorithmOptions): Partial<Algorithm> {
  return {
    ...(advantage && { advantage }),
    ...(aggregate && { aggregate }),
    ...(kl && { kl }),
    ...(filter && { filter }),
  }
}
