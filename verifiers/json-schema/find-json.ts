// Where the JSON of a reply stands: in a fenced block, as the whole reply, or as its last complete object or array. One
// that the reply denies is passed over.
import { trimmedFound, type Found } from '../reply/found.ts'
import { isDenied } from './denied.ts'
import { readJson } from './exact-json.ts'

/**
 * `any` takes a fenced block marked as JSON, else an unmarked one, else the whole reply, else the last complete object
 * or array, else one in a block of another language.
 */
export type JsonPlace = 'any' | 'fenced' | 'whole' | 'last'

export type JsonType = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null'

export interface FindJsonOptions {
  /** Types that the value may have; values of other types are passed over where there is one of these. */
  readonly types?: ReadonlySet<JsonType> | null
  /** Whether an empty object or array may be the answer; else it is passed over where there is another value. */
  readonly mayBeEmpty?: boolean
}

interface Candidate {
  readonly start: number
  readonly end: number
  readonly type: JsonType
  readonly isEmpty: boolean
  fence: Fence | null
}

interface Fence {
  readonly kind: 'json' | 'unmarked' | 'other'
  readonly start: number
  readonly end: number
}

/**
 * The text that should be JSON; null where the reply has none at that place. What is found may still not parse: an
 * object with a fault is the reply's answer all the same, and not what stands before it.
 * @example findJson('Here: {"a": 1}. Done.', 'any').text // '{"a": 1}'
 */
export function findJson(reply: string, place: JsonPlace, options: FindJsonOptions = {}): Found | null {
  if (place === 'whole') return trimmedFound(reply, 0, reply.length, 'whole reply')
  const all = candidatesIn(reply)
  const fences = fencesIn(reply, all)
  const candidates = all.filter(
    ({ start, end }, index) => !isDenied(reply, { start, end, from: all[index - 1]?.end ?? 0 }),
  )
  let next = 0
  for (const candidate of candidates) {
    while (next < fences.length && (fences[next] as Fence).end <= candidate.start) next++
    const fence = fences[next]
    if (fence !== undefined && candidate.start >= fence.start) candidate.fence = fence
  }
  if (place === 'last') return found(reply, lastOf(candidates, options), 'last object or array')
  const fenced = (kind: Fence['kind']): Found | null => {
    const inside = candidates.filter(({ fence }) => fence?.kind === kind)
    const last = found(reply, lastOf(inside, options), 'last fenced block')
    if (last !== null) return last
    const bare =
      kind === 'other'
        ? undefined
        : fences.findLast((fence) => fence.kind === kind && isScalar(reply.slice(fence.start, fence.end)))
    return bare === undefined ? null : trimmedFound(reply, bare.start, bare.end, 'last fenced block')
  }
  const marked = fenced('json') ?? fenced('unmarked')
  if (marked !== null || place === 'fenced') return marked
  const plain = found(
    reply,
    lastOf(
      candidates.filter(({ fence }) => fence === null),
      options,
    ),
    'last object or array',
  )
  return plain ?? fenced('other') ?? trimmedFound(reply, 0, reply.length, 'whole reply')
}

function lastOf(
  candidates: readonly Candidate[],
  { types = null, mayBeEmpty = true }: FindJsonOptions,
): Candidate | undefined {
  const ofType = candidates.filter(({ type }) => types === null || types.has(type))
  const full = mayBeEmpty ? ofType : ofType.filter(({ isEmpty }) => !isEmpty)
  return full.at(-1) ?? ofType.at(-1) ?? candidates.at(-1)
}

function found(reply: string, candidate: Candidate | undefined, where: string): Found | null {
  if (candidate === undefined) return null
  const isWhole = reply.slice(0, candidate.start).trim() === '' && reply.slice(candidate.end).trim() === ''
  return {
    text: reply.slice(candidate.start, candidate.end),
    where: isWhole ? 'whole reply' : where,
    at: candidate.start,
  }
}

/** What begins as an object or a list of JSON does, be it right or not: `{ to open` and `[see above]` do not. */
const beginning = /\{\s{0,200}(?:["'}]|[\w-]{1,60}\s{0,8}:)|\[\s{0,200}(?:["'{[\]\d-]|true\b|false\b|null\b)/y

function candidatesIn(reply: string): Candidate[] {
  const candidates: Candidate[] = []
  // What is read again and again of a reply made for it ends somewhere.
  let budget = 4 * reply.length + 100_000
  for (let at = nextOpening(reply, 0); at < reply.length && budget > 0; at = nextOpening(reply, at)) {
    const type = reply.charAt(at) === '{' ? 'object' : 'array'
    beginning.lastIndex = at
    if (!beginning.test(reply)) {
      at++
      continue
    }
    const read = readJson(reply, at)
    budget -= (read.ok ? read.end : read.at) - at
    if (read.ok) {
      const isEmpty = Object.keys(read.holder[0] as object).length === 0
      candidates.push({ start: at, end: read.end, type, isEmpty, fence: null })
      at = read.end
      continue
    }
    // Cut off: what stands inside of it is a part, not the answer.
    if (read.isCutOff) break
    const end = balancedEnd(reply, at)
    budget -= (end ?? reply.length) - at
    if (end === null) {
      at = Math.max(at + 1, read.at)
      continue
    }
    candidates.push({ start: at, end, type, isEmpty: false, fence: null })
    at = end
  }
  return candidates
}

function nextOpening(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x7b || code === 0x5b) return at
  }
  return text.length
}

/** Just past the bracket that closes the one at `from`; strings are read over. Null where it never closes. */
function balancedEnd(text: string, from: number): number | null {
  let depth = 0
  let inString = false
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (inString) {
      if (code === 0x5c) at++
      else if (code === 0x22 || code === 0x0a) inString = false
    } else if (code === 0x22) inString = true
    else if (code === 0x7b || code === 0x5b) depth++
    else if ((code === 0x7d || code === 0x5d) && --depth === 0) return at + 1
  }
  return null
}

/** The blocks between ``` marks; marks inside a value belong to its texts. A block that never closes runs to the end. */
function fencesIn(reply: string, candidates: readonly Candidate[]): Fence[] {
  const fences: Fence[] = []
  let open: { start: number; kind: Fence['kind'] } | null = null
  let next = 0
  for (let at = reply.indexOf('```'); at >= 0; at = reply.indexOf('```', at + 3)) {
    while (next < candidates.length && (candidates[next] as Candidate).end <= at) next++
    const around = candidates[next]
    if (around !== undefined && around.start < at) continue
    if (open !== null) {
      fences.push({ kind: open.kind, start: open.start, end: at })
      open = null
      continue
    }
    const info = /^[^\S\n]{0,8}([\w+#.-]{0,20})[^\S\n]{0,8}/.exec(reply.slice(at + 3, at + 48))
    const word = (info?.[1] ?? '').toLowerCase()
    const kind = /^json(?:c|5|l)?$/.test(word) ? 'json' : word === '' ? 'unmarked' : 'other'
    open = { start: at + 3 + (kind === 'json' ? (info?.[0].length ?? 0) : 0), kind }
  }
  if (open !== null) fences.push({ kind: open.kind, start: open.start, end: reply.length })
  return fences
}

function isScalar(text: string): boolean {
  const trimmed = text.trim()
  const read = /^["\d-]|^(?:true|false|null)$/.test(trimmed) ? readJson(trimmed) : null
  return read?.ok === true && read.end === trimmed.length
}
