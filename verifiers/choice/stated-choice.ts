// The choice that a reply states last: statements in their order, each replacing, joining or taking back what stood
// before; without any, a line that is nothing but the choice, or a reply that begins with it.
import { splitReply } from '../../src/core/reasoning/split-reply.ts'
import { cut } from '../reply/found.ts'
import { foldReply } from './fold-reply.ts'
import { withoutJson } from './json-choice.ts'
import { labelLists, type LabelList } from './label-lists.ts'
import type { LabelRow } from './labels.ts'
import { lineChoice } from './line-choice.ts'
import { statements, type Statement } from './statements.ts'

export interface StatedChoice {
  /** Canonical labels, sorted. */
  readonly labels: readonly string[]
  /** "A or B": it names several and means one. */
  readonly isHedge: boolean
  readonly where: string
  readonly text: string
  /** What follows the label on its line. */
  readonly behind: string
}

/** Of a longer reply only its beginning and its end are read. */
const longestHead = 2_048
const longestTail = 16_384

/**
 * The last stated choice, or the reason in words why there is none.
 * @example statedChoice('A looks right, but the answer is (B).', labelRow(['A', 'B'])).labels // ['B']
 */
export function statedChoice(reply: string, row: LabelRow): StatedChoice | string {
  const { answer, isOpen } = splitReply(reply)
  if (isOpen) return 'The reply never ends its reasoning.'
  const read =
    answer.length > longestHead + longestTail
      ? `${answer.slice(0, longestHead)}\n…\n${answer.slice(-longestTail)}`
      : answer
  const plain = withoutJson(read)
  const folded = foldReply(plain)
  if (folded.isCutOff) return 'The last box or answer tag is never closed.'
  const text = joinedCues(folded.text)
  const lists = labelLists(text, row)
  const said = statements(text, lists)
  const line = lineChoice(text, lists, row)
  const { held, last } = reduced(said, line?.isFirst === true ? line : null, text)
  if (held !== null && (line === null || !line.isBare || line.at < held.end))
    return choiceOf(text, held, last, markOf(read, plain))
  if (line !== null && !said.some(({ kind, at }) => kind === 'retracted' && at > line.at)) {
    const isRefused = said.some(
      ({ kind, labels, at }) =>
        kind === 'refused' && at >= line.at && labels.some((label) => line.labels.includes(label)),
    )
    if (!isRefused)
      return {
        labels: [...line.labels].sort(),
        isHedge: line.isEither,
        where: line.isFirst ? 'first line' : 'last line',
        text: cut(text.slice(line.at, line.end)),
        behind: behind(text, line.end),
      }
  }
  return ledChoice(text, said, lists) ?? 'The reply states no choice.'
}

interface Held {
  labels: string[]
  isHedge: boolean
  end: number
  kind: Statement['kind']
  isModal: boolean
}

function reduced(
  said: readonly Statement[],
  first: LabelList | null,
  text: string,
): { held: Held | null; last: Statement | null } {
  let held: Held | null = null
  let last: Statement | null = null
  // What may be right, or is right as well, before anything else is.
  const pending: string[] = []
  for (const statement of said) {
    const { kind, labels, isEither, end } = statement
    const isModal = statement.isModal === true
    if (kind === 'retracted') {
      if (held !== null && statement.at >= held.end) held = null
      continue
    }
    if (kind === 'refused') {
      if (held === null) continue
      held.labels = held.labels.filter((label) => !labels.includes(label))
      held = held.labels.length === 0 ? null : held
      continue
    }
    if (kind === 'led') continue
    if (kind === 'added') {
      if (held === null) {
        pending.push(...labels)
        continue
      }
      held.isHedge ||= labels.some((label) => held?.labels.includes(label) !== true) && !isAddition(text, statement)
      held.labels = [...new Set([...held.labels, ...labels])]
      held.end = end
      continue
    }
    const joins =
      held !== null &&
      ((kind === 'affirmed' && !statement.isCorrection) ||
        (kind === 'marked' && held.kind === 'marked' && isJoint(text.slice(held.end, statement.at))) ||
        (isModal && held.isModal))
    if (held !== null && joins) {
      const isNew = labels.some((label) => held?.labels.includes(label) !== true)
      held.isHedge ||=
        isEither ||
        (isNew && (isModal || /(?<!\p{L})or(?!\p{L})/iu.test(text.slice(held.end, statement.at).slice(0, 12))))
      held.labels = [...new Set([...held.labels, ...labels])]
      held.end = end
    } else {
      const more = kind === 'affirmed' || isModal ? pending.filter((label) => !labels.includes(label)) : []
      held = { labels: [...labels, ...more], isHedge: isEither, end, kind, isModal }
    }
    last = statement
  }
  return { held, last }
}

