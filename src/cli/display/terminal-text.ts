// Text for a terminal: replies are written by a policy and may hold anything, so no control character of theirs may
// reach the terminal, and no line may be wider than the screen.

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
  let columns = 0
  for (const character of text) columns += widthOf(character)
  return columns
}

/** `text` cut to `columns`, with `…` where something is missing. */
export function fitText(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text
  if (columns < 1) return ''
  let kept = ''
  let used = 1
  for (const character of text) {
    used += widthOf(character)
    if (used > columns) break
    kept += character
  }
  return `${kept}…`
}

function widthOf(character: string): number {
  if (/^[\u0020-\u007E]$/u.test(character)) return 1
  if (/^\p{M}$/u.test(character)) return 0
  const code = character.codePointAt(0) as number
  const wide =
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x20000 && code <= 0x3fffd)
  return wide || /^\p{Emoji_Presentation}$/u.test(character) ? 2 : 1
}
