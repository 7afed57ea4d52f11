// What a reply says of the choices it names, in order: states them, refuses them, adds them, takes back what it said.
// A label counts by what stands beside it, an announcement before or a predicate behind, never by being there.
import { framing, isNoneOf, isTakenBack, withoutAssurances } from './frames.ts'
import type { LabelList } from './label-lists.ts'
import {
  addedHere,
  affirms,
  affirmsText,
  announcedFrom,
  announcedHere,
  contrastToHere,
  corrections,
  denies,
  deniesText,
  followers,
  ledHere,
  provided,
  refusedHere,
  retractions,
  subjectFrom,
  unstatedBefore,
  wavers,
} from './wordings/compiled.ts'

export interface Statement {
  /**
   * `marked`: in a box or tag. `announced`: "the answer is B". `affirmed`: "B is right". `added`: "or possibly B".
   * `refused`: "B is wrong". `retracted`: what was said is taken back. `led`: "which matches option B".
   */
  readonly kind: 'marked' | 'announced' | 'affirmed' | 'added' | 'refused' | 'retracted' | 'led'
  readonly labels: readonly string[]
  readonly isEither: boolean
  readonly at: number
  readonly end: number
  /** Just past the last label. */
  readonly labelEnd: number
  /** Whether words stand before it that say: what was said last is wrong. */
  readonly isCorrection: boolean
  readonly isModal?: boolean
}

const turn =
  /(?<![\p{L}\p{M}])(?:but|however|yet|so|therefore|thus|hence|aber|sondern|also|daher|mais|donc|pero|sino|mas|porém|portanto|ma|quindi|но|однако|поэтому|ale|lecz|więc|zatem|لكن|ولكن|بل|लेकिन|बल्कि|nhưng|mà|ama|fakat)(?![\p{L}\p{M}])|但是?|而是|不过|所以|因此|しかし|だが|ですが|なので|하지만|그러나|따라서/giu
const longestSentence = 240
const openersOnly =
  /⟦[\s"'([{:*]*(?:(?:the )?(?:final |correct )?(?:option|choice|answer|letter)s?[\s:]*(?:is\s+)?["'([{]*)?$/i
/** Behind a label in a box: the end, or its text. */
const closesBox = /^[\s)\]}"'.]*(?:⟧|[:.)\]–—,-]\s*\S|\s+(?:[\d$\\(\p{Lu}]|\p{Ll}{3,}\s))/u

export function statements(text: string, lists: readonly LabelList[]): Statement[] {
  const all: Statement[] = []
  let previous: { list: LabelList; kind: Statement['kind'] | null; end: number } | null = null
  for (const [index, list] of lists.entries()) {
    const start = sentenceStart(text, list.start)
    const isSameSentence = previous !== null && previous.list.start >= start
    const stated = statementOf(text, list, start, isSameSentence ? previous : null, lists[index + 1])
    if (stated !== null) {
      const last = all.at(-1)
      const between = text.slice(Math.max(last?.end ?? 0, list.start - longestSentence), list.start)
      all.push({ ...stated, isCorrection: corrections.test(between) })
    }
    previous = { list, kind: stated?.kind ?? null, end: stated?.end ?? list.end }
  }
  for (const match of text.matchAll(retractions)) {
    const at = match.index
    all.push({
      kind: 'retracted',
      labels: [],
      isEither: false,
      at,
      end: at + match[0].length,
      labelEnd: at,
      isCorrection: true,
    })
  }
  return all.sort((one, other) => one.at - other.at)
}

type Bare = Omit<Statement, 'isCorrection'>

function statementOf(
  text: string,
  list: LabelList,
  sentence: number,
  previous: { list: LabelList; kind: Statement['kind'] | null; end: number } | null,
  next: LabelList | undefined,
): Bare | null {
  const { start, end } = list
  const made = (kind: Statement['kind'], until = end): Bare => ({
    kind,
    labels: list.labels,
    isEither: list.isEither,
    at: start,
    end: until,
    labelEnd: end,
  })
  const before = text.slice(sentence, start)
  const isMarked = openersOnly.test(before)
  if (isMarked)
    return closesBox.test(text.slice(end, end + 24)) && !(list.isArticle && /^\s\p{Ll}/u.test(text.slice(end, end + 2)))
      ? made('marked')
      : null
  if (list.isFaint && !isDelimited(text, list)) return null
  const isAsked = isQuestion(text, end)
  const isUnstated = isAsked || unstatedBefore.test(withoutAssurances(lastClause(before))) || test(provided, text, end)
  const deniedTo = match(denies, text, end)
  if (deniedTo !== null) return isUnstated ? null : made('refused', deniedTo)
  if (test(refusedHere, text, start)) return made('refused')
  const waveredTo = match(wavers, text, end)
  if (waveredTo !== null) return isUnstated ? null : made('added', waveredTo)
  const affirmedTo = match(affirms, text, end) ?? matchBehindText(affirmsText, text, list, next)
  const isAnnounced = test(announcedHere, text, start)
  if (!isAnnounced && affirmedTo === null && matchBehindText(deniesText, text, list, next) !== null)
    return made('refused')
  if (list.isArticle && affirmedTo === null) return null
  if (isUnstated) return null
  if (previous?.kind === 'refused' && contrastToHere.test(text.slice(previous.end, start)))
    return affirmedTo !== null && isNoneOf(before) ? null : made('announced')
  if (isAnnounced || affirmedTo !== null) {
    const from = statementStart(isAnnounced ? announcedFrom : subjectFrom, text, start, sentence)
    const framed = framing(text.slice(sentence, from), lastClause, text.slice(from, start))
    const isBack = isTakenBack(text, affirmedTo ?? end) || test(provided, text, affirmedTo ?? end)
    if (framed !== 'stated' || isBack) return framed === 'hedged' && !isBack ? made('added') : null
  }
  if (isAnnounced) return isListing(text, list, next) ? null : { ...made('announced'), isModal: isModalBefore(before) }
  if (affirmedTo !== null)
    return {
      ...made('affirmed', affirmedTo),
      isEither: list.isEither || (test(addedHere, text, start) && /(?<!\p{L})or\s*\S{0,2}$/iu.test(before)),
    }
  if (test(addedHere, text, start)) return made('added')
  if (test(ledHere, text, start) && isFollowed(text, end)) return made('led')
  return null
}

