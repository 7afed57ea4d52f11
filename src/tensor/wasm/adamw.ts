// AdamW in place, in WebAssembly SIMD, over memories that threads share (Loshchilov and Hutter 2019, arXiv 1711.05101,
// algorithm 2; the same update as the step program of `../adamw.ts`):
//   g ← clip · (g₀ + g₁ + …)
//   m ← β1 m + (1-β1) g        v ← β2 v + (1-β2) g²
//   p ← p · keep - stepSize · m / (√v · rootCorrection2 + ε)
// with keep = 1 - lr · decay, stepSize = lr / (1 - β1ᵗ), rootCorrection2 = 1 / √(1 - β2ᵗ) given by the caller.
// One kernel adds up the gradients of all threads and their squares (in float64, so that a sum is not finite only
// where a number is not); the other makes the step, a single pass that reads and writes everything once and leaves the
// gradients zero. Each works on any part, so threads can share a set out among them. Plain SIMD, no relaxed
// instructions: the same bits on every machine.
import { f32x4, f64x2, forEach, i32, Locals, moduleOf, type Code } from './assembler.ts'
import type { SharedNumbers } from './shared-memory.ts'

/** What belongs to one parameter stands at the same place in each. */
export interface AdamWNumbers {
  readonly parameters: SharedNumbers
  readonly first: SharedNumbers
  readonly second: SharedNumbers
  /** One a thread that accumulated; the first takes the sum. */
  readonly gradients: readonly SharedNumbers[]
}

const scalarNames = [
  'clip',
  'beta1',
  'oneLessBeta1',
  'beta2',
  'oneLessBeta2',
  'keep',
  'stepSize',
  'rootCorrection2',
  'epsilon',
] as const

export type AdamWScalars = { readonly [name in (typeof scalarNames)[number]]: number }

/** Numbers from a start; both are multiples of `partUnit`. */
export interface Part {
  readonly start: number
  readonly count: number
}

export interface AdamWKernel {
  /** Adds the further gradients to the first, and gives the sum of its squares. */
  squareSum(part: Part): number
  /** Makes a step, and leaves the gradients zero. */
  step(part: Part, scalars: AdamWScalars): void
}

/** Vectors of four that one turn of a loop works on. */
const unrolled = 4

/** Parts begin at multiples of it, and hold a multiple of it. */
export const partUnit: number = 4 * unrolled

const lanes = Array.from({ length: unrolled }, (_, lane) => lane)

export function compileAdamW(numbers: AdamWNumbers): AdamWKernel {
  const squareSum = instanceOf(...squareSumModule(numbers))
  const step = instanceOf(...stepModule(numbers))
  return {
    squareSum: ({ start, count }) => squareSum(start * 4, count * 4) as number,
    step: ({ start, count }, scalars) => void step(start * 4, count * 4, ...scalarNames.map((name) => scalars[name])),
  }
}

type ModuleOver = readonly [bytes: Uint8Array<ArrayBuffer>, memories: ReadonlyMap<string, SharedNumbers>]

function instanceOf(...[bytes, memories]: ModuleOver): (...given: number[]) => unknown {
  const env = Object.fromEntries([...memories].map(([name, { memory }]) => [name, memory]))
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env })
  return instance.exports['run'] as (...given: number[]) => unknown
}

function gradientsByName({ gradients }: AdamWNumbers): Map<string, SharedNumbers> {
  return new Map(gradients.map((each, index) => [`gradient${index}`, each]))
}

/** Loads and stores of the vector that is the turn of `lane`. */
function accessTo(
  memories: ReadonlyMap<string, SharedNumbers>,
  address: Code,
  lane: number,
): { load: (name: string) => Code; store: (name: string, value: Code) => Code } {
  const names = [...memories.keys()]
  const offset = (name: string): number => (memories.get(name) as SharedNumbers).startBytes + lane * 16
  return {
    load: (name) => f32x4.load(address, offset(name), names.indexOf(name)),
    store: (name, value) => f32x4.store(address, value, offset(name), names.indexOf(name)),
  }
}

