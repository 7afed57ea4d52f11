// What a language says around the label of a choice. Every entry is the source of a regular expression over folded text,
// matched without regard to case; `\b` of English is `edge`, which knows every script.

export interface Wording {
  /** What announces the label that follows: "the answer is". */
  readonly announces: readonly string[]
  /** As `announces`, but only where a noun or a bracket stands between it and the label: "this corresponds to option B". */
  readonly leads?: readonly string[]
  /** What may stand between an announcement and its label: "option". */
  readonly nouns: readonly string[]
  /** Adverbs that may stand there as well and change nothing: "therefore". */
  readonly fillers?: readonly string[]
  /** Before a label: it is refused. "not", "rather than". */
  readonly refuses: readonly string[]
  /** After a refused label: the next one is right. "but", "sondern". */
  readonly contrasts?: readonly string[]
  /** After a label: it is right. "is correct". */
  readonly affirms: readonly string[]
  /** After a label: it is wrong. "is not", "is wrong". */
  readonly denies: readonly string[]
  /** After a label: one more that may be right. "might be right as well". */
  readonly wavers?: readonly string[]
  /** Before a label: one more that may be right. "or possibly". */
  readonly adds?: readonly string[]
  /** Joins labels: all of them, or one of them. */
  readonly and: readonly string[]
  readonly or: readonly string[]
  /** In the clause before a statement: it is denied, reported, asked or supposed, not stated. */
  readonly unstated: readonly string[]
  /** Right after a label: it holds on a condition only. */
  readonly provided?: readonly string[]
  /** A sentence that takes back what was said. */
  readonly retracts?: readonly string[]
  /** Between two statements: the later one replaces the earlier. */
  readonly corrects?: readonly string[]
}

/** Alternatives as whole words. */
export function words(alternatives: readonly string[]): string {
  return `(?<!(?-i:[\\p{L}\\p{M}']))(?:${alternatives.join('|')})(?!(?-i:[\\p{L}\\p{M}]))`
}

/** Alternatives in scripts without spaces. */
export function anywhere(alternatives: readonly string[]): string {
  return `(?:${alternatives.join('|')})`
}
