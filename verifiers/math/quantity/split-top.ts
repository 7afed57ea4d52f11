// A text parted at marks that stand outside of all brackets and braces.

export interface TopPart {
  readonly text: string
  /** The mark after it; '' after the last. */
  readonly mark: string
}

/**
 * @param marks a sticky pattern that matches one mark
 * @example splitTop('f(1, 2), 3', /,/y).map((part) => part.text) // ['f(1, 2)', ' 3']
 */
export function splitTop(text: string, marks: RegExp): TopPart[] {
  const parts: TopPart[] = []
  let depth = 0
  let start = 0
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index)
    if (depth === 0) {
      marks.lastIndex = index
      const mark = marks.exec(text)
      if (mark !== null && mark[0] !== '') {
        parts.push({ text: text.slice(start, index), mark: mark[0].trim() })
        start = index + mark[0].length
        index = start - 1
        continue
      }
    }
    if ('([{'.includes(character)) depth++
    else if (')]}'.includes(character)) depth--
  }
  parts.push({ text: text.slice(start), mark: '' })
  return parts
}
