// Attention of one new token a row over its cached keys and values, in WebAssembly SIMD.
// A general matrix product wastes this shape (one query row against a few keys, per head); here each head is one
// pass over its keys and one over its values. Plain SIMD, no relaxed instructions: the same bits on every machine.
//
// Layout, all float32: query, key, value, mixed [rows, H, K]; caches [slots, H, capacity, K]; scores [capacity].
// `slots` and `lengths` are int32 [rows]: the cache row of each row, and how many keys it holds already.
import { f32, f32x4, forEach, i32, Locals, moduleOf, type Code } from './assembler.ts'

/** Byte addresses in the memory the kernel was made for. */
export interface DecodeAttentionArguments {
  readonly rows: number
  readonly query: number
  readonly key: number
  readonly value: number
  readonly mixed: number
  readonly keyCache: number
  readonly valueCache: number
  readonly slots: number
  readonly lengths: number
  /** Room for `capacity` floats. */
  readonly scores: number
}

export interface DecodeAttentionShape {
  readonly heads: number
  /** K, a multiple of 4. */
  readonly headWidth: number
  /** Longest sequence a cache row can hold, a multiple of 4. */
  readonly capacity: number
}

const argumentNames = [
  'rows',
  'query',
  'key',
  'value',
  'mixed',
  'keyCache',
  'valueCache',
  'slots',
  'lengths',
  'scores',
] as const

/** Compiles the kernel for a shape over a memory. It writes the new keys and values into the caches, then attends. */
export function compileDecodeAttention(
  shape: DecodeAttentionShape,
  memory: WebAssembly.Memory,
): (given: DecodeAttentionArguments) => void {
  const module = new WebAssembly.Module(assemble(shape))
  const instance = new WebAssembly.Instance(module, { env: { memory } })
  const run = instance.exports['run'] as (...given: number[]) => void
  return (given) => run(...argumentNames.map((name) => given[name]))
}

