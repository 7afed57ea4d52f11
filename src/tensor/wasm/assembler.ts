// A WebAssembly module of one exported function, assembled from expressions. Enough of the instruction set for the
// kernels of this folder: 32-bit integers and floats, 128-bit vectors of four floats, counted loops.
// Source: WebAssembly core specification 3.0, sections 5.4 (instructions) and 5.5 (modules).

/** Instructions that together leave one value on the stack, or none (a statement). */
export type Code = readonly number[]

const valueTypes = { i32: 0x7f, f32: 0x7d, v128: 0x7b } as const
export type ValueType = keyof typeof valueTypes

/** Local variables by name; parameters come first. */
export class Locals {
  readonly #indices = new Map<string, number>()
  readonly #types: ValueType[] = []

  declare(type: ValueType, ...names: string[]): void {
    for (const name of names) {
      this.#indices.set(name, this.#types.length)
      this.#types.push(type)
    }
  }

  get(name: string): Code {
    return [0x20, ...unsigned(this.#index(name))]
  }

  set(name: string, value: Code): Code {
    return [...value, 0x21, ...unsigned(this.#index(name))]
  }

  types(): readonly ValueType[] {
    return this.#types
  }

  #index(name: string): number {
    const index = this.#indices.get(name)
    if (index === undefined) throw new Error(`The kernel has no local \`${name}\`.`)
    return index
  }
}

export const i32 = {
  constant: (value: number): Code => [0x41, ...signed(value)],
  add: (a: Code, b: Code): Code => [...a, ...b, 0x6a],
  multiply: (a: Code, b: Code): Code => [...a, ...b, 0x6c],
  and: (a: Code, b: Code): Code => [...a, ...b, 0x71],
  lessThan: (a: Code, b: Code): Code => [...a, ...b, 0x49],
  load: (address: Code, offset = 0): Code => [...address, 0x28, 2, ...unsigned(offset)],
}

export const f32 = {
  constant: (value: number): Code => [0x43, ...new Uint8Array(Float32Array.of(value).buffer)],
  add: (a: Code, b: Code): Code => [...a, ...b, 0x92],
  multiply: (a: Code, b: Code): Code => [...a, ...b, 0x94],
  divide: (a: Code, b: Code): Code => [...a, ...b, 0x95],
  maximum: (a: Code, b: Code): Code => [...a, ...b, 0x97],
  load: (address: Code): Code => [...address, 0x2a, 2, 0],
  store: (address: Code, value: Code): Code => [...address, ...value, 0x38, 2, 0],
}

const simd = (opcode: number): Code => [0xfd, ...unsigned(opcode)]

/** Vectors of four floats; `offset` is in bytes. */
export const f32x4 = {
  load: (address: Code, offset = 0): Code => [...address, ...simd(0), 4, ...unsigned(offset)],
  store: (address: Code, value: Code, offset = 0): Code => [...address, ...value, ...simd(11), 4, ...unsigned(offset)],
  splat: (value: Code): Code => [...value, ...simd(19)],
  /** Four times the float at an address. */
  loadSplat: (address: Code, offset = 0): Code => [...address, ...simd(9), 2, ...unsigned(offset)],
  /** Four of the eight floats of `a` (0..3) and `b` (4..7). */
  shuffle: (a: Code, b: Code, lanes: readonly [number, number, number, number]): Code => [
    ...[...a, ...b, ...simd(13)],
    ...lanes.flatMap((lane) => [4 * lane, 4 * lane + 1, 4 * lane + 2, 4 * lane + 3]),
  ],
  lane: (vector: Code, index: number): Code => [...vector, ...simd(31), index],
  add: (a: Code, b: Code): Code => [...a, ...b, ...simd(228)],
  subtract: (a: Code, b: Code): Code => [...a, ...b, ...simd(229)],
  multiply: (a: Code, b: Code): Code => [...a, ...b, ...simd(230)],
  maximum: (a: Code, b: Code): Code => [...a, ...b, ...simd(233)],
  nearest: (a: Code): Code => [...a, ...simd(106)],
  /** 2 to a power given as whole floats in -126..127, made by writing the exponent bits. */
  powerOfTwo: (whole: Code): Code => {
    const asIntegers: Code = [...whole, ...simd(248)]
    const biased: Code = [...asIntegers, ...i32.constant(127), ...simd(17), ...simd(174)]
    return [...biased, ...i32.constant(23), ...simd(171)]
  },
  /** The largest of the four. */
  highest: (locals: Locals, name: string): Code =>
    f32.maximum(
      f32.maximum(f32x4.lane(locals.get(name), 0), f32x4.lane(locals.get(name), 1)),
      f32.maximum(f32x4.lane(locals.get(name), 2), f32x4.lane(locals.get(name), 3)),
    ),
  /** Sum of the four. */
  total: (locals: Locals, name: string): Code =>
    f32.add(
      f32.add(f32x4.lane(locals.get(name), 0), f32x4.lane(locals.get(name), 1)),
      f32.add(f32x4.lane(locals.get(name), 2), f32x4.lane(locals.get(name), 3)),
    ),
}

/** `for (counter = 0; counter < limit; counter += step) body`. The limit is evaluated each time. */
export function forEach(locals: Locals, counter: string, limit: Code, step: number, body: Code): Code {
  const advance = locals.set(counter, i32.add(locals.get(counter), i32.constant(step)))
  const empty = 0x40
  return [
    ...locals.set(counter, i32.constant(0)),
    ...[0x02, empty], // block: the way out
    ...[0x03, empty], // loop: the way back
    ...[...i32.lessThan(locals.get(counter), limit), 0x45, 0x0d, 1], // leave unless counter < limit
    ...body,
    ...advance,
    ...[0x0c, 0],
    ...[0x0b, 0x0b],
  ]
}

/** `if (condition) body` */
export function when(condition: Code, body: Code): Code {
  return [...condition, 0x04, 0x40, ...body, 0x0b]
}

/** The bytes of a module that imports `env.memory` and exports `run`. `parameters` of `locals` are its arguments. */
export function moduleOf(locals: Locals, parameters: number, body: Code): Uint8Array<ArrayBuffer> {
  const types = locals.types().map((type) => valueTypes[type])
  const functionType = [0x60, ...vector(types.slice(0, parameters).map((type) => [type])), 0]
  const declared = types.slice(parameters).map((type) => [1, type])
  const code = [...vector(declared), ...body, 0x0b]
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector([functionType])),
    ...section(2, vector([[...name('env'), ...name('memory'), 0x02, 0x00, 1]])),
    ...section(3, vector([[0]])),
    ...section(7, vector([[...name('run'), 0x00, 0]])),
    ...section(10, vector([[...unsigned(code.length), ...code]])),
  ])
}

function section(id: number, content: Code): Code {
  return [id, ...unsigned(content.length), ...content]
}

function vector(items: readonly Code[]): Code {
  return [...unsigned(items.length), ...items.flat()]
}

function name(text: string): Code {
  const bytes = [...new TextEncoder().encode(text)]
  return [...unsigned(bytes.length), ...bytes]
}

/** LEB128 of a number from 0. */
function unsigned(value: number): Code {
  const bytes: number[] = []
  let rest = value
  do {
    const low = rest & 0x7f
    rest >>>= 7
    bytes.push(rest === 0 ? low : low | 0x80)
  } while (rest !== 0)
  return bytes
}

/** LEB128 of a signed 32-bit number. */
function signed(value: number): Code {
  const bytes: number[] = []
  let rest = value
  for (;;) {
    const low = rest & 0x7f
    rest >>= 7
    const done = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)
    bytes.push(done ? low : low | 0x80)
    if (done) return bytes
  }
}
