// The sets of numbers by every name they go under, to `\mathbb{R}` and its like, or to the interval that they are.

const letterOf =
  /\\(?:mathbb|mathbf|mathrm|mathcal|Bbb|mathds|text|textbf|bm)\s?(?:\{\s?([RZNQC])\s?\}|([RZNQC])(?![A-Za-z]))/g
const short: { readonly [command: string]: string } = { Reals: 'R', R: 'R', Z: 'Z', N: 'N', Q: 'Q', C: 'C', reals: 'R' }
const unicode: { readonly [letter: string]: string } = { ℝ: 'R', ℤ: 'Z', ℕ: 'N', ℚ: 'Q', ℂ: 'C' }
const marked = /\\mathbb\{([RZN])\}\s?(?:([\^_])\s?(?:\{\s?([^{}]{1,12}?)\s?\}|([+\-*])))/g

/** Which numbers a mark beside the letter leaves. */
const restrictions: { readonly [mark: string]: 'positive' | 'negative' | 'not negative' | 'not zero' } = {
  '+': 'positive',
  '++': 'positive',
  '>0': 'positive',
  '\\ge1': 'positive',
  '\\geq1': 'positive',
  '\\geqslant1': 'positive',
  '≥1': 'positive',
  '-': 'negative',
  '<0': 'negative',
  '\\ge0': 'not negative',
  '\\geq0': 'not negative',
  '\\geqslant0': 'not negative',
  '≥0': 'not negative',
  '>=0': 'not negative',
  '*': 'not zero',
  '\\ast': 'not zero',
  '\\times': 'not zero',
  '\\ne0': 'not zero',
  '\\neq0': 'not zero',
  '≠0': 'not zero',
}
const ofReals = {
  positive: '(0,\\infty)',
  negative: '(-\\infty,0)',
  'not negative': '[0,\\infty)',
  'not zero': '\\mathbb{R}\\setminus\\{0\\}',
}
const ofIntegers = { positive: 'Z_{>0}', negative: 'Z_{<0}', 'not negative': 'Z_{≥0}', 'not zero': 'Z_{≠0}' }

/**
 * @example withNumberSets('k \\in \\Z^+') // 'k \\in \\mathbb{Z_{>0}}'
 */
export function withNumberSets(text: string): string {
  if (!/[RZNQCℝℤℕℚℂ]|\\reals/.test(text)) return text
  const isSet = (before: string, after: string): boolean =>
    /(?:^\s*|\\in\s?|∈\s?|=\s?|[,;]\s?)$/.test(before) && /^\s*(?:$|[,;)\\^_.∖}-])/.test(after)
  const lettered = text
    .replace(/[ℝℤℕℚℂ]/g, (letter) => `\\mathbb{${unicode[letter]}}`)
    .replace(/\\(Reals|reals|[RZNQC])(?![A-Za-z])/g, (_, name: string) => `\\mathbb{${short[name]}}`)
    .replace(letterOf, (written, braced: string | undefined, bare: string | undefined, at: number, whole: string) => {
      const letter = braced ?? bare ?? ''
      if (/^\\(?:mathbb|Bbb|mathds)/.test(written)) return `\\mathbb{${letter}}`
      // A letter of text alone is a choice; after ∈ it is a set.
      const isAlone = at === 0 && written.length === whole.length
      if (isAlone && (letter === 'C' || !written.startsWith('\\mathbf'))) return written
      return isSet(whole.slice(0, at), whole.slice(at + written.length)) ? `\\mathbb{${letter}}` : written
    })
    .replace(/(?<=(?:\\in|∈)\s{0,2})([RZNQ])(?![A-Za-z(])/g, '\\mathbb{$1}')
    .replace(/(\\mathbb\{[RZNQC]\})\s?[-−]\s?(?=\\\{|\\left\s?\\\{)/g, '$1\\setminus')
  return lettered.replace(marked, (written, letter: 'R' | 'Z' | 'N', _, inner?: string, single?: string) => {
    const mark = (inner ?? single ?? '').replace(/\s/g, '')
    if (!Object.hasOwn(restrictions, mark)) return written
    const restriction = restrictions[mark] as keyof typeof ofReals
    if (letter === 'R') return ofReals[restriction]
    // The natural numbers without zero are the positive integers.
    const kind = letter === 'N' && restriction === 'not zero' ? 'positive' : restriction
    return `\\mathbb{${ofIntegers[kind]}}`
  })
}
