// A choice stated as JSON: `{"answer": "B"}`. What else such an object holds is no statement.

const key =
  /["'](?:(?:the|my)[_ ]?)?(?:(?:final|correct|right|best|predicted|selected|chosen|model|your)[_ -]?)?(?:answers?|choice|option|selection|letter|label|result|response|prediction|ans)(?:[_ -]?(?:choice|letter|option|label|key))?["']\s{0,8}:\s{0,8}(\[[^\][]{0,200}\]|"(?:[^"\\\n]|\\.){0,400}"|'[^'\n]{0,400}'|\d{1,2}(?![\d.]))/gi

/**
 * The text with each JSON object that has a key such as `answer` replaced by its value, as a marked answer.
 * @example withoutJson('{"why": "A is right", "answer": "B"}') // ' <answer>B</answer> '
 */
export function withoutJson(text: string): string {
  if (!/["']\s{0,8}:/.test(text)) return text
  let result = ''
  let from = 0
  for (const { start, end } of objects(text)) {
    const values = [...text.slice(start, end).matchAll(key)]
    const value = values.at(-1)?.[1]
    if (value === undefined) {
      result += `${text.slice(from, start)} `
      from = end
      continue
    }
    const plain = value
      .replace(/^["']|["']$/g, '')
      .replace(/\\n/g, '\n')
      .replace(/\\(["\\])/g, '$1')
    result += `${text.slice(from, start)} <answer>${value.startsWith('[') ? value.slice(1, -1).replace(/["']/g, '') : plain}</answer> `
    from = end
  }
  return result + text.slice(from)
}

/** The outermost balanced braces that hold a key; strings are read over. */
function objects(text: string): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = []
  let depth = 0
  let start = 0
  let inString = false
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index)
    if (inString) {
      if (character === '\\') index++
      else if (character === '"' || character === '\n') inString = false
    } else if (character === '"') inString = depth > 0
    else if (character === '{') {
      if (depth === 0) start = index
      depth++
    } else if (character === '}' && depth > 0) {
      depth--
      if (depth === 0 && /^\{\s*["']/.test(text.slice(start, start + 200))) found.push({ start, end: index + 1 })
    }
  }
  return found
}
