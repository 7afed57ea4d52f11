// A reply as reasoning and answer. This is the one place that decides what of a reply is thought and what is said:
// verifiers judge the answer alone, so that a draft or a tag inside reasoning neither pays nor costs.
import { delimitersIn, mayHoldDelimiters, mayHoldMarks } from './delimiters.ts'
import { framed } from './framed.ts'
import { Quotes } from './quoted.ts'

export interface SplitReply {
  /** What the reply says; empty where reasoning never ends. */
  readonly answer: string
  /** Index in the reply of the first character of `answer`. */
  readonly at: number
  /** Whether reasoning begins and never ends: the reply was cut off, or says nothing. */
  readonly isOpen: boolean
}

/**
 * The answer is what stands behind the last reasoning section; where nothing does, what stands before the section.
 * Everything before a closing tag that nothing opened was reasoning that the prompt began. A tag that is quoted (see
 * `Quotes`), or an opening one that a sentence speaks of, is text. Takes time in proportion to the reply.
 * @example splitReply('<think>2?</think> 3') // { answer: ' 3', at: 17, isOpen: false }
 */
export function splitReply(reply: string): SplitReply {
  if (last.reply !== reply) last = { reply, split: splitAnew(reply) }
  return last.split
}

/** What was split last: the terms of a rubric ask for the same reply one after another. */
let last: { readonly reply: string; readonly split: SplitReply } = {
  reply: '',
  split: { answer: '', at: 0, isOpen: false },
}

function splitAnew(reply: string): SplitReply {
  const inFrame = framed(reply)
  if (inFrame === null) return splitByTags(reply)
  if (inFrame.isOpen) return open(reply)
  const { answer, at, isOpen } = splitByTags(reply.slice(inFrame.start, inFrame.end))
  return { answer, at: inFrame.start + at, isOpen }
}

function splitByTags(reply: string): SplitReply {
  if (!mayHoldMarks(reply)) return { answer: reply, at: 0, isOpen: false }
  if (!mayHoldDelimiters(reply)) return part(reply, 0, reply.length)
  const quotes = new Quotes(reply)
  let start = 0
  /** The opening tag of the section that is being read, and one that may be spoken of. */
  let opening = -1
  let spoken = -1
  /** Where the text after it begins, and whether only opening tags stood there so far. */
  let openingEnd = -1
  let isDangling = false
  let earlier: SplitReply | null = null
  for (const { kind, at, end, isWord } of delimitersIn(reply)) {
    if (quotes.isQuoted(at, end)) continue
    if (kind === 'opening') {
      if (opening >= 0) {
        isDangling &&= reply.slice(openingEnd, at).trim() === ''
        if (isDangling) openingEnd = end
      } else if (!isWord || beginsSection(reply, start, at, end)) {
        opening = at
        openingEnd = end
        isDangling = true
        quotes.restart(end)
      } else if (spoken < 0) {
        spoken = at
      }
      continue
    }
    const begins = opening >= 0 ? opening : spoken
    // What a closing tag ends without an opening one was all thought.
    if (begins < 0) earlier = null
    else if (reply.slice(start, begins).trim() !== '') earlier = part(reply, start, begins)
    start = end
    opening = spoken = -1
    quotes.restart(end)
  }
  // An opening tag with nothing behind it begins nothing.
  if (opening >= 0 && reply.slice(openingEnd).trim() !== '') return open(reply)
  const last = part(reply, start, opening >= 0 ? opening : reply.length)
  if (last.answer.trim() !== '' || (start === 0 && opening < 0)) return last
  return earlier ?? (opening >= 0 ? open(reply) : last)
}

/**
 * What a reply says, without its reasoning: the text that verifiers judge.
 * @example answerOf('Is it Rome?</think>Paris') // 'Paris'
 */
export function answerOf(reply: string): string {
  return splitReply(reply).answer
}

function open(reply: string): SplitReply {
  return { answer: '', at: reply.length, isOpen: true }
}

/** Where a line or the answer begins, behind a sentence, or with a line to end it: elsewhere the tag is spoken of. */
function beginsSection(reply: string, from: number, at: number, end: number): boolean {
  const near = reply.slice(Math.max(from, at - 256), at)
  const before = near.slice(near.lastIndexOf('\n') + 1).trimEnd()
  return before === '' || /[.!?。！？]$/.test(before) || /^[^\S\n]*\n/.test(reply.slice(end, end + 64))
}

const frameStart = /^\s*(?:<\|START_RESPONSE\|>|<\|begin_of_solution\|>|<response>)/
const stopTokens =
  /(?:<\|(?:END_RESPONSE|end_of_solution|return|end|im_end|endoftext|end_of_text|eot_id|eom_id|eot|eom|END_OF_TURN_TOKEN)\|>|<｜end▁of▁sentence｜>|<\/response>|<end_of_turn>|<turn\|>|<\/s>|<eos>)\s*$/

/** A part without the marks that models put around an answer, and the tokens that end a turn. */
function part(reply: string, from: number, to: number): SplitReply {
  const start = from + (frameStart.exec(reply.slice(from, Math.min(to, from + 256)))?.[0].length ?? 0)
  let end = to
  for (;;) {
    const near = Math.max(start, end - 256)
    const found = stopTokens.exec(reply.slice(near, end))
    if (found === null) break
    end = near + found.index
  }
  return { answer: reply.slice(start, end), at: start, isOpen: false }
}
