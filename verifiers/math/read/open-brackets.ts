// Intervals as France, Germany and others write them, `]0;1[` and `[2; 5[`, to the half-round brackets that the grammar
// reads. A bracket turned outwards leaves its end out (ISO 80000-2, 2-7.9).

const turnedFirst =
  /(^|[\s=({,;]|\\cup|\\cap|\\in|[∪∩∈])(?:\\left\s?)?\]([^[\]]{1,120}?[;,][^[\]]{1,120}?)(?:\\right\s?)?([[\]])/g
const turnedLast = /(?:\\left\s?)?\[([^[\]]{1,120}?[;,][^[\]]{1,120}?)(?:\\right\s?)?\[/g

/**
 * @example withRoundBrackets(']0;1[ \\cup [2;5[') // '(0,1) \\cup [2,5)'
 */
export function withRoundBrackets(text: string): string {
  if (!/\]|\[[^\]]*\[/.test(text)) return text
  return text
    .replace(turnedFirst, (_, before: string, inner: string, close: string) => {
      return `${before}(${parted(inner)}${close === '[' ? ')' : ']'}`
    })
    .replace(turnedLast, (_, inner: string) => `[${parted(inner)})`)
    .replace(/([[(])([^[\]();]{1,120};[^[\]();]{1,120})([\])])/g, (_, open: string, inner: string, close: string) => {
      return open + parted(inner) + close
    })
}

/** Where a semicolon parts the ends, a comma between digits is a decimal one. */
function parted(inner: string): string {
  if (!inner.includes(';')) return inner
  return inner.replace(/(\d),(?=\d)/g, '$1.').replace(/;/g, ',')
}

/** Signs that have a common form: `\not<`, ∨, 或, a U between intervals. */
export function withSigns(text: string): string {
  let signed = text
  if (/\\n/.test(text)) {
    signed = signed
      .replace(/\\not\s?(?:<|\\lt(?![A-Za-z]))|\\nless(?![A-Za-z])/g, '\\ge ')
      .replace(/\\not\s?(?:>|\\gt(?![A-Za-z]))|\\ngtr(?![A-Za-z])/g, '\\le ')
      .replace(/\\not\s?\\in(?![A-Za-z])/g, '\\notin ')
  }
  if (/[∨∧或且U]|\|\|/.test(text)) {
    signed = signed
      .replace(/∨|或者?/g, ' or ')
      .replace(/∧|且/g, ' and ')
      .replace(/([)\]}])\s?U\s?(?=[([\\])/g, '$1\\cup ')
    if (/[<>≤≥]/.test(signed)) signed = signed.replace(/\s\|\|\s|(?<=\d)\|\|(?=[a-z])/g, ' or ')
  }
  return signed
}
