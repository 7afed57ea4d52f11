import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { f32, f32x4, forEach, i32, Locals, moduleOf, type Code } from '../../../src/tensor/wasm/assembler.ts'

/** Runs a body that stores what it computes at address 0 and gives the memory. */
function run(body: (locals: Locals) => Code, ...given: number[]): ArrayBuffer {
  const locals = new Locals()
  given.forEach((_, index) => locals.declare('i32', `given${index}`))
  const memory = new WebAssembly.Memory({ initial: 1 })
  const module = new WebAssembly.Module(moduleOf(locals, given.length, body(locals)))
  const instance = new WebAssembly.Instance(module, { env: { memory } })
  ;(instance.exports['run'] as (...values: number[]) => void)(...given)
  return memory.buffer
}

test('every 32-bit constant arrives as it was written', () => {
  const corners = [0, 63, 64, -64, -65, 127, 128, 8191, 8192, -8192, -8193, 2 ** 31 - 1, -(2 ** 31)]
  const read = (value: number): number => {
    const buffer = run((locals) => {
      locals.declare('i32', 'value')
      // The assembler has no integer store of its own: i32.store, aligned to 4 bytes.
      return [...locals.set('value', i32.constant(value)), ...i32.constant(0), ...locals.get('value'), ...[0x36, 2, 0]]
    })
    return new Int32Array(buffer)[0] as number
  }
  for (const corner of corners) expect(read(corner)).toBe(corner)
  fc.assert(
    fc.property(fc.integer(), (value) => {
      expect(read(value)).toBe(value)
    }),
    { numRuns: 200 },
  )
})

test('offsets and local numbers beyond 127 are encoded in several bytes', () => {
  const buffer = run((locals) => {
    locals.declare('f32', ...Array.from({ length: 300 }, (_, index) => `local${index}`))
    return [
      ...locals.set('local299', f32.constant(2.5)),
      ...f32x4.store(i32.constant(0), f32x4.splat(locals.get('local299')), 20_000),
    ]
  })
  expect([...new Float32Array(buffer, 20_000, 4)]).toEqual([2.5, 2.5, 2.5, 2.5])
  expect(new Float32Array(buffer)[0]).toBe(0)
})

test('a loop runs its body once for each step below the limit, and not at all for 0', () => {
  for (const [limit, step, rounds] of [
    [0, 1, 0],
    [1, 1, 1],
    [10, 1, 10],
    [10, 4, 3],
  ] as const) {
    const buffer = run((locals) => {
      locals.declare('i32', 'counter')
      const count = f32.add(f32.load(i32.constant(0)), f32.constant(1))
      return forEach(locals, 'counter', locals.get('given0'), step, f32.store(i32.constant(0), count))
    }, limit)
    expect(new Float32Array(buffer)[0]).toBe(rounds)
  }
})

test('powers of two are exact from the smallest normal number to the largest', () => {
  for (const power of [-126, -100, -1, 0, 1, 64, 127]) {
    const buffer = run(() => f32x4.store(i32.constant(0), f32x4.powerOfTwo(f32x4.splat(f32.constant(power)))))
    expect(new Float32Array(buffer)[0]).toBe(2 ** power)
  }
})

test('a local that was not declared is named', () => {
  expect(() => new Locals().get('speed')).toThrow('no local `speed`')
})
