// An option's letter before its value: `\textbf{(C)}\ 42`, `(C) 42`, `C. 42`. Only A to J, and only before a value.

const type = String.raw`\\(?:text|textbf|textrm|mathrm|mathbf|rm|bf|mbox)\s?`
const space = String.raw`(?:\s|~|\\[ ,;:!]|\\q?quad)*`
const marks: readonly RegExp[] = [
  // \textbf{(C)}\ 42, \text{C)}, \textbf{C}:, \text{Option C: }
  new RegExp(`^${type}\\{${space}(?:Option${space})?\\(?${space}([A-J])${space}[).:]${space}\\}${space}[.:]?${space}`),
  new RegExp(`^${type}\\{${space}([A-J])${space}\\}${space}[).:]${space}`),
  new RegExp(`^\\(${space}${type}\\{${space}([A-J])${space}\\}${space}\\)${space}`),
  new RegExp(`^(?:[Oo]ption\\s)?\\(([A-J])\\)${space}`),
  new RegExp(`^(?:[Oo]ption\\s)?([A-J])[).:](?![\\d:=])${space}`),
]
const inText = new RegExp(`^${type}\\{(${space}\\(?[A-J][).:]\\)?${space}[^{}]+)\\}$`)

/**
 * The letter and what stands after it; null where no option's mark begins the text or nothing follows it.
 * @example optionValue('\\textbf{(C)}\\ 42') // { letter: 'C', value: '42' }
 */
export function optionValue(text: string): { letter: string; value: string } | null {
  if (!/[A-J]/.test(text.slice(0, 40))) return null
  const plain = inText.exec(text)?.[1]?.trim() ?? text
  for (const mark of marks) {
    const match = mark.exec(plain)
    if (match === null) continue
    const value = plain.slice(match[0].length).trim()
    // `(A) + 5` is a sum and `(A)^2` a power of A.
    return value === '' || /^(?:[-+]\s|[=^_*/+,;)!]|\\(?:cdot|times|cup|cap|to|in|and|or)(?![A-Za-z]))/.test(value)
      ? null
      : { letter: match[1] as string, value }
  }
  return null
}
