// Rotary positions (Su et al. 2021, arXiv 2104.09864): pair i of a head's K numbers is turned by the angle
// position · f_i, f_i = base^(-2i/K), which a scaling stretches beyond the lengths of pre-training. The formulas are
// those of transformers 5.24, `modeling_rope_utils.py`: linear; dynamic NTK; llama3 (Llama 3.1); YaRN (Peng et al.
// 2023, arXiv 2309.00071). Frequencies and angles are rounded to float32 where transformers rounds them, because at
// position 4,000 half a unit in the last place of a frequency is already 1e-4 of an angle.
import type { Program, Value } from '../../../tensor/program.ts'
import { attentionShape, type Architecture, type RotaryScaling } from './architecture.ts'

type Yarn = Extract<RotaryScaling, { kind: 'yarn' }>
type Llama3 = Extract<RotaryScaling, { kind: 'llama3' }>
type Dynamic = Extract<RotaryScaling, { kind: 'dynamic' }>

export const defaultRotaryBase = 10_000

/** f_0 … f_(K/2 - 1), and what cosine and sine are multiplied by: 1 but for YaRN. */
export interface RotaryFrequencies {
  readonly frequencies: Float32Array
  readonly attentionFactor: number
}

/**
 * Frequencies by the architecture's base and scaling.
 *
 * Dynamic NTK makes its frequencies of a sequence's length. transformers takes the longest of the batch at hand and
 * leaves what is cached as it was; here one table holds for every sequence, so that sampling and scoring see the same
 * model and a sequence's log-probabilities do not depend on its neighbours: the table for `maxLengthTokens`. It is
 * transformers' own where `maxLengthTokens` is at most `originalLengthTokens` (nothing is scaled) and for a forward
 * pass over `maxLengthTokens` tokens; for shorter sequences of a policy that is opened for longer ones than the
 * original length, the angles are those that transformers uses in the longest.
 */
export function rotaryFrequencies(architecture: Architecture): RotaryFrequencies {
  const { base = defaultRotaryBase, scaling } = architecture.rotary ?? {}
  const { headWidth } = attentionShape(architecture)
  const plain = frequenciesOf(base, headWidth)
  switch (scaling?.kind) {
    case undefined:
      return { frequencies: plain, attentionFactor: 1 }
    case 'linear':
      return { frequencies: plain.map((each) => each / scaling.factor), attentionFactor: 1 }
    case 'dynamic': {
      const stretched = dynamicBase(base, headWidth, architecture.maxLengthTokens, scaling)
      return { frequencies: frequenciesOf(stretched, headWidth), attentionFactor: 1 }
    }
    case 'llama3':
      return { frequencies: plain.map((each) => llama3Frequency(each, scaling)), attentionFactor: 1 }
    case 'yarn':
      return {
        frequencies: yarnFrequencies(base, headWidth, scaling),
        attentionFactor: scaling.attentionFactor ?? yarnAttentionFactor(scaling.factor),
      }
  }
}

/** Cosine and sine of the first positions, each [positions, K / 2]. */
export function rotaryTables(
  architecture: Architecture,
  positions: number,
): { cosine: Float32Array; sine: Float32Array } {
  const { frequencies, attentionFactor } = rotaryFrequencies(architecture)
  const half = frequencies.length
  const cosine = new Float32Array(positions * half)
  const sine = new Float32Array(positions * half)
  for (let position = 0; position < positions; position++) {
    for (let i = 0; i < half; i++) {
      const angle = Math.fround(position * (frequencies[i] as number))
      cosine[position * half + i] = Math.cos(angle) * attentionFactor
      sine[position * half + i] = Math.sin(angle) * attentionFactor
    }
  }
  return { cosine, sine }
}

/** Turns the heads of rows [N, H·K] by the angles of the rows' positions. */
export type Rotation = (x: Value) => Value

/** The rotation of rows whose positions [N] are an input of the program; null for learned positions. */
export function rotationAt(program: Program, architecture: Architecture, positions_N: Value): Rotation | null {
  if (architecture.positions !== 'rotary') return null
  const { maxLengthTokens } = architecture
  const half = attentionShape(architecture).headWidth / 2
  const tables = rotaryTables(architecture, maxLengthTokens)
  const at = (table: Float32Array): Value => program.constant(table, [maxLengthTokens, half])
  const angles = [at(tables.cosine), at(tables.sine)] as const
  return (x) => program.rotate(x, angles, positions_N)
}

/** base^(-2i/K), rounded as float32 arithmetic rounds it. */
function frequenciesOf(base: number, headWidth: number): Float32Array {
  return Float32Array.from({ length: headWidth / 2 }, (_, i) => 1 / power(base, i, headWidth))
}

function power(base: number, i: number, headWidth: number): number {
  return Math.fround(base ** Math.fround((2 * i) / headWidth))
}

/** Base of the NTK-aware stretch for sequences of `tokens`; below the original length it is `base` itself. */
function dynamicBase(
  base: number,
  headWidth: number,
  tokens: number,
  { factor, originalLengthTokens }: Dynamic,
): number {
  const stretch = (factor * Math.max(tokens, originalLengthTokens)) / originalLengthTokens - (factor - 1)
  return base * stretch ** (headWidth / (headWidth - 2))
}

/** Short waves stay, long ones are divided by the factor, those between are mixed. */
function llama3Frequency(frequency: number, scaling: Llama3): number {
  const { factor, lowFrequencyFactor, highFrequencyFactor, originalLengthTokens } = scaling
  const turns = (originalLengthTokens * frequency) / (2 * Math.PI)
  if (turns > highFrequencyFactor) return frequency
  if (turns < lowFrequencyFactor) return frequency / factor
  const smooth = (turns - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor)
  return ((1 - smooth) * frequency) / factor + smooth * frequency
}

/** Pairs that turn often stay, those that turn seldom are divided by the factor, with a ramp between. */
function yarnFrequencies(base: number, headWidth: number, scaling: Yarn): Float32Array {
  const { factor, originalLengthTokens, betaFast, betaSlow, truncate } = scaling
  const pairOfTurns = (turns: number): number =>
    (headWidth * Math.log(originalLengthTokens / (turns * 2 * Math.PI))) / (2 * Math.log(base))
  const [fast, slow] = [pairOfTurns(betaFast), pairOfTurns(betaSlow)]
  const low = Math.max(truncate ? Math.floor(fast) : fast, 0)
  let high = Math.min(truncate ? Math.ceil(slow) : slow, headWidth - 1)
  if (low === high) high += 0.001
  return Float32Array.from({ length: headWidth / 2 }, (_, i) => {
    const ramp = Math.min(1, Math.max(0, (i - low) / (high - low)))
    const turn = power(base, i, headWidth)
    return (1 / (factor * turn)) * ramp + (1 / turn) * (1 - ramp)
  })
}

/** 0.1 · ln(factor) + 1 (YaRN, eq. 22). */
function yarnAttentionFactor(factor: number): number {
  return factor <= 1 ? 1 : 0.1 * Math.log(factor) + 1
}
