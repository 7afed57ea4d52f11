// Named, forkable, serialisable random streams over xoroshiro128+ (pure-rand).
// A fork depends on the names on its path alone, never on how much its parent has drawn, so adding
// a draw in one place moves nothing elsewhere.
import { hash } from 'node:crypto'
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator'
import { RlvrError } from './errors.ts'

/** A stream as plain data; `Rng.restore` goes on exactly where `save` stopped. */
export interface RngState {
  readonly path: string
  readonly state: readonly number[]
}

/**
 * A random stream.
 * @example
 * const rng = Rng.fromSeed(7)
 * rng.fork('tasks').int(1, 6) // the same number, whatever else was drawn from `rng`
 */
export class Rng {
  readonly path: string
  /** Made when something is drawn: many streams are forked from, and never drawn from. */
  #made: JumpableRandomGenerator | null

  private constructor(path: string, generator: JumpableRandomGenerator | null) {
    this.path = path
    this.#made = generator
  }

  get #generator(): JumpableRandomGenerator {
    this.#made ??= generatorFor(this.path)
    return this.#made
  }

  static fromSeed(seed: number | string): Rng {
    return new Rng(String(seed), null)
  }

  static restore(saved: RngState): Rng {
    return new Rng(saved.path, xoroshiro128plusFromState([...saved.state]))
  }

  save(): RngState {
    return { path: this.path, state: [...this.#generator.getState()] }
  }

  /** An independent stream, determined by this stream's path and `name` alone. */
  fork(name: string | number): Rng {
    return Rng.fromSeed(`${this.path}/${name}`)
  }

  /** A whole number, uniform over `low..high`, both included. */
  int(low: number, high: number): number {
    if (!(low <= high)) throw new RlvrError('RLVR_USAGE', `rng.int needs low <= high; got ${low} and ${high}.`)
    return uniformInt(this.#generator, low, high)
  }

  /** A number in [0, 1) with 53 random bits. */
  float(): number {
    return uniformFloat64(this.#generator)
  }

  /** One element, each equally likely. */
  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RlvrError('RLVR_USAGE', 'rng.pick needs at least one item; got an empty list.')
    return items[this.int(0, items.length - 1)] as T
  }

  /** A shuffled copy (Fisher-Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const shuffled = [...items]
    for (let i = shuffled.length - 1; i > 0; i--) {
      const j = this.int(0, i)
      const held = shuffled[i] as T
      shuffled[i] = shuffled[j] as T
      shuffled[j] = held
    }
    return shuffled
  }

  /** A standard normal number (Box-Muller). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.float()))
    return radius * Math.cos(2 * Math.PI * this.float())
  }
}

function generatorFor(path: string): JumpableRandomGenerator {
  // As bytes in a text: a buffer takes four times as long to be given.
  const digest = hash('sha256', path, 'binary')
  return xoroshiro128plusFromState([wordAt(digest, 0), wordAt(digest, 4), wordAt(digest, 8), wordAt(digest, 12)])
}

/** Four bytes as a 32-bit integer, the lowest first. */
function wordAt(bytes: string, offset: number): number {
  return (
    bytes.charCodeAt(offset) |
    (bytes.charCodeAt(offset + 1) << 8) |
    (bytes.charCodeAt(offset + 2) << 16) |
    (bytes.charCodeAt(offset + 3) << 24)
  )
}
