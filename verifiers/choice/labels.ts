// The labels of choices: rows of letters, digits and syllables in their order, and what a gold names of them.
import { foldReply } from './fold-reply.ts'

export interface LabelRow {
  /** Canonical labels in order: `A`, `B`, … */
  readonly labels: readonly string[]
  /** A pattern of one label in folded text. */
  readonly pattern: string
  /** The canonical label of a spelling; null where the row has none such. */
  readonly canonical: (written: string) => string | null
}

const rows: readonly (readonly string[])[] = [
  Array.from('ABCDEFGHIJ'),
  Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ'),
  Array.from('АБВГДЕЖЗИК'),
  Array.from('ΑΒΓΔΕΖΗΘ'),
  Array.from('ابجدهوزح'),
  Array.from('אבגדהוזח'),
  ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12'],
  Array.from('가나다라마바사아'),
  Array.from('ㄱㄴㄷㄹㅁㅂㅅㅇ'),
  Array.from('アイウエオカキク'),
  Array.from('甲乙丙丁戊己'),
  Array.from('कखगघङ'),
  Array.from('กขคงจ'),
]

/** Letters of other scripts that look like a Latin one and stand at the same place or at none of their own row. */
const lookAlikes: Readonly<Record<string, string>> = { А: 'A', С: 'C', Α: 'A', Β: 'B' }

const arabicForms: Readonly<Record<string, string>> = { أ: 'ا', إ: 'ا', آ: 'ا', ه: 'ه', ة: 'ه' }

/** The row of `labels`, which may be given in another order or in part. */
function rowOf(labels: readonly string[]): LabelRow {
  const isLatin = labels.every((label) => /^[A-Z]$/.test(label))
  if (isLatin) {
    return {
      labels,
      pattern: '[A-Za-zАСΑΒ]',
      canonical: (written) => lookAlikes[written] ?? (/^[A-Za-z]$/.test(written) ? written.toUpperCase() : null),
    }
  }
  const family = rows.find((row) => labels.every((label) => row.includes(label))) ?? labels
  const spelled = new Map<string, string>()
  for (const label of family) {
    spelled.set(label, label)
    spelled.set(label.toLowerCase(), label)
  }
  if (family.includes('ا')) for (const [form, label] of Object.entries(arabicForms)) spelled.set(form, label)
  const alternatives = [...spelled.keys()].sort((one, other) => other.length - one.length)
  const escaped = alternatives.map((label) => label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const digits = /^\d/.test(labels[0] ?? '') ? '(?!\\.\\d|,\\d|\\s?%|:\\d)' : ''
  return { labels, pattern: `(?:${escaped.join('|')})${digits}`, canonical: (written) => spelled.get(written) ?? null }
}

const known = new Map<string, LabelRow>()

export function labelRow(labels: readonly string[]): LabelRow {
  const key = labels.join('\0')
  const row = known.get(key) ?? rowOf(labels)
  if (known.size < 64) known.set(key, row)
  return row
}

export interface GoldChoice {
  readonly row: LabelRow
  /** The right labels, sorted. */
  readonly labels: readonly string[]
  /** The text behind the label, as in `B. Paris`; null without. */
  readonly text: string | null
}

/**
 * The labels that a gold such as `B`, `(b)`, `A, C`, `③` or `B. Paris` names, out of `choices` or, without them, of
 * the row that the gold belongs to; null where it names none.
 * @example readGoldChoice('(b)', null)?.labels // ['B']
 */
export function readGoldChoice(answer: unknown, choices: readonly string[] | null): GoldChoice | null {
  const parts = Array.isArray(answer) ? (answer as readonly unknown[]) : [answer]
  if (parts.length > 26 || !parts.every((part) => typeof part === 'string' || typeof part === 'number')) return null
  const written = parts.join(', ')
  if (written.length > 2000) return null
  const text = foldReply(written)
    .text.replace(/[⟦⟧{}"]/g, ' ')
    .trim()
    .replace(/^(?:option|choice|answer|letter|the answer is)[\s:]+(?=\S)/i, '')
  const candidates = choices === null ? rows.map((row) => labelRow(row)) : [labelRow(choices)]
  for (const row of candidates) {
    const gold = labelsOf(text, row)
    if (gold !== null && gold.labels.every((label) => row.labels.includes(label))) return gold
  }
  return null
}

function labelsOf(text: string, row: LabelRow): GoldChoice | null {
  const list = new RegExp(
    `^[\\s(\\[]*(?:(${row.pattern})[\\s)\\].:]*(?:[,;/&、و+|]|and|und|et|y|和|과|と)?[\\s(\\[]*)+$`,
    'iu',
  )
  const each = new RegExp(row.pattern, 'giu')
  if (list.test(text)) {
    const named = text.replace(/\b(?:and|und|et)\b/g, ' ').match(each) ?? []
    const labels = named.map((written) => row.canonical(written))
    if (labels.every((label) => label !== null)) return { row, labels: [...new Set(labels)].sort(), text: null }
  }
  const lettered = new RegExp(`^\\(?(${row.pattern})\\s?[).:、]\\s*(\\S[^]*)$`, 'u').exec(text)
  const [, written = '', behind = ''] = lettered ?? []
  const label = row.canonical(written)
  return label === null ? null : { row, labels: [label], text: behind.trim() }
}
