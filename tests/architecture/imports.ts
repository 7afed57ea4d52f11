// The modules that a TypeScript source names: static, type, dynamic and re-exporting imports. A scanner of three
// states (code, comment, string), because a pattern alone would read imports out of comments and messages.

/** The specifiers in their order, each as often as it stands there. */
export function importsOf(source: string): string[] {
  const found: string[] = []
  // What stands before a string, comments left out: enough to tell an import from any other string.
  let before = ''
  for (let at = 0; at < source.length;) {
    const two = source.slice(at, at + 2)
    if (two === '//' || two === '/*') {
      const end = two === '//' ? source.indexOf('\n', at) : source.indexOf('*/', at + 2)
      at = end < 0 ? source.length : end + (two === '//' ? 0 : 2)
      continue
    }
    const character = source[at] as string
    if (character === '/' && startsExpression.test(before)) {
      at = endOfPattern(source, at)
      before += ' pattern '
    } else if (character === "'" || character === '"' || character === '`') {
      const end = endOfString(source, at, character)
      if (leadsToModule.test(before)) found.push(source.slice(at + 1, end))
      at = end + 1
      before = ' string '
    } else {
      before = (before + character).slice(-2000)
      at++
    }
  }
  return found
}

/** `from '…'` of a statement; `import '…'`; `import('…')`. */
const leadsToModule = /(?:^|[\s;}*])from\s*$|(?:^|[^\w.$])import\s*\(?\s*$/

/** A slash after these begins a regular expression, else it divides. */
const startsExpression = /(?:^|[=(,:[!&|?{};>+~]|\breturn|\bcase|\btypeof)\s*$/

function endOfString(source: string, start: number, quote: string): number {
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === '\\') at++
    else if (quote === '`' && source.startsWith('${', at)) at = endOfSubstitution(source, at + 2)
    else if (source[at] === quote) return at
  }
  return source.length
}

/** The closing brace of `${…}`, whose code may hold strings and braces of its own. */
function endOfSubstitution(source: string, start: number): number {
  let depth = 1
  for (let at = start; at < source.length; at++) {
    const character = source[at] as string
    if (character === "'" || character === '"' || character === '`') at = endOfString(source, at, character)
    else if (character === '{') depth++
    else if (character === '}' && --depth === 0) return at
  }
  return source.length
}

function endOfPattern(source: string, start: number): number {
  let inClass = false
  for (let at = start + 1; at < source.length && source[at] !== '\n'; at++) {
    if (source[at] === '\\') at++
    else if (source[at] === '[') inClass = true
    else if (source[at] === ']') inClass = false
    else if (source[at] === '/' && !inClass) return at + 1
  }
  return start + 1
}
