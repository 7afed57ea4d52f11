// Methods of Python's strings, with the white space that Python has, for templates that were written for it.

export type PythonValue = string | number | boolean | null | undefined | readonly PythonValue[]

/** What `str.isspace` is true of (Unicode's White_Space and the four separators of ASCII). */
const space = '[\\p{White_Space}\\x1c-\\x1f]'
const [leading, trailing] = [new RegExp(`^${space}+`, 'u'), new RegExp(`${space}+$`, 'u')]

const lineEnd = /\r\n|[\n\r\v\f\u2028\u2029\u0085]/u

/** @param of characters to take away; white space where left out */
export function pythonStrip(text: string, of?: PythonValue, sides: 'both' | 'left' | 'right' = 'both'): string {
  if (typeof of !== 'string') {
    const left = sides === 'right' ? text : text.replace(leading, '')
    return sides === 'left' ? left : left.replace(trailing, '')
  }
  const characters = Array.from(text)
  const set = new Set(of)
  let [start, end] = [0, characters.length]
  if (sides !== 'right') while (start < end && set.has(characters[start] as string)) start++
  if (sides !== 'left') while (end > start && set.has(characters[end - 1] as string)) end--
  return characters.slice(start, end).join('')
}

export const pythonStringMethods: {
  readonly [name: string]: (text: string, given: readonly PythonValue[]) => PythonValue
} = {
  strip: (text, [of]) => pythonStrip(text, of),
  lstrip: (text, [of]) => pythonStrip(text, of, 'left'),
  rstrip: (text, [of]) => pythonStrip(text, of, 'right'),
  capitalize: (text) => {
    const [first = '', ...rest] = text
    return first.toUpperCase() + rest.join('').toLowerCase()
  },
  removeprefix: (text, [prefix]) =>
    typeof prefix === 'string' && text.startsWith(prefix) ? text.slice(prefix.length) : text,
  removesuffix: (text, [suffix]) =>
    typeof suffix === 'string' && suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text,
  splitlines: (text) => {
    const lines = text.split(lineEnd)
    return lines.at(-1) === '' ? lines.slice(0, -1) : lines
  },
  find: (text, [part]) => {
    const at = text.indexOf(String(part))
    return at < 0 ? -1 : Array.from(text.slice(0, at)).length
  },
  count: (text, [part]) => text.split(String(part)).length - 1,
  isdigit: (text) => /^\p{Nd}+$/u.test(text),
  isspace: (text) => text !== '' && pythonStrip(text) === '',
  join: (text, [parts]) => (Array.isArray(parts) ? parts.map(String).join(text) : ''),
}
