// A WebAssembly module of one exported function, assembled from expressions. Enough of the instruction set for the
// kernels of this folder: 32-bit integers, floats of 32 and 64 bits, 128-bit vectors of them, counted loops, and
// several memories, which may be shared between threads.
// Source: WebAssembly core specification 3.0, sections 5.4 (instructions) and 5.5 (modules).

/** Instructions that together leave one value on the stack, or none (a statement). */
export type Code = readonly number[]

const valueTypes = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const
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

export const f64 = {
  add: (a: Code, b: Code): Code => [...a, ...b, 0xa0],
}

const simd = (opcode: number): Code => [0xfd, ...unsigned(opcode)]

/** What a load or a store says of its address: aligned to 16 bytes, the memory by its number, an offset in bytes. */
const place = (offset: number, memory: number): Code =>
  memory === 0 ? [4, ...unsigned(offset)] : [4 | 0x40, ...unsigned(memory), ...unsigned(offset)]

/** Vectors of four floats; `offset` is in bytes, `memory` the number of a memory of the module. */
export const f32x4 = {
  load: (address: Code, offset = 0, memory = 0): Code => [...address, ...simd(0), ...place(offset, memory)],
  store: (address: Code, value: Code, offset = 0, memory = 0): Code => [
    ...address,
    ...value,
    ...simd(11),
    ...place(offset, memory),
  ],
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
  divide: (a: Code, b: Code): Code => [...a, ...b, ...simd(231)],
  squareRoot: (a: Code): Code => [...a, ...simd(227)],
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

/** Vectors of four 32-bit integers out of the first four, or the last four, of eight 16-bit ones, and shifts of them. */
export const i32x4 = {
  extend: (a: Code, half: 'low' | 'high'): Code => [...a, ...simd(half === 'low' ? 169 : 170)],
  shiftLeft: (a: Code, bits: number): Code => [...a, ...i32.constant(bits), ...simd(171)],
}

/** Vectors of two floats of 64 bits. */
export const f64x2 = {
  /** The first two, or the last two, of four floats. */
  promote: (a: Code, half: 'low' | 'high'): Code =>
    half === 'low'
      ? [...a, ...simd(95)]
      : [...a, ...a, ...simd(13), ...Array.from({ length: 16 }, (_, byte) => (byte + 8) % 16), ...simd(95)],
  add: (a: Code, b: Code): Code => [...a, ...b, ...simd(240)],
  multiply: (a: Code, b: Code): Code => [...a, ...b, ...simd(242)],
  /** Sum of the two. */
  total: (vector: Code): Code => f64.add([...vector, ...simd(33), 0], [...vector, ...simd(33), 1]),
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

export interface ModuleOptions {
  /** The memories that are imported from `env`, by name, in the order of their numbers; `memory` alone where left out. */
  readonly memories?: readonly string[]
  /** True where the memories are shared between threads. */
  readonly shared?: boolean
  /** What `run` leaves on the stack; nothing where left out. */
  readonly result?: ValueType
}

const mostPages = 65_536

/** The bytes of a module that imports its memories and exports `run`. `parameters` of `locals` are its arguments. */
export function moduleOf(
  locals: Locals,
  parameters: number,
  body: Code,
  { memories = ['memory'], shared = false, result }: ModuleOptions = {},
): Uint8Array<ArrayBuffer> {
  const types = locals.types().map((type) => valueTypes[type])
  const results = result === undefined ? [] : [[valueTypes[result]]]
  const functionType = [0x60, ...vector(types.slice(0, parameters).map((type) => [type])), ...vector(results)]
  const declared = types.slice(parameters).map((type) => [1, type])
  const code = [...vector(declared), ...body, 0x0b]
  const limits = shared ? [0x03, 1, ...unsigned(mostPages)] : [0x00, 1]
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector([functionType])),
    ...section(2, vector(memories.map((memory) => [...name('env'), ...name(memory), 0x02, ...limits]))),
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