const signs = /^[\s,:;.!?、—–…]*(?:\p{L}[\p{L}\s]{0,30},\s*(?:that|dass|daß|que|che|что|że)\s+)?/iu
const signsAndThat = /^[\s,:;.!?、—–…]*(?:(?:that|dass|daß|que|che|что|że)\s+)?/iu

/** Where what belongs to the statement itself begins before its label: "the answer is", "the option". */
function statementStart(pattern: RegExp, text: string, start: number, sentence: number): number {
  pattern.lastIndex = start
  const said = pattern.exec(text)?.indices?.groups?.['said']
  const from = Math.max(sentence, said?.[0] ?? start)
  const apart = pattern === subjectFrom ? signsAndThat : signs
  return from + (apart.exec(text.slice(from, start))?.[0].length ?? 0)
}

function test(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at
  return pattern.test(text)
}

function match(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : null
}

/** What stands behind the last contrast or conclusion: what was supposed before it is no longer. */
function lastClause(before: string): string {
  let from = 0
  for (const match of before.matchAll(turn)) from = match.index + match[0].length
  return before.slice(from)
}

function isModalBefore(before: string): boolean {
  return /(?<!\p{L})(?:could|might|may|possibly|perhaps|maybe)(?!\p{L})[^,;]{0,20}$/iu.test(before)
}

/** "B) Paris is correct": the predicate stands behind the option's text, before any other label. */
function matchBehindText(pattern: RegExp, text: string, list: LabelList, next: LabelList | undefined): number | null {
  if (
    !/^["']?[)\].:]/.test(text.slice(list.end, list.end + 2)) &&
    !/(?:option|choice|statement)\s$/i.test(text.slice(Math.max(0, list.start - 10), list.start))
  )
    return null
  const rest = text.slice(list.end, Math.min(list.end + 100, next?.start ?? text.length))
  const sentence = /^["')\].:\s]*[^.;:!?\n⟦⟧]{0,80}/.exec(rest)?.[0] ?? ''
  for (let at = sentence.indexOf(' ', 1); at >= 0; at = sentence.indexOf(' ', at + 1)) {
    const until = match(pattern, text, list.end + at)
    if (until !== null) return until
  }
  return null
}

/** `A) 5  B) 6  C) 7` behind "Answers:" lists the choices. */
function isListing(text: string, list: LabelList, next: LabelList | undefined): boolean {
  if (next === undefined || list.labels.length > 1) return false
  const isSuccessor = (next.labels[0] ?? '').codePointAt(0) === ((list.labels[0] ?? '').codePointAt(0) ?? 0) + 1
  const isItem =
    /^[)\].:]/.test(text.slice(list.end, list.end + 1)) && /^[)\].:]/.test(text.slice(next.end, next.end + 1))
  const gap = text.slice(list.end, next.start)
  return isSuccessor && isItem && gap.length < 80 && !/[.!?]\s/.test(gap.slice(2))
}

/** No word follows that begins a phrase of its own. */
function isFollowed(text: string, end: number): boolean {
  const closing = /^[)\]}"']*/.exec(text.slice(end, end + 4))?.[0].length ?? 0
  return test(followers, text, end + closing) || /^\s+[\d\p{Lu}$\\]/u.test(text.slice(end + closing, end + closing + 3))
}

/** A small letter counts where it is closed in, or ends its sentence. */
function isDelimited(text: string, list: LabelList): boolean {
  return /^[)\]"']*\s*(?:[.,;:!?)⟧\n]|$)/.test(text.slice(list.end, list.end + 6))
}

/** Where the sentence begins that holds the place; a stop behind a lone label ends none. */
export function sentenceStart(text: string, place: number): number {
  const from = Math.max(0, place - longestSentence)
  for (let at = place - 1; at >= from; at--) {
    const character = text.charAt(at)
    if (character === '⟦') return at
    if (character === '\n' || character === '。' || character === '⟧') return at + 1
    if ((character === '!' || character === '?') && at < place - 1) return at + 1
    if (
      character === '.' &&
      /\s/.test(text.charAt(at + 1)) &&
      !/(?:^|[\s("'])(?:\p{Lu}|e\.g|i\.e|vs|no|approx|etc)$/iu.test(text.slice(Math.max(0, at - 7), at))
    )
      return at + 1
  }
  return from
}

function isQuestion(text: string, end: number): boolean {
  const stop = /[.!?\n。;⟧]/.exec(text.slice(end, end + 160))
  if (stop === null) return false
  if (stop[0] === '?') return true
  return false
}