function assemble({ heads, headWidth, capacity }: DecodeAttentionShape): Uint8Array<ArrayBuffer> {
  const locals = new Locals()
  locals.declare('i32', ...argumentNames)
  locals.declare('i32', 'row', 'head', 'position', 'keys', 'paddedBytes', 'byte', 'offset', 'cache', 'cursor')
  locals.declare('f32', 'highest', 'weight')
  locals.declare('v128', 'sum', 'shift', 'exponent', 'rest', 'power')
  const lanes = Array.from({ length: headWidth / 4 }, (_, index) => index)
  for (const lane of lanes) locals.declare('v128', `query${lane}`, `mixed${lane}`)

  const headBytes = headWidth * 4
  const get = (name: string): Code => locals.get(name)
  const set = (name: string, value: Code): Code => locals.set(name, value)
  const times = (value: Code, factor: number): Code => i32.multiply(value, i32.constant(factor))
  const rowEntry = (table: string): Code => i32.load(i32.add(get(table), times(get('row'), 4)))
  const join = (parts: readonly Code[]): Code => parts.flat()

  /** Copies this head's part of the new token into a cache row. */
  const append = (cache: string, source: string): Code => {
    const target = i32.add(i32.add(get(cache), get('cache')), times(get('position'), headBytes))
    return join([
      set('cursor', target),
      ...lanes.map((lane) =>
        f32x4.store(get('cursor'), f32x4.load(i32.add(get(source), get('offset')), lane * 16), lane * 16),
      ),
    ])
  }

  const scoreKeys = join([
    ...lanes.map((lane) => set(`query${lane}`, f32x4.load(i32.add(get('query'), get('offset')), lane * 16))),
    set('highest', f32.constant(-3e38)),
    set('cursor', i32.add(get('keyCache'), get('cache'))),
    forEach(
      locals,
      'byte',
      times(get('keys'), 4),
      4,
      join([
        set('sum', f32x4.multiply(get('query0'), f32x4.load(get('cursor')))),
        ...lanes
          .slice(1)
          .map((lane) =>
            set(
              'sum',
              f32x4.add(get('sum'), f32x4.multiply(get(`query${lane}`), f32x4.load(get('cursor'), lane * 16))),
            ),
          ),
        set('weight', f32.multiply(f32x4.total(locals, 'sum'), f32.constant(1 / Math.sqrt(headWidth)))),
        f32.store(i32.add(get('scores'), get('byte')), get('weight')),
        set('highest', f32.maximum(get('highest'), get('weight'))),
        set('cursor', i32.add(get('cursor'), i32.constant(headBytes))),
      ]),
    ),
  ])

  // Scores are read in fours; what is past the last key is filled so that its exponential is 0.
  const padScores = f32x4.store(i32.add(get('scores'), times(get('keys'), 4)), f32x4.splat(f32.constant(-3e38)))

  const exponentiate = join([
    set('shift', f32x4.splat(get('highest'))),
    set('sum', f32x4.splat(f32.constant(0))),
    forEach(
      locals,
      'byte',
      times(get('keys'), 4),
      16,
      join([
        set('rest', f32x4.subtract(f32x4.load(i32.add(get('scores'), get('byte'))), get('shift'))),
        exponential(locals),
        f32x4.store(i32.add(get('scores'), get('byte')), get('power')),
        set('sum', f32x4.add(get('sum'), get('power'))),
      ]),
    ),
  ])

  const mixValues = join([
    ...lanes.map((lane) => set(`mixed${lane}`, f32x4.splat(f32.constant(0)))),
    set('cursor', i32.add(get('valueCache'), get('cache'))),
    forEach(
      locals,
      'byte',
      times(get('keys'), 4),
      4,
      join([
        set('power', f32x4.splat(f32.load(i32.add(get('scores'), get('byte'))))),
        ...lanes.map((lane) =>
          set(
            `mixed${lane}`,
            f32x4.add(get(`mixed${lane}`), f32x4.multiply(get('power'), f32x4.load(get('cursor'), lane * 16))),
          ),
        ),
        set('cursor', i32.add(get('cursor'), i32.constant(headBytes))),
      ]),
    ),
    set('power', f32x4.splat(f32.divide(f32.constant(1), f32x4.total(locals, 'sum')))),
    ...lanes.map((lane) =>
      f32x4.store(i32.add(get('mixed'), get('offset')), f32x4.multiply(get(`mixed${lane}`), get('power')), lane * 16),
    ),
  ])

  const perHead = join([
    set('offset', i32.add(times(get('row'), heads * headBytes), times(get('head'), headBytes))),
    set('cache', times(i32.add(times(rowEntry('slots'), heads), get('head')), capacity * headBytes)),
    append('keyCache', 'key'),
    append('valueCache', 'value'),
    scoreKeys,
    padScores,
    exponentiate,
    mixValues,
  ])
  const perRow = join([
    set('position', rowEntry('lengths')),
    set('keys', i32.add(get('position'), i32.constant(1))),
    forEach(locals, 'head', i32.constant(heads), 1, perHead),
  ])
  return moduleOf(locals, argumentNames.length, forEach(locals, 'row', get('rows'), 1, perRow))
}

/**
 * power ← e^rest for rest ≤ 0, to about 1e-7 relative: 2ⁿ · e^r with |r| ≤ ln 2 / 2 and a polynomial of degree 7.
 * Coefficients: Cephes `expf.c` (S. Moshier). What is below -87 becomes 1.6e-38, as good as 0.
 */
function exponential(locals: Locals): Code {
  const get = (name: string): Code => locals.get(name)
  const splat = (value: number): Code => f32x4.splat(f32.constant(value))
  const coefficients = [
    1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
  ]
  const polynomial = coefficients.reduce<Code>(
    (sum, coefficient, index) =>
      index === 0 ? splat(coefficient) : f32x4.add(f32x4.multiply(sum, get('rest')), splat(coefficient)),
    [],
  )
  return [
    ...locals.set('rest', f32x4.maximum(get('rest'), splat(-87))),
    ...locals.set('exponent', f32x4.nearest(f32x4.multiply(get('rest'), splat(Math.LOG2E)))),
    // ln 2 in two parts, so that the product with the first is exact.
    ...locals.set('rest', f32x4.subtract(get('rest'), f32x4.multiply(get('exponent'), splat(0.693359375)))),
    ...locals.set('rest', f32x4.subtract(get('rest'), f32x4.multiply(get('exponent'), splat(-2.1219444e-4)))),
    ...locals.set('power', f32x4.multiply(f32x4.multiply(polynomial, get('rest')), get('rest'))),
    ...locals.set('power', f32x4.add(f32x4.add(get('power'), get('rest')), splat(1))),
    ...locals.set('power', f32x4.multiply(get('power'), f32x4.powerOfTwo(get('exponent')))),
  ]
}
