// Text broken into lines at spaces, for a terminal.

/**
 * `text` in lines of at most `width` columns, the first led by `first` and the others by `indent` spaces. A word
 * longer than a line stays whole.
 * @example wrapText('one two three', { width: 9, first: '- ', indent: 2 }) // '- one two\n  three'
 */
export function wrapText(text: string, options: { width: number; first?: string; indent?: number }): string {
  const { width, first = '', indent = 0 } = options
  const lines: string[] = []
  let line = first
  let empty = true
  for (const word of text.split(/\s+/u).filter((part) => part !== '')) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line)
      line = ' '.repeat(indent)
      empty = true
    }
    line += empty ? word : ` ${word}`
    empty = false
  }
  lines.push(line)
  return lines.join('\n')
}
