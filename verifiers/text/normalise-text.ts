// Text reduced to what it says: Unicode forms, case, white space and punctuation made alike.

export interface NormaliseOptions {
  /** Fold compatibility forms: full-width letters, ligatures, composed accents (Unicode NFKC). Default true. */
  readonly unicode?: boolean
  /** Ignore upper and lower case. Default true. */
  readonly case?: boolean
  /** Treat every run of white space as one space and drop it at the ends. Default true. */
  readonly whitespace?: boolean
  /** Drop punctuation, except between two digits: `3.5` stays apart from `35`. Default true. */
  readonly punctuation?: boolean
}

/**
 * @example normaliseText('  “Ｔhe   Nile.” ') // 'the nile'
 */
export function normaliseText(text: string, options: NormaliseOptions = {}): string {
  let result = text
  if (options.unicode ?? true) result = result.normalize('NFKC')
  // Upper case first: it makes ß and SS alike, which lower case alone would keep apart.
  if (options.case ?? true) result = result.toUpperCase().toLowerCase()
  // A sign before a digit is part of the number.
  if (options.punctuation ?? true) result = result.replace(/(?<!\d)(?![-−]\d)\p{P}|\p{P}(?!\d)/gu, ' ')
  if ((options.whitespace ?? true) || (options.punctuation ?? true)) result = result.replace(/\s+/gu, ' ').trim()
  return result
}