/** "is also right" adds a right one; "or possibly" hedges. */
function isAddition(text: string, { at, end }: Statement): boolean {
  return (
    /also|too|as well|both|and|也|都|和|も|도|auch|aussi|également|también|também|anche|тоже|также|też|również|أيضا|भी|cũng|de doğru|da doğru|plus/iu.test(
      text.slice(Math.max(0, at - 12), end),
    ) &&
    !/possibl|could|might|may|perhaps|maybe|(?<!\p{L})or(?!\p{L})|或|か|können|könnte|peut|pourrait|puede|podría|pode|può|может|может быть|może|ربما|có thể/iu.test(
      text.slice(Math.max(0, at - 16), end),
    )
  )
}

function isJoint(between: string): boolean {
  return /^[^⟧]{0,12}⟧[\s,;.&/$"']*(?:and|or|y|et|und|e|o|ou|oder|和|或|、)?[\s,;"'$]*⟦[\s"'([{]*$/iu.test(between)
}

function markOf(read: string, withoutObjects: string): string {
  if (/boxed|\\fbox/.test(withoutObjects)) return 'last \\boxed{}'
  return read === withoutObjects ? 'last <answer>' : 'last JSON'
}

function choiceOf(text: string, { labels, isHedge }: Held, last: Statement | null, mark: string): StatedChoice {
  const where = last?.kind === 'marked' ? mark : 'last stated answer'
  return {
    labels: [...labels].sort(),
    isHedge,
    where,
    text: last === null ? '' : cut(text.slice(last.at, last.at + 40).split('\n')[0] as string),
    behind: last === null ? '' : behind(text, last.labelEnd),
  }
}

/** "which matches option B" states B where no other choice is named after it. */
function ledChoice(text: string, said: readonly Statement[], lists: readonly LabelList[]): StatedChoice | null {
  const led = said.filter(({ kind }) => kind === 'led').at(-1)
  if (led === undefined) return null
  const isLast = lists.every(
    ({ start, labels, isArticle }) =>
      start <= led.at || isArticle || labels.every((label) => led.labels.includes(label)),
  )
  const isTaken = said.some(({ kind, at }) => at > led.at && (kind === 'refused' || kind === 'retracted'))
  return isLast && !isTaken
    ? {
        labels: [...led.labels].sort(),
        isHedge: led.isEither,
        where: 'last named option',
        text: cut(text.slice(led.at, led.at + 40)),
        behind: behind(text, led.labelEnd),
      }
    : null
}

/** "Answer:" or a heading of that name, and its label on the line below, become one line. */
function joinedCues(text: string): string {
  return text
    .replace(
      /^([^\S\n]*(?:the |my )?(?:final |correct |best |right )*(?:answer|choice|option|conclusion|réponse(?: finale| correcte)?|respuesta(?: correcta| final)?|resposta(?: correta| final)?|risposta(?: corretta| finale)?|antwort|ответ|правильный ответ|答案|最终答案|正确答案|正解|答え|解答|정답|답|الإجابة|الإجابة الصحيحة|उत्तर|सही उत्तर|đáp án|cevap|doğru cevap|odpowiedź)[^\S\n]*)\n+(?=\S)/gimu,
      '$1: ',
    )
    .replace(/((?:[:=]|(?<!\p{L})(?:is|are|est|ist|lautet|es|é|è)|是|为|為|は)[^\S\n]*)\n+[^\S\n]*(?=\S)/giu, '$1 ')
}

function behind(text: string, end: number): string {
  const newline = text.indexOf('\n', end)
  return text.slice(end, Math.min(newline < 0 ? text.length : newline, end + 400))
}
