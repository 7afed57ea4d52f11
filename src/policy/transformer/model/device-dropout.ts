// What adapters leave out, drawn where tensors live: as many numbers as there are activations need not cross, three a
// row do. Number j of row n is left out where
//   frac((a1ₙ·b1ⱼ + a2ₙ·b2ⱼ + cₙ) / 2048) < chance
// with whole numbers a, b, c below 2048, drawn for each row of a run and, once, for each column of an adapter: a family
// of hash functions whose values at two places are independent (Carter and Wegman 1979, doi 10.1016/0022-0000(79)90044-8,
// with a power of two in the place of their prime, so that float32, and a product in TF32, is exact).
// Shape letters: N = rows, w = width of what an adapter reads.
import type { Rng } from '../../../core/random.ts'
import { anyRows, Program } from '../../../tensor/program.ts'

const modulus = 2048

/** a1, a2 and c of each row of a run. [N, 3] */
export function dropRows(count: number, rng: Rng): Float32Array {
  return Float32Array.from({ length: 3 * count }, () => rng.int(0, modulus - 1))
}

/** b1, b2 and 1 of each column of an adapter, divided by 2048. [3, w] */
export function dropColumns(width: number, rng: Rng): Float32Array {
  return Float32Array.from({ length: 3 * width }, (_, at) => (at < 2 * width ? rng.int(0, modulus - 1) : 1) / modulus)
}

/** The chance in steps of 1/2048, so that every number grows by what its like are left out. */
export function drawnChance(chance: number): number {
  return Math.min(modulus - 1, Math.round(chance * modulus)) / modulus
}

/** Inputs `rows` [N, 3] and `columns.NAME` [3, w]; outputs by name [N, w], 0 where left out and else 1 / (1 - chance). */
export function dropProgram(widths: ReadonlyMap<string, number>, chance: number): Program {
  const program = new Program()
  const rows_N3 = program.input('rows', [anyRows, 3])
  const kept = 1 - drawnChance(chance)
  for (const [name, width] of widths) {
    const drawn_Nw = program.matMul(rows_N3, program.input(`columns.${name}`, [3, width]))
    const turned = program.floor(program.add(drawn_Nw, program.scalar(kept)))
    const isKept = program.subtract(turned, program.floor(drawn_Nw))
    program.output(name, program.multiply(isKept, program.scalar(1 / kept)))
  }
  return program
}