/** run(start, bytes): the sum of squares. */
function squareSumModule(numbers: AdamWNumbers): ModuleOver {
  const memories = gradientsByName(numbers)
  const further = [...memories.keys()].slice(1)
  const locals = new Locals()
  locals.declare('i32', 'start', 'bytes', 'at', 'address')
  locals.declare('v128', 'gradient', ...lanes.map((lane) => `sum${lane}`), 'low', 'high')
  const { get, set } = bound(locals)
  const body = lanes.flatMap((lane): Code => {
    const { load, store } = accessTo(memories, get('address'), lane)
    return [
      ...set(
        'gradient',
        further.reduce((sum, name) => f32x4.add(sum, load(name)), load('gradient0')),
      ),
      ...(further.length > 0 ? store('gradient0', get('gradient')) : []),
      ...set('low', f64x2.promote(get('gradient'), 'low')),
      ...set('high', f64x2.promote(get('gradient'), 'high')),
      ...set(`sum${lane}`, f64x2.add(get(`sum${lane}`), f64x2.multiply(get('low'), get('low')))),
      ...set(`sum${lane}`, f64x2.add(get(`sum${lane}`), f64x2.multiply(get('high'), get('high')))),
    ]
  })
  const code = [
    ...overPart(locals, body),
    ...set(
      'low',
      lanes.map((lane) => get(`sum${lane}`)).reduce((a, b) => f64x2.add(a, b)),
    ),
    ...f64x2.total(get('low')),
  ]
  return [moduleOf(locals, 2, code, { memories: [...memories.keys()], shared: true, result: 'f64' }), memories]
}

/** run(start, bytes, ...scalars) */
function stepModule(numbers: AdamWNumbers): ModuleOver {
  const { parameters, first, second } = numbers
  const gradients = gradientsByName(numbers)
  const memories = new Map([...Object.entries({ parameters, first, second }), ...gradients])
  const locals = new Locals()
  locals.declare('i32', 'start', 'bytes')
  locals.declare('f32', ...scalarNames)
  locals.declare('i32', 'at', 'address')
  locals.declare('v128', 'gradient', 'parameter', 'firstMoment', 'secondMoment', 'root', 'change', 'zero')
  locals.declare('v128', ...scalarNames.map((name) => `${name}Vector`))
  const { get, set } = bound(locals)
  const scalar = (name: (typeof scalarNames)[number]): Code => get(`${name}Vector`)
  const add = (name: string, value: Code): Code => set(name, f32x4.add(get(name), value))
  const body = lanes.flatMap((lane): Code => {
    const { load, store } = accessTo(memories, get('address'), lane)
    return [
      ...set('gradient', f32x4.multiply(load('gradient0'), scalar('clip'))),
      ...set('firstMoment', f32x4.multiply(load('first'), scalar('beta1'))),
      ...set('secondMoment', f32x4.multiply(load('second'), scalar('beta2'))),
      ...set('parameter', f32x4.multiply(load('parameters'), scalar('keep'))),
      ...add('firstMoment', f32x4.multiply(get('gradient'), scalar('oneLessBeta1'))),
      ...add('secondMoment', f32x4.multiply(f32x4.multiply(get('gradient'), get('gradient')), scalar('oneLessBeta2'))),
      ...set('root', f32x4.multiply(f32x4.squareRoot(get('secondMoment')), scalar('rootCorrection2'))),
      ...set(
        'change',
        f32x4.divide(f32x4.multiply(get('firstMoment'), scalar('stepSize')), f32x4.add(get('root'), scalar('epsilon'))),
      ),
      ...store('parameters', f32x4.subtract(get('parameter'), get('change'))),
      ...store('first', get('firstMoment')),
      ...store('second', get('secondMoment')),
      ...[...gradients.keys()].flatMap((name) => store(name, get('zero'))),
    ]
  })
  const code = [
    ...scalarNames.flatMap((name) => set(`${name}Vector`, f32x4.splat(get(name)))),
    ...overPart(locals, body),
  ]
  return [moduleOf(locals, 2 + scalarNames.length, code, { memories: [...memories.keys()], shared: true }), memories]
}

/** The body once for each turn over the part from byte `start` on, its place in `address`. */
function overPart(locals: Locals, body: Code): Code {
  const address = i32.add(locals.get('start'), locals.get('at'))
  return forEach(locals, 'at', locals.get('bytes'), unrolled * 16, [...locals.set('address', address), ...body])
}

function bound(locals: Locals): { get: (name: string) => Code; set: (name: string, value: Code) => Code } {
  return { get: (name) => locals.get(name), set: (name, value) => locals.set(name, value) }
}
