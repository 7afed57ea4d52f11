// bfloat16 to float32, in WebAssembly SIMD, over memories that threads share. A bfloat16 number is the upper half of the
// float32 number of the same value, so nothing is lost and nothing is computed.
import { f32x4, forEach, i32, i32x4, Locals, moduleOf, type Code } from './assembler.ts'
import { partUnit, type Part } from './adamw.ts'
import type { SharedNumbers } from './shared-memory.ts'

export interface Widening {
  /** Which bfloat16 numbers. */
  readonly from: Part
  /** Where the float32 numbers begin; a multiple of `partUnit`. */
  readonly to: number
}

/** @param halves bfloat16 numbers */
export function compileWiden(halves: SharedNumbers, numbers: SharedNumbers): (given: Widening) => void {
  const module = new WebAssembly.Module(assemble(halves.startBytes, numbers.startBytes))
  const instance = new WebAssembly.Instance(module, { env: { halves: halves.memory, numbers: numbers.memory } })
  const run = instance.exports['run'] as (source: number, target: number, bytes: number) => void
  return ({ from, to }) => run(from.start * 2, to * 4, from.count * 2)
}

/** run(source, target, bytes of halves) */
function assemble(halvesStart: number, numbersStart: number): Uint8Array<ArrayBuffer> {
  const locals = new Locals()
  locals.declare('i32', 'source', 'target', 'bytes', 'at', 'from', 'to')
  locals.declare('v128', 'halves')
  const get = (name: string): Code => locals.get(name)
  /** Eight numbers, the `turn`-th of a pass of the loop. */
  const eight = (turn: number): Code => [
    ...locals.set('halves', f32x4.load(get('from'), halvesStart + turn * 16, 0)),
    ...(['low', 'high'] as const).flatMap((half, index) =>
      f32x4.store(
        get('to'),
        i32x4.shiftLeft(i32x4.extend(get('halves'), half), 16),
        numbersStart + turn * 32 + index * 16,
        1,
      ),
    ),
  ]
  const body = [
    ...locals.set('from', i32.add(get('source'), get('at'))),
    ...locals.set('to', i32.add(get('target'), i32.multiply(get('at'), i32.constant(2)))),
    ...Array.from({ length: partUnit / 8 }, (_, turn) => eight(turn)).flat(),
  ]
  return moduleOf(locals, 3, forEach(locals, 'at', get('bytes'), partUnit * 2, body), {
    memories: ['halves', 'numbers'],
    shared: true,
  })
}
