// Sequences as rows of one length, packed: a row holds several pieces of text, and a token sees its own piece alone.
// Sequences with the same prompt share it: the prompt stands in a row once, followed by replies, each of which sees the
// prompt and itself, and goes on with its positions:
//   prompt 0 1 2 | reply 3 4 | reply 3 4 5 | another sequence 0 1 2 3 | padding
// Only what predicts a sampled token is scored: those positions are picked out of all, the end of a shared prompt once
// for each reply. The numbers are those of sequences one by one, up to the order of sums.
import type { TokenSequence } from '../../../core/policy.ts'
import { RlvrError } from '../../../core/errors.ts'
import { elementCount } from '../../../tensor/program.ts'
import { attentionShape, layerShapes, type Architecture } from './architecture.ts'

/** Rows that one run computes. B rows of T positions, N = B·T, of which S predictions are scored. */
export interface PackedRun {
  /** T */
  readonly positions: number
  /** [N] */
  readonly tokens: Int32Array
  /** [N] Where each token stands in its own sequence. */
  readonly places: Int32Array
  /** [N, 3] Of each token, the columns of its row that it sees: from the first to below the second (a shared prompt), and from the third to its own. */
  readonly seen: Int32Array
  /** [S] Positions among the N that predict a sampled token, and that token. */
  readonly picked: Int32Array
  readonly targets: Int32Array
  /** The sequences whose sampled tokens they are, in the order of `picked`. */
  readonly sequences: readonly { readonly index: number; readonly sampled: number }[]
}

export interface PackOptions {
  readonly maxLengthTokens: number
  /** N of one run, at most, unless one row is longer. */
  readonly positionsPerRun: number
  /** Columns of a row at which looking back costs a token as much as everything else. */
  readonly attentionTokens: number
  /** Into how many runs work is divided where there is enough of it. */
  readonly threads?: number
}

/** Positions of one run: enough to keep a core busy, and little enough for the memory of a run to stay small. */
const positionsPerCore = 1024

/** On a device, where each operation of a run costs the host the same whatever it computes. */
const positionsPerDevice = 4096

/** What a run on a device may keep for its gradients: a GiB, about. */
const mostKeptNumbers = 2 ** 28

/** N of one run, at most. */
export function positionsPerRun(architecture: Architecture, onDevice = false): number {
  if (!onDevice) return positionsPerCore
  const { layers, width, mlpWidth, vocabularySize } = architecture
  const kept = layers * (16 * width + 4 * mlpWidth) + 4 * vocabularySize
  const fitting = 2 ** Math.floor(Math.log2(mostKeptNumbers / kept))
  return Math.min(positionsPerDevice, Math.max(positionsPerCore, fitting))
}

/** Rows shorter than this are not worth their matrix products: short sequences stand in one row beside each other. */
const shortestRow = 64

/** Work below this is not divided. */
const fewestPositions = 128

/** Shorter beginnings are not worth sharing. */
const shortestPrompt = 4

/** A piece of a row: a sequence, or a prompt with replies. */
interface Piece {
  /** Tokens that all members begin with and share; 0 for a sequence alone. */
  readonly shared: number
  readonly members: readonly Member[]
  /** Positions that it takes. */
  readonly length: number
}

interface Member {
  readonly index: number
  readonly sequence: TokenSequence
  /** Positions up to the one that predicts the last sampled token; what comes later is not read. */
  readonly length: number
}

interface Row {
  readonly capacity: number
  readonly pieces: Piece[]
  used: number
}

/**
 * The length of a row that holds so many positions: a multiple of 4 up to 32, and beyond that one of four lengths
 * between two powers of 2, so that there are few of them and at most a fifth is padding.
 */
export function paddedPositions(positions: number): number {
  const needed = Math.max(1, positions)
  const step = Math.max(4, 2 ** (Math.ceil(Math.log2(needed)) - 3))
  return Math.ceil(needed / step) * step
}

/** Columns at which attention takes as long as the products with weights: products of scores run at about half the speed. */
export function attentionTokens(architecture: Architecture): number {
  const { queryWidth } = attentionShape(architecture)
  const weights = [...layerShapes(architecture).values()].reduce((sum, shape) => sum + elementCount(shape), 0)
  return Math.max(1, Math.round(weights / (4 * queryWidth)))
}

/** Throws `RLVR_POLICY` for a sequence that is longer than the policy holds. Sequences without a sampled token take part in no run. */
export function packSequences(sequences: readonly TokenSequence[], options: PackOptions): PackedRun[] {
  const { maxLengthTokens, threads = 1 } = options
  for (const { tokens } of sequences)
    if (tokens.length > maxLengthTokens)
      throw new RlvrError('RLVR_POLICY', `A sequence has ${tokens.length} tokens; the policy holds ${maxLengthTokens}.`)
  const pieces = piecesOf(sequences, options).sort((a, b) => b.length - a.length || firstOf(a) - firstOf(b))
  const needed = pieces.reduce((sum, { length }) => sum + length, 0)
  const enough = needed >= threads * fewestPositions
  const perThread = enough ? Math.ceil(needed / threads) : needed
  const rows = rowsOf(pieces, Math.min(shortestRow, paddedPositions(perThread)))
  const perRun = Math.min(options.positionsPerRun, paddedPositions(perThread))
  return runsOf(rows, perRun).map(runOf)
}

