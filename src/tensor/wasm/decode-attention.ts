// Attention of new tokens over cached keys and values, in WebAssembly SIMD; one row a token. A general matrix product
// wastes this shape (a few query rows against a few keys, per head); here each head of keys and values is read once
// for all query heads that share it. Plain SIMD, no relaxed instructions: the same bits on every machine.
//
// H query heads in G groups of R = H / G, K = width of a head. All float32: query, mixed [rows, H, K]; key, value
// [rows, G, K]. What a row sees is a chain of segments, so that rows share what their prompts have in common: a
// segment is a run of tokens whose keys lie one after another for each of the G heads, those of head g at `offset` +
// g · `stride` bytes of the cache, and their values at the same place of the other cache. Rows are worked off in order:
// each appends its own key and value first, so a row may see the tokens of rows before it.
import { f32, f32x4, forEach, i32, Locals, moduleOf, when, type Code } from './assembler.ts'

/** Byte addresses in the memory the kernel was made for. */
export interface DecodeAttentionArguments {
  readonly rows: number
  readonly query: number
  readonly key: number
  readonly value: number
  readonly mixed: number
  readonly keyCache: number
  readonly valueCache: number
  /**
   * int32 [rows, 4]: where in the caches the row's own key goes, the stride of its heads there, the first of its
   * segments and how many there are; with none it only appends.
   */
  readonly rowTable: number
  /** int32 [segments, 4]: offset, stride, tokens (at least 1) and nothing. */
  readonly segmentTable: number
  /** Room for `scoreStride` bytes for each of the R heads. */
  readonly scores: number
  /** Bytes of the scores of one head: 4 a token, every segment rounded up to four tokens, and 32 more. */
  readonly scoreStride: number
  /** The first of the heads of keys and values that are worked on, and how many are. */
  readonly firstGroup: number
  readonly groups: number
  /** 0 where the rows are only appended. */
  readonly attends: number
}

export interface DecodeAttentionShape {
  readonly heads: number
  /** G, by which `heads` is divisible. */
  readonly keyValueHeads: number
  /** K, a multiple of 4. */
  readonly headWidth: number
}

/** In the order in which the kernel takes them. */
export const argumentNames = [
  'rows',
  'query',
  'key',
  'value',
  'mixed',
  'keyCache',
  'valueCache',
  'rowTable',
  'segmentTable',
  'scores',
  'scoreStride',
  'firstGroup',
  'groups',
  'attends',
] as const

/** How many bytes lie between the parts of a row and those of the next, for what has a part for each row. */
export function rowStrides({ heads, keyValueHeads, headWidth }: DecodeAttentionShape): {
  readonly [Name in 'query' | 'key' | 'value' | 'mixed' | 'rowTable']: number
} {
  const [queries, keys] = [heads * headWidth * 4, keyValueHeads * headWidth * 4]
  return { query: queries, key: keys, value: keys, mixed: queries, rowTable: 16 }
}

/** Bytes behind a segment that may be read with its last keys; what is there makes no difference. */
export function overreadBytes({ headWidth }: Pick<DecodeAttentionShape, 'headWidth'>): number {
  return 3 * headWidth * 4
}

/**
 * The kernel for a shape; threads may have the same module. It writes the new keys and values into the caches, then attends.
 * @param shared whether it works over memories that threads share
 */
export function decodeAttentionModule(shape: DecodeAttentionShape, shared: boolean): WebAssembly.Module {
  return new WebAssembly.Module(assemble(shape, shared))
}

/** The kernel over a memory. */
export function decodeAttentionOver(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): (given: DecodeAttentionArguments) => void {
  const instance = new WebAssembly.Instance(module, { env: { memory } })
  const run = instance.exports['run'] as (...given: number[]) => void
  return (given) => run(...argumentNames.map((name) => given[name]))
}

/** How many query heads are worked on at once, so that their sums stay in the 16 vector registers of x64. */
const headsAtOnce = 3

/** Sums that are kept at once, measured: with 12 the registers run out. */
const sumsAtOnce = 8

/** As many pieces as needed of sizes that differ by 1 at most: 7 → 3, 2, 2. */
function piecesOf(heads: number): { first: number; heads: readonly number[] }[] {
  const count = Math.ceil(heads / headsAtOnce)
  return Array.from({ length: count }, (_, piece) => {
    const first = Math.ceil((piece * heads) / count)
    const end = Math.ceil(((piece + 1) * heads) / count)
    return { first, heads: Array.from({ length: end - first }, (__, index) => first + index) }
  })
}

