import { describe, expect, test } from 'vitest'
import { Segments, type Segment, type StepRow } from '../../../../../src/policy/transformer/decode/decoding.ts'
import {
  continuedBy,
  layoutOf,
  paddedPositions,
} from '../../../../../src/policy/transformer/decode/device/row-paths.ts'

const nowhere = 99

function rowsOf(segment: Segment, from = 0, to = segment.tokens): StepRow[] {
  return Array.from({ length: to - from }, (_, at) => ({
    segment,
    position: segment.start + from + at,
    token: 10 + from + at,
  }))
}

/** What each row of the step sees, by its path: the places of all positions up to its own. */
function seenBy(
  rows: readonly StepRow[],
  { queries, indices, paths, pathPositions }: ReturnType<typeof layoutOf>,
): number[][] {
  return rows.map(({ position }, row) => {
    const first = Math.floor((indices[row] as number) / queries) * pathPositions
    return [...paths.subarray(first, first + position + 1)]
  })
}

describe('the layout of new rows', () => {
  const segments = new Segments()
  const prompt = segments.add(null, 20)
  const replies = [segments.add(prompt, 5), segments.add(prompt, 7)]

  test('a run of one segment is a sequence, cut where it is long and filled up at its end', () => {
    const rows = rowsOf(prompt)
    const layout = layoutOf(rows, nowhere)
    expect(layout.queries).toBe(8)
    expect(layout.indices).toEqual([...rows.keys()])
    expect([...layout.tokens]).toEqual([...rows.map(({ token }) => token), 0, 0, 0, 0])
    expect([...layout.places]).toEqual([...rows.keys(), nowhere, nowhere, nowhere, nowhere])
    expect(seenBy(rows, layout)).toEqual(rows.map((_, at) => [...Array.from({ length: at + 1 }).keys()]))
    expect(layout.seenPositions).toBe(24)
  })

  test('rows of their own see what came before them, and have paths for all that their segments have room for', () => {
    const rows = replies.flatMap((reply) => rowsOf(reply, 0, 1))
    const layout = layoutOf(rows, nowhere)
    expect(layout).toMatchObject({ queries: 1, indices: [0, 1], pathPositions: 32, seenPositions: 24 })
    expect([...layout.places]).toEqual([20, 25])
    const shared = [...Array.from({ length: 20 }).keys()]
    expect(seenBy(rows, layout)).toEqual([
      [...shared, 20],
      [...shared, 25],
    ])
    const last = rowsOf(replies[1] as Segment, 6, 7)[0] as StepRow
    expect([...layout.paths.subarray(32, 32 + last.position + 1)]).toEqual([...shared, 25, 26, 27, 28, 29, 30, 31])
    // What nobody sees is somewhere that is there.
    expect([...layout.paths.subarray(32 + 27)]).toEqual([0, 0, 0, 0, 0])
  })
})

test('rows go on where each is the next token of a known one, in their order', () => {
  const segments = new Segments()
  const [a, b, c] = [segments.add(null, 9), segments.add(null, 9), segments.add(null, 9)]
  const at = (segment: Segment, position: number): StepRow => ({ segment, position, token: 0 })
  const known = [at(a, 3), at(b, 5), at(c, 1)]
  expect(continuedBy(known, [at(a, 4), at(b, 6), at(c, 2)])).toEqual([0, 1, 2])
  expect(continuedBy(known, [at(a, 4), at(c, 2)])).toEqual([0, 2])
  expect(continuedBy(known, [at(c, 2), at(a, 4)])).toBeNull()
  expect(continuedBy(known, [at(a, 3)])).toBeNull()
  expect(continuedBy(known, [at(segments.add(a, 2), 4)])).toBeNull()
})

test('room for positions is of few sizes, and at most half more than is seen', () => {
  const sizes = new Set<number>()
  for (let positions = 1; positions <= 4096; positions++) {
    const room = paddedPositions(positions)
    expect(room).toBeGreaterThanOrEqual(positions)
    expect(room).toBeLessThanOrEqual(Math.max(16, 1.5 * positions))
    sizes.add(room)
  }
  expect(sizes.size).toBe(17)
})