function piecesOf(sequences: readonly TokenSequence[], options: PackOptions): Piece[] {
  const byPrompt = new Map<string, Member[]>()
  sequences.forEach((sequence, index) => {
    const length = sequence.sampled.lastIndexOf(1)
    if (length < 1) return
    const prompt = sequence.tokens.slice(0, promptLength(sequence))
    const key = Buffer.from(prompt.buffer).toString('latin1')
    const members = byPrompt.get(key)
    const member = { index, sequence, length }
    if (members === undefined) byPrompt.set(key, [member])
    else members.push(member)
  })
  return [...byPrompt.values()].flatMap((members) => shareOut(members, options))
}

function promptLength({ sampled }: TokenSequence): number {
  return Math.max(0, sampled.indexOf(1, 1))
}

/** The pieces that sequences of one prompt make, as many replies in each as is cheapest. */
function shareOut(members: readonly Member[], { attentionTokens: attention }: PackOptions): Piece[] {
  const prompt = promptLength((members[0] as Member).sequence)
  if (prompt < shortestPrompt) return members.map((member) => ({ shared: 0, members: [member], length: member.length }))
  const sorted = members.toSorted((a, b) => b.length - a.length || a.index - b.index)
  // What fills a row but in part leaves the rest of it to others only where it is short.
  const costOf = (length: number): number => {
    const row = Math.max(shortestRow, paddedPositions(length))
    return (length > row / 2 ? row : length) * (1 + row / attention)
  }
  let best: { readonly cost: number; readonly pieces: Piece[] } | null = null
  for (let count = 1; count <= sorted.length; count += Math.ceil(count / 16)) {
    const shares = Array.from({ length: count }, (): { members: Member[]; own: number } => ({ members: [], own: 0 }))
    for (const member of sorted) {
      const least = shares.reduce((a, b) => (b.own < a.own ? b : a))
      least.members.push(member)
      least.own += member.length - prompt
    }
    const pieces = shares.map(({ members: own, own: positions }): Piece => ({
      shared: own.length === 1 ? 0 : prompt,
      members: own,
      length: prompt + positions,
    }))
    const cost = pieces.reduce((sum, { length }) => sum + costOf(length), 0)
    if (best === null || cost < best.cost) best = { cost, pieces }
  }
  return best?.pieces ?? []
}

/** Puts pieces, which come sorted, into rows: each into the first with room for it. */
function rowsOf(pieces: readonly Piece[], shortest: number): Row[] {
  const rows: Row[] = []
  /** Rows before this one are full. */
  let open = 0
  const smallest = pieces.at(-1)?.length ?? 0
  for (const piece of pieces) {
    while (open < rows.length && (rows[open] as Row).capacity - (rows[open] as Row).used < smallest) open++
    let row = rows.slice(open).find(({ capacity, used }) => capacity - used >= piece.length)
    if (row === undefined)
      rows.push((row = { capacity: Math.max(shortest, paddedPositions(piece.length)), pieces: [], used: 0 }))
    row.pieces.push(piece)
    row.used += piece.length
  }
  return rows
}

/** Rows that one run computes, mostly of one length: fewer positions than this of one length are not worth a run of their own. */
function runsOf(rows: readonly Row[], most: number): Row[][] {
  const runs: Row[][] = []
  for (let start = 0; start < rows.length;) {
    const { capacity } = rows[start] as Row
    const room = rows.slice(start, start + Math.max(1, Math.floor(most / capacity)))
    const alike = room.filter((row) => row.capacity === capacity)
    const run = alike.length * capacity * 4 >= most ? alike : room
    runs.push(run)
    start += run.length
  }
  return runs
}

function runOf(rows: readonly Row[]): PackedRun {
  const positions = (rows[0] as Row).capacity
  const tokens = new Int32Array(rows.length * positions)
  const places = new Int32Array(tokens.length)
  const seen = new Int32Array(3 * tokens.length)
  const picked: number[] = []
  const targets: number[] = []
  const sequences: { index: number; sampled: number }[] = []
  rows.forEach(({ pieces }, rowIndex) => {
    const start = rowIndex * positions
    let column = 0
    /** Puts down tokens `from` to `to` of a sequence, that see the columns `before` and their own. */
    const put = (sequence: TokenSequence, [from, to]: Span, before: Span): void => {
      const own = column
      for (let place = from; place < to; place++, column++) {
        tokens[start + column] = sequence.tokens[place] as number
        places[start + column] = place
        seen.set([...before, own], 3 * (start + column))
      }
    }
    for (const { shared, members } of pieces) {
      const prompt: Span = [column, column + shared]
      if (shared > 0) put((members[0] as Member).sequence, [0, shared], [0, 0])
      for (const { index, sequence, length } of members) {
        const own = column
        put(sequence, [shared, length], prompt)
        let sampled = 0
        for (let place = 0; place < length; place++) {
          if (sequence.sampled[place + 1] !== 1) continue
          picked.push(start + (place < shared ? prompt[0] + place : own + place - shared))
          targets.push(sequence.tokens[place + 1] as number)
          sampled++
        }
        sequences.push({ index, sampled })
      }
    }
    for (; column < positions; column++) seen.set([0, 0, column], 3 * (start + column))
  })
  return {
    positions,
    tokens,
    places,
    seen,
    picked: Int32Array.from(picked),
    targets: Int32Array.from(targets),
    sequences,
  }
}

type Span = readonly [from: number, to: number]

function firstOf({ members }: Piece): number {
  return (members[0] as Member).index
}

/** Numbers of the sampled tokens of each sequence, spread over the picked positions of a run; 0 where there are none. [S] */
export function spread(
  { sequences, picked }: PackedRun,
  valuesOf: (index: number) => ArrayLike<number> | undefined,
): Float32Array {
  const values = new Float32Array(picked.length)
  let from = 0
  for (const { index, sampled } of sequences) {
    values.set(valuesOf(index) ?? [], from)
    from += sampled
  }
  return values
}
