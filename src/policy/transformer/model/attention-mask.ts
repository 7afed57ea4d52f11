// Which columns of its row each position of a packed run sees, as what is added to the scores of attention: 0 where it
// sees, a large negative number elsewhere. A position sees two spans of columns, a shared prompt and what is its own, so
// four numbers say it: where tensors live on a device those cross, and the mask is made there.
// Shape letters: N = B·T positions in rows of T, g = query heads a key.
import { anyRows, Program, type Value } from '../../../tensor/program.ts'
import type { PackedRun } from './packed-rows.ts'

const hidden = -1e9

/** A column that is none: both ends of a span of nothing. */
const nowhere = -1

/**
 * The columns of its row that each position sees: the first and the last of a shared prompt, and of its own. [N, 4]
 * A token sees at most `window` positions back, its own included.
 */
export function spansOf({ positions, places, seen }: PackedRun, window: number): Float32Array {
  const spans = new Float32Array(4 * places.length)
  for (let at = 0; at < places.length; at++) {
    const [from, to, own] = seen.subarray(3 * at, 3 * at + 3) as unknown as [number, number, number]
    const column = at % positions
    // Column c of a shared prompt, whose positions begin with 0, is `place - (c - from)` back.
    const first = from + Math.max(0, (places[at] as number) - window + 1)
    const isEmpty = first >= to
    spans[4 * at] = isEmpty ? nowhere : first
    spans[4 * at + 1] = isEmpty ? nowhere : to - 1
    spans[4 * at + 2] = Math.max(own, column - window + 1)
    spans[4 * at + 3] = column
  }
  return spans
}

/** The mask in an array [N, g·T]: a row of T for each of the g query heads that share a key. */
export function maskOf(run: PackedRun, { window, group }: { window: number; group: number }): Float32Array {
  const { positions, places } = run
  const mask = new Float32Array(places.length * group * positions).fill(hidden)
  const spans = spansOf(run, window)
  for (let at = 0; at < places.length; at++) {
    const [first, last, ownFirst, own] = spans.subarray(4 * at, 4 * at + 4) as unknown as [
      number,
      number,
      number,
      number,
    ]
    for (let head = 0; head < group; head++) {
      const row = (at * group + head) * positions
      if (first !== nowhere) mask.fill(0, row + first, row + last + 1)
      mask.fill(0, row + ownFirst, row + own + 1)
    }
  }
  return mask
}

/**
 * The same from `spans` [N, 4]: output `mask` [N, g·T]. Column c is within a span where (c - first) · (c - last) ≤ 0,
 * which no column is within a span of nothing; whole numbers, so what lies outside gives at least 1.
 */
export function maskProgram(positions: number, group: number): Program {
  const program = new Program()
  const spans_N4 = program.input('spans', [anyRows, 4])
  const columns_1T = program.constant(
    Float32Array.from({ length: positions }, (_, column) => column),
    [1, positions],
  )
  const beyond = (end: number): Value => program.subtract(columns_1T, program.slice(spans_N4, 1, end, end + 1))
  const outside_NT = program.minimum(program.multiply(beyond(0), beyond(1)), program.multiply(beyond(2), beyond(3)))
  const mask_NT = program.minimum(program.multiply(outside_NT, program.scalar(hidden)), program.scalar(0))
  program.output('mask', group === 1 ? mask_NT : repeated(program, mask_NT, { positions, group }))
  return program
}

function repeated(
  program: Program,
  mask_NT: Value,
  { positions, group }: { readonly positions: number; readonly group: number },
): Value {
  const one = program.reshape(mask_NT, [anyRows, 1, positions])
  return program.reshape(program.broadcast(one, [anyRows, group, positions]), [anyRows, group * positions])
}
