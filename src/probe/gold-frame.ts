// The demonstration with its answer cut out, so that another stands in its place; and other ways to write a number.
import type { ProbedTask } from './probe-inputs.ts'

export interface GoldFrame {
  readonly answer: string
  wrap(answer: string): string
}

/**
 * Where the answer stands in the text of a demonstration: in its tag or box, else where the reference answer comes last
 * as a word, else all of it. Null where the demonstration is a program, or more than one text.
 */
export function goldFrame({ task, gold, input: { form, code } }: ProbedTask): GoldFrame | null {
  const text = gold?.length === 1 ? (gold[0]?.text ?? '') : ''
  if (form === null || code !== null || text === '') return null
  const plain = plainText(task.answer)
  if (form.kind !== 'bare' || plain === null || plain === '') return form
  const at = lastWord(text, plain)
  if (at < 0) return form
  return { answer: plain, wrap: (other) => text.slice(0, at) + other + text.slice(at + plain.length) }
}

/** An answer that is one text or number. */
export function plainText(answer: unknown): string | null {
  return typeof answer === 'string' ? answer.trim() : typeof answer === 'number' ? String(answer) : null
}

function lastWord(text: string, word: string): number {
  for (let at = text.lastIndexOf(word); at >= 0; at = at === 0 ? -1 : text.lastIndexOf(word, at - 1)) {
    const [before, after] = [text[at - 1] ?? ' ', text[at + word.length] ?? ' ']
    if (!/[\p{L}\p{N}]/u.test(before) && !/[\p{L}\p{N}]/u.test(after)) return at
  }
  return -1
}

/** A number as people write it, without needless zeros before it. */
export function isNumeral(answer: string): boolean {
  return /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,12})?$/.test(answer)
}

/**
 * The same number, written in other ways.
 * @example otherForms('0.500') // ['0.5', '.5', '0.500.', '1/2']
 */
export function otherForms(answer: string): readonly { readonly name: string; readonly text: string }[] {
  const value = Number(answer)
  const isWhole = Number.isInteger(value)
  const sign = value < 0 ? '-' : ''
  const size = Math.abs(value)
  const short = isWhole || size >= 1e-6 ? String(value) : answer
  const forms = [{ name: 'without zeros at its end', text: short }]
  if (!isWhole && size < 1) forms.push({ name: 'without a zero before the point', text: short.replace('0.', '.') })
  forms.push({ name: 'with a full stop after it', text: `${answer}.` })
  if (isWhole && !answer.includes('.')) forms.push({ name: 'with a zero after the point', text: `${answer}.0` })
  const fraction = isWhole ? null : shortFraction(size)
  if (fraction !== null) forms.push({ name: 'as a fraction', text: sign + fraction })
  if (size >= 1000) {
    const [whole = '', rest] = short.replace('-', '').split('.')
    const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ',')
    forms.push({ name: 'with marks at its thousands', text: sign + grouped + (rest === undefined ? '' : `.${rest}`) })
  }
  return forms.filter(({ text }) => text !== answer)
}

function shortFraction(size: number): string | null {
  for (let below = 2; below <= 20; below++) {
    const above = Math.round(size * below)
    if (above > 0 && Math.abs(above / below - size) < 1e-12) return `${above}/${below}`
  }
  return null
}

/** Decimals of a numeral as it is written. */
export function decimalsOf(answer: string): number {
  return answer.split('.')[1]?.length ?? 0
}