function assemble({ heads, keyValueHeads, headWidth }: DecodeAttentionShape, shared: boolean): Uint8Array<ArrayBuffer> {
  const locals = new Locals()
  locals.declare('i32', ...argumentNames)
  locals.declare(
    'i32',
    'row',
    'group',
    'entry',
    'appended',
    'appendStride',
    'segments',
    'count',
    'own',
    'queries',
    'turn',
  )
  locals.declare('i32', 'segment', 'at', 'keys', 'filled', 'byte', 'cursor', 'target', 'head', 'lane', 'place')
  locals.declare('v128', 'sum', 'shift', 'exponent', 'rest', 'power', 'loaded', 'first', 'second')

  const headsEach = heads / keyValueHeads
  const headBytes = headWidth * 4
  const lanes = Array.from({ length: headWidth / 4 }, (_, index) => index)
  const get = (name: string): Code => locals.get(name)
  const set = (name: string, value: Code): Code => locals.set(name, value)
  const times = (value: Code, factor: number): Code => i32.multiply(value, i32.constant(factor))
  const plus = (...parts: Code[]): Code => parts.reduce((sum, part) => i32.add(sum, part))
  const join = (parts: readonly Code[]): Code => parts.flat()
  const declared = (name: string): string => {
    locals.declare('v128', name)
    return name
  }
  const scoresOf = (head: number, bytes: Code): Code => plus(bytes, times(get('scoreStride'), head))
  const lowest = f32x4.splat(f32.constant(-3e38))

  /** Copies this group's part of the new token into a cache. */
  const append = (cache: string, source: string): Code =>
    join([
      set('cursor', plus(get(cache), get('appended'), i32.multiply(get('group'), get('appendStride')))),
      set('target', plus(get(source), get('own'))),
      ...lanes.map((lane) => f32x4.store(get('cursor'), f32x4.load(get('target'), lane * 16), lane * 16)),
    ])

  /** `body` for each segment of the row: `cursor` at its start for this group, `keys` its tokens, `filled` the bytes of scores before it. */
  const overSegments = (cache: string, from: Code, body: Code): Code =>
    join([
      set('filled', i32.constant(0)),
      forEach(
        locals,
        'segment',
        get('count'),
        1,
        join([
          set('at', plus(get('segments'), times(get('segment'), 16))),
          set('keys', i32.load(get('at'), 8)),
          set(
            'cursor',
            plus(get(cache), from, i32.load(get('at')), i32.multiply(get('group'), i32.load(get('at'), 4))),
          ),
          body,
          set('filled', i32.and(plus(get('filled'), times(get('keys'), 4), i32.constant(15)), i32.constant(-16))),
        ]),
      ),
    ])

  /** Products of some heads' queries with the four keys at `cursor` to `place`; as many keys at a time as registers hold sums for. */
  const scoreFour = (own: readonly number[]): Code => {
    const keysAtOnce = own.length * 4 <= sumsAtOnce ? 4 : 2
    const keys = Array.from({ length: keysAtOnce }, (_, key) => declared(`key${key}`))
    const sums = own.map((_, index) => keys.map((__, key) => declared(`sum${index}x${key}`)))
    const halves = own.map((_, index) => [declared(`half${index}x0`), declared(`half${index}x1`)] as const)
    const products = (first: number): Code =>
      join(
        lanes.flatMap((lane) => [
          ...keys.map((name, key) => set(name, f32x4.load(get('cursor'), (first + key) * headBytes + lane * 16))),
          ...own.map((head, index) =>
            join([
              set('loaded', f32x4.load(get('queries'), head * headBytes + lane * 16)),
              ...keys.map((key, at) => {
                const name = sums[index]?.[at] as string
                const product = f32x4.multiply(get('loaded'), get(key))
                return set(name, lane === 0 ? product : f32x4.add(get(name), product))
              }),
            ]),
          ),
        ]),
      )
    /** a and b to [a0 + a2, a1 + a3, b0 + b2, b1 + b3]. */
    const folded = (a: string, b: string): Code =>
      f32x4.add(f32x4.shuffle(get(a), get(b), [0, 1, 4, 5]), f32x4.shuffle(get(a), get(b), [2, 3, 6, 7]))
    const fold = (first: number): Code =>
      join(
        own.flatMap((_, index) =>
          keys.flatMap((__, key) =>
            key % 2 === 0
              ? [
                  set(
                    halves[index]?.[(first + key) / 2] as string,
                    folded(sums[index]?.[key] as string, sums[index]?.[key + 1] as string),
                  ),
                ]
              : [],
          ),
        ),
      )
    return join([
      ...(keysAtOnce === 4 ? [products(0), fold(0)] : [products(0), fold(0), products(2), fold(2)]),
      ...own.map((head, index) => {
        const [a, b] = (halves[index] as readonly [string, string]).map(get) as [Code, Code]
        const four = f32x4.add(f32x4.shuffle(a, b, [0, 2, 4, 6]), f32x4.shuffle(a, b, [1, 3, 5, 7]))
        return f32x4.store(
          scoresOf(head, get('place')),
          f32x4.multiply(four, f32x4.splat(f32.constant(1 / Math.sqrt(headWidth)))),
        )
      }),
    ])
  }

  const pieces = piecesOf(headsEach)
  const everyHead = Array.from({ length: headsEach }, (_, head) => head)
  const scoreKeys = overSegments(
    'keyCache',
    i32.constant(0),
    join([
      forEach(
        locals,
        'byte',
        times(get('keys'), 4),
        16,
        join([
          set('place', plus(get('scores'), get('filled'), get('byte'))),
          ...pieces.map((piece) => scoreFour(piece.heads)),
          set('cursor', plus(get('cursor'), i32.constant(4 * headBytes))),
        ]),
      ),
      // Scores are read in fours; what is past the last key is filled so that its exponential is 0.
      set('place', plus(get('scores'), get('filled'), times(get('keys'), 4))),
      ...everyHead.map((head) => f32x4.store(scoresOf(head, get('place')), lowest)),
    ]),
  )

  /** Scores to e^(score - highest); 1 / their sum goes to the end of the head's room. */
  const exponentiate = forEach(
    locals,
    'head',
    i32.constant(headsEach),
    1,
    join([
      set('place', plus(get('scores'), i32.multiply(get('head'), get('scoreStride')))),
      set('shift', lowest),
      forEach(
        locals,
        'byte',
        get('filled'),
        16,
        set('shift', f32x4.maximum(get('shift'), f32x4.load(plus(get('place'), get('byte'))))),
      ),
      set('shift', f32x4.splat(f32x4.highest(locals, 'shift'))),
      set('sum', f32x4.splat(f32.constant(0))),
      forEach(
        locals,
        'byte',
        get('filled'),
        16,
        join([
          set('cursor', plus(get('place'), get('byte'))),
          set('rest', f32x4.subtract(f32x4.load(get('cursor')), get('shift'))),
          exponential(locals),
          f32x4.store(get('cursor'), get('power')),
          set('sum', f32x4.add(get('sum'), get('power'))),
        ]),
      ),
      f32.store(
        plus(get('place'), get('scoreStride'), i32.constant(-4)),
        f32.divide(f32.constant(1), f32x4.total(locals, 'sum')),
      ),
    ]),
  )

  /** Sums of some heads over all values, a few lanes at a time: as many as registers hold. */
  const mixValues = (own: readonly number[]): Code => {
    const tile = [8, 4, 2, 1].find(
      (size) => lanes.length % size === 0 && (size * own.length <= sumsAtOnce || size === 1),
    ) as number
    const sums = own.map((_, index) =>
      Array.from({ length: tile }, (__, column) => declared(`mixed${index}x${column}`)),
    )
    const weights = own.map((_, index) => declared(`weight${index}`))
    const each = (body: (name: string, index: number, column: number) => Code): Code =>
      join(sums.flatMap((row, index) => row.map((name, column) => body(name, index, column))))
    return forEach(
      locals,
      'lane',
      i32.constant(headBytes),
      tile * 16,
      join([
        each((name) => set(name, f32x4.splat(f32.constant(0)))),
        overSegments(
          'valueCache',
          get('lane'),
          forEach(
            locals,
            'byte',
            times(get('keys'), 4),
            4,
            join([
              set('place', plus(get('scores'), get('filled'), get('byte'))),
              ...own.map((head, index) => set(weights[index] as string, f32x4.loadSplat(scoresOf(head, get('place'))))),
              ...Array.from({ length: tile }, (_, column) =>
                join([
                  set('loaded', f32x4.load(get('cursor'), column * 16)),
                  ...own.map((__, index) => {
                    const name = sums[index]?.[column] as string
                    const product = f32x4.multiply(get(weights[index] as string), get('loaded'))
                    return set(name, f32x4.add(get(name), product))
                  }),
                ]),
              ),
              set('cursor', plus(get('cursor'), i32.constant(headBytes))),
            ]),
          ),
        ),
        set('target', plus(get('mixed'), times(get('own'), headsEach), get('lane'))),
        ...own.map((head, index) =>
          join([
            set('power', f32x4.loadSplat(scoresOf(head + 1, plus(get('scores'), i32.constant(-4))))),
            ...(sums[index] ?? []).map((name, column) =>
              f32x4.store(get('target'), f32x4.multiply(get(name), get('power')), head * headBytes + column * 16),
            ),
          ]),
        ),
      ]),
    )
  }

  const perGroup = join([
    set('own', times(plus(times(get('row'), keyValueHeads), get('group')), headBytes)),
    set('queries', plus(get('query'), times(get('own'), headsEach))),
    append('keyCache', 'key'),
    append('valueCache', 'value'),
    when(get('count'), join([scoreKeys, exponentiate, ...pieces.map((piece) => mixValues(piece.heads))])),
  ])
  const perRow = join([
    set('entry', plus(get('rowTable'), times(get('row'), 16))),
    set('appended', i32.load(get('entry'))),
    set('appendStride', i32.load(get('entry'), 4)),
    set('segments', plus(get('segmentTable'), times(i32.load(get('entry'), 8), 16))),
    set('count', i32.multiply(get('attends'), i32.load(get('entry'), 12))),
    forEach(locals, 'turn', get('groups'), 1, join([set('group', plus(get('firstGroup'), get('turn'))), perGroup])),
  ])
  return moduleOf(locals, argumentNames.length, forEach(locals, 'row', get('rows'), 1, perRow), { shared })
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
