// Text for a terminal: replies are written by a policy and may hold anything, so no control character of theirs may
// reach the terminal, and no line may be wider than the screen.
import stringWidth from 'string-width'

/** One line without control characters: a newline becomes ⏎, the others their picture. */
export function printable(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\r?\n/gu, '⏎')
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu, (character) => {
      const code = character.codePointAt(0) as number
      return code === 9 ? ' ' : code < 0x20 ? String.fromCodePoint(0x2400 + code) : '�'
    })
}

/** Columns that a printable text takes: 2 for East Asian wide characters and emoji, 0 for combining marks. */
export function columnsOf(text: string): number {
  return stringWidth(text)
}

const characters = new Intl.Segmenter()

/** `text` cut to `columns`, with `…` where something is missing; never within what is seen as one character. */
export function fitText(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text
  if (columns < 1) return ''
  let kept = ''
  let used = 1
  for (const { segment } of characters.segment(text)) {
    used += columnsOf(segment)
    if (used > columns) break
    kept += segment
  }
  return `${kept}…`
}
