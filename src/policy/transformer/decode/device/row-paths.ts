// Where the rows of a step lie in the tables of the device, and what they see of them.
import type { Segment, StepRow } from '../decoding.ts'

/** Sequences of Q rows each, some of them filled up. */
export interface Layout {
  /** Q */
  readonly queries: number
  /** For each row of the step its index among the B · Q of the layout. */
  readonly indices: readonly number[]
  /** [B · Q] each; what fills up is token 0 at position 0, and goes to the place that nobody reads. */
  readonly tokens: Int32Array
  readonly positions: Int32Array
  readonly places: Int32Array
  /** [B · P]; places of what nobody sees are those of the sequence's first token. */
  readonly paths: Int32Array
  /** P */
  readonly pathPositions: number
  /** T: how many positions rows see now. */
  readonly seenPositions: number
}

/** Consecutive tokens of one segment. */
interface Run {
  readonly segment: Segment
  readonly first: number
  readonly count: number
}

/** Lengths of runs that are laid out as one sequence, the longest that fills up little is taken. */
const queryCounts = [64, 32, 16, 8] as const
const mostFilledUp = 1.5

/** How many positions are made room for where so many are seen: few numbers, since each is a program. */
export function paddedPositions(positions: number): number {
  let room = 16
  while (room < positions) room *= 2
  return room > 16 && positions <= (room / 4) * 3 ? (room / 4) * 3 : room
}

/** @param nowhere a place that nobody reads */
export function layoutOf(rows: readonly StepRow[], nowhere: number): Layout {
  const runs = runsOf(rows)
  const queries = queriesFor(runs)
  const pieces = runs.flatMap(({ segment, first, count }) =>
    Array.from({ length: Math.ceil(count / queries) }, (_, piece): Run => ({
      segment,
      first: first + piece * queries,
      count: Math.min(queries, count - piece * queries),
    })),
  )
  const size = pieces.length * queries
  const [tokens, positions, places] = [new Int32Array(size), new Int32Array(size), new Int32Array(size).fill(nowhere)]
  const indices: number[] = []
  let seen = 0
  let longest = 0
  pieces.forEach(({ segment, first, count }, piece) => {
    for (let at = 0; at < count; at++) {
      const row = rows[first + at] as StepRow
      const index = piece * queries + at
      indices.push(index)
      tokens[index] = row.token
      positions[index] = row.position
      places[index] = placeOf(row)
      seen = Math.max(seen, row.position + 1)
    }
    // Where each sequence has a row of its own it will grow as far as its segment has room.
    longest = Math.max(longest, queries === 1 ? segment.start + segment.tokens : seen)
  })
  const pathPositions = paddedPositions(longest)
  const paths = new Int32Array(pieces.length * pathPositions)
  pieces.forEach(({ segment }, piece) => {
    fillPath(paths.subarray(piece * pathPositions, (piece + 1) * pathPositions), segment)
  })
  return { queries, indices, tokens, positions, places, paths, pathPositions, seenPositions: paddedPositions(seen) }
}

/**
 * The indices of the known rows whose sequences these rows are the next tokens of, where that is so of all of them, in the
 * same order; null where some are new.
 */
export function continuedBy(known: readonly StepRow[], rows: readonly StepRow[]): number[] | null {
  const kept: number[] = []
  let at = 0
  for (const { segment, position } of rows) {
    while (at < known.length && known[at]?.segment !== segment) at++
    if (known[at]?.position !== position - 1) return null
    kept.push(at++)
  }
  return kept
}

function placeOf({ segment, position }: StepRow): number {
  return segment.place + position - segment.start
}

function fillPath(path: Int32Array, own: Segment): void {
  for (let segment: Segment | null = own; segment !== null; segment = segment.parent)
    for (let at = 0; at < segment.tokens && segment.start + at < path.length; at++)
      path[segment.start + at] = segment.place + at
  path.fill(path[0] as number, Math.min(path.length, own.start + own.tokens))
}

function runsOf(rows: readonly StepRow[]): Run[] {
  const runs: Run[] = []
  let first = 0
  while (first < rows.length) {
    const { segment } = rows[first] as StepRow
    let end = first + 1
    while (end < rows.length && rows[end]?.segment === segment) end++
    runs.push({ segment, first, count: end - first })
    first = end
  }
  return runs
}

function queriesFor(runs: readonly Run[]): number {
  if (runs.every(({ count }) => count === 1)) return 1
  const rows = runs.reduce((sum, { count }) => sum + count, 0)
  const filledUp = (queries: number): number =>
    runs.reduce((sum, { count }) => sum + Math.ceil(count / queries) * queries, 0)
  return queryCounts.find((queries) => filledUp(queries) <= mostFilledUp * rows) ?? (queryCounts.at(-1) as number)
}
