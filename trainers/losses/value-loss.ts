// The loss of a value head: half the squared error of values against returns, clipped as PPO clips its ratio.
//   v' = clip(v, v_old - c, v_old + c),   L = 1/2 · mean over tokens of max((v - R)², (v' - R)²)
// Sources: Schulman et al. 2017, arXiv 1707.06347; the clipped form of openai/baselines ppo2/model.py and of
// verl/trainer/ppo/core_algos.py `compute_value_loss`.

/** [S] numbers of one sequence's sampled tokens. */
export interface ValueTerms {
  /** As the policy gives them now. */
  readonly values: ArrayLike<number>
  /** What is to be expected: rewards from the token on, or advantages plus values. */
  readonly returns: ArrayLike<number>
  /** As they were when the sequences were sampled. */
  readonly oldValues: ArrayLike<number>
}

export interface ValueLossOptions {
  /** Sampled tokens of the whole optimizer step, which the loss is the mean over, however it is split into passes. */
  readonly tokens: number
  /** c, how far a value may move from its old one before its loss no longer falls; null (the default) for no clip. */
  readonly clip?: number | null
}

export interface ValueLoss {
  /** This pass's share of the loss. */
  readonly loss: number
  /** dloss/dvalue [S] of each sequence. */
  readonly coefficients: readonly Float64Array[]
  /** The share of this pass's tokens whose loss is that of the clipped value; null without tokens. */
  readonly clipFraction: number | null
}

/**
 * The share of some sequences in the value loss of a step.
 * @example
 * valueLoss([{ values: [0.5], returns: [1], oldValues: [0] }], { tokens: 1 }).loss // 0.125
 * valueLoss([{ values: [0.5], returns: [1], oldValues: [0] }], { tokens: 1, clip: 0.2 }).loss // 0.32
 */
export function valueLoss(sequences: readonly ValueTerms[], { tokens, clip = null }: ValueLossOptions): ValueLoss {
  const weight = tokens > 0 ? 1 / tokens : 0
  let [loss, clipped, count] = [0, 0, 0]
  const coefficients = sequences.map(({ values, returns, oldValues }) =>
    Float64Array.from(values, (value, token) => {
      const [due, old] = [returns[token] as number, oldValues[token] as number]
      const near = clip === null ? value : Math.min(old + clip, Math.max(old - clip, value))
      const isClipped = (near - due) ** 2 > (value - due) ** 2
      count++
      if (isClipped) clipped++
      loss += (weight * (isClipped ? near - due : value - due) ** 2) / 2
      return isClipped ? 0 : weight * (value - due)
    }),
  )
  return { loss, coefficients, clipFraction: count === 0 ? null : clipped / count }
}
