// What only sets type or wraps around an answer, taken off before it is read: colours and boxes, Markdown, quotation
// marks, escapes written twice, superscript characters, environments of one formula.
import { anyFeature, features } from './features.ts'
import { withoutHtml } from './html.ts'
import { withoutReason } from './reasons.ts'

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿˣʸᵃᵇᶜᵈᵉᵏᵐᵗⁱʲᵖʳˢᵘᵛʷᶻ'
const raised = '0123456789+-=()nxyabcdekmtijprsuvwz'
const subscripts = '₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙₓₐₑₖₘₜᵢⱼₚᵣₛᵤᵥ'
const lowered = '0123456789+-=()nxaekmtijprsuv'
const superscriptRun = new RegExp(`[${superscripts}]+`, 'gu')
const subscriptRun = new RegExp(`[${subscripts}]+`, 'gu')
const scripts = new RegExp(`[${superscripts}${subscripts}]`, 'u')
const scriptFraction = /([⁰¹²³⁴-⁹]+)\s?[/⁄]\s?([₀-₉]+)/gu

/** Commands whose last argument is kept, with how many arguments come before it. */
const wrappers: ReadonlyMap<string, number> = new Map([
  ...'underline bbox framebox fbox boxed boldsymbol bm pmb ensuremath uline displaylines mathord mathbin mathrel'
    .split(' ')
    .map((name) => [name, 0] as const),
  ...'mathop smash rlap llap underbrace overbrace hbox'.split(' ').map((name) => [name, 0] as const),
  ...'textcolor colorbox href overset underset'.split(' ').map((name) => [name, 1] as const),
  ['fcolorbox', 2],
])
const wrapped = new RegExp(`\\\\(${[...wrappers.keys()].join('|')})\\s?(?:\\[[^\\]]{0,40}\\]\\s?){0,2}(?=\\{)`)
const mostWrappers = 16

const sizes = new RegExp(
  `\\\\(?:${
    'displaystyle textstyle scriptstyle limits nolimits boldmath unboldmath hfill noindent par nobreak allowbreak relax ' +
    'strut mathstrut huge Huge LARGE small normalsize footnotesize tiny scriptsize tt sf newline linebreak nonumber notag'
  })(?![A-Za-z])`.replaceAll(' ', '|'),
  'g',
)
const spaces =
  /\\(?:[hvm]space|hskip|kern|mkern|mskip|hphantom|vphantom|phantom)\*?\s?(?:\{[^{}]*\}|-?[\d.]+\s?(?:em|ex|pt|mu|cm|mm))/g
const proofEnd =
  /(?:\s|\\(?:quad|qquad|,|;)|\\(?:checkmark|blacksquare|square|Box|qed|QED|blacktriangle)(?![A-Za-z])|[✓✔✅∎■□▪])+$/u
const quoted =
  /^(?:"([^"]+)"|'([^']+)'|“([^”]+)”|‘([^’]+)’|«([^»]+)»|「([^」]+)」|\*([^*]+)\*|__([^_]+)__|_([^_]+)_|```\w*\n([^`]+)```)$/
const environments =
  'align|aligned|alignat|equation|gather|gathered|split|multline|eqnarray|displaymath|math|center|flalign'
const wholeEnvironment = new RegExp(
  `^\\\\begin\\s?\\{(${environments})(\\*?)\\}(?:\\s?\\{\\d\\})?([^]*)\\\\end\\s?\\{\\1\\2\\}$`,
)
const doubled =
  /(?<!\\)\\\\(?=(?:frac|dfrac|tfrac|sqrt|text|pi|left|right|cdot|times|infty|le|ge|leq|geq|in|cup|boxed|mathbb|mathrm|pm|log|ln|sin|cos|tan|theta|alpha|beta|begin|end|quad|circ|neq?|%|\$)(?![A-Za-z]))/g

/**
 * The text in plain LaTeX or plain characters.
 * @example plainNotation('\\textcolor{red}{x²}') // 'x^{2}'
 */
export function plainNotation(written: string, given: number = anyFeature): string {
  let text = written
  // Entities may stand for anything.
  const found = (given & (features.angle | features.ampersand)) === 0 ? given : anyFeature
  const has = (bits: number): boolean => (found & bits) !== 0
  if (has(features.equals | features.beyond)) text = text.replace(/^\s*(?:=>|⇒|→)\s*/, '')
  if (has(features.angle | features.ampersand) && /[<&]/.test(text)) text = withoutHtml(text)
  if (has(features.beyond) && scripts.test(text)) text = withScripts(text)
  if (has(features.rare) && text.includes('\\\\')) text = onceEscaped(text)
  if (has(features.rare | features.text | features.sized) && text.includes('\\')) text = withoutWrappers(text, found)
  text = has(features.rare | features.beyond | features.quote | features.star | features.underscore | features.angle)
    ? withoutQuotes(text)
    : text.trim()
  if (has(features.words | features.beyond)) text = withoutRemark(text)
  if (has(features.dot)) text = text.replace(/(?<=\d)(?:\s\.\s|\{\.\})(?=\d)/g, '.')
  if (text.endsWith('{}')) text = text.replace(/(?<=[\w)}])\{\}$/, '')
  if (!has(features.beyond)) return text
  return text.replace(/[\u200b-\u200f\u2060\ufeff\u00ad]/g, '').replace(/[\u00a0\u202f\u2009\u3000]/g, ' ')
}

function withScripts(text: string): string {
  const plain = (run: string, from: string, to: string): string =>
    Array.from(run, (each) => to.charAt(Array.from(from).indexOf(each))).join('')
  return text
    .replace(scriptFraction, (_, top: string, bottom: string) => {
      return `\\frac{${plain(top, superscripts, raised)}}{${plain(bottom, subscripts, lowered)}}`
    })
    .replace(superscriptRun, (run) => `^{${plain(run, superscripts, raised)}}`)
    .replace(subscriptRun, (run) => `_{${plain(run, subscripts, lowered)}}`)
}

/** Escapes written twice: all of them, where no command is written once. */
function onceEscaped(text: string): string {
  const isAllTwice = text.search(doubled) >= 0 && !/(?<!\\)\\[A-Za-z]/.test(text)
  return isAllTwice ? text.replace(/\\\\/g, '\\') : text.replace(doubled, '\\')
}

/** The answer without a remark in brackets: "(rejecting x = −3)", "(since x > 0)". */
function withoutRemark(written: string): string {
  const text = withoutReason(written)
  if (!text.endsWith(')') && !text.endsWith('}')) return text
  return text.replace(
    /\s*(?:\\(?:text|mbox)\s?\{\s?)?\((?:rejecting|rejected|check(?:ed|ing)?|verif(?:y|ied|ication)|discarding|ignoring|excluding|reject|discard|since|because|as|after|approximately|approx\.?|rounded|simplified|in simplest form|舍去)(?![a-z])[^()]*(?:\([^()]*\)[^()]*)*\)\s?\}?$/i,
    '',
  )
}

/** The answer out of quotation marks, emphasis, headings and the mark that ends a proof. */
function withoutQuotes(written: string): string {
  let text = written.trim()
  if (/[✓✔✅∎■□▪]$|\\[a-zA-Z]+$/u.test(text)) text = text.replace(proofEnd, '')
  // `42\ ` leaves its backslash where the space is cut.
  text = text.replace(/(?<!\\)\\$/, '').replace(/^(?:#{1,6}\s+|>\s+(?=\*\*))/, '')
  return (
    quoted
      .exec(text)
      ?.slice(1)
      .find((each) => each !== undefined)
      ?.trim() ?? text
  )
}

/** The content of `align` and its like, rows joined by commas; a row that begins with a relation goes on with the last. */
function withoutEnvironment(text: string): string {
  const content = wholeEnvironment.exec(text.trim())?.[3]
  if (content === undefined || content.includes('\\begin')) return text
  return content
    .split('\\\\')
    .map((row) => row.replace(/(?<!\\)&/g, ' ').trim())
    .filter((row) => row !== '')
    .reduce((all, row) => (/^(?:=|\\(?:approx|le|ge|leq|geq)\b)/.test(row) ? `${all} ${row}` : `${all}, ${row}`), '')
    .replace(/^,\s/, '')
}

function withoutWrappers(written: string, found: number): string {
  let text = written
  const isRare = (found & features.rare) !== 0
  if (isRare) {
    text = withoutEnvironment(text)
      .replace(/\\ce(?=\s?\{)/g, '\\mathrm')
      .replace(/\\(?:footnote|tag|label)\*?\s?\{[^{}]*\}/g, '')
      .replace(/\\(?:color|definecolor)\s?(?:\[[^\]]*\])?\{[^{}]*\}/g, '')
      .replace(sizes, ' ')
      .replace(spaces, ' ')
      .replace(/\\\\\s?\[\s?-?[\d.]+\s?(?:pt|em|ex|mm|cm)\s?\]/g, '\\\\')
  }
  if ((found & features.sized) !== 0) text = text.replace(/\\(?:left|right)\s?\.(?!\d)/g, ' ')
  if ((found & features.text) !== 0 || isRare) text = withoutUpright(text)
  if (!isRare) return text
  for (let count = 0; count < mostWrappers; count++) {
    const match = wrapped.exec(text)
    if (match === null) return text
    let at = match.index + match[0].length
    for (let skipped = wrappers.get(match[1] as string) ?? 0; skipped > 0; skipped--) {
      at = Math.max(at, endOfGroup(text, at))
      while (text.charAt(at) === ' ') at++
    }
    const end = text.charAt(at) === '{' ? endOfGroup(text, at) : -1
    if (end < 0) return text
    const inner = text.slice(at + 1, end - 1).trim()
    // Braces keep together what a wrapper held together.
    const isWhole = text.slice(0, match.index).trim() === '' && text.slice(end).trim() === ''
    text = text.slice(0, match.index) + (isWhole ? inner : `{${inner}}`) + text.slice(end)
  }
  return text
}

/** Single letters, figures and formulas out of commands that set text. */
function withoutUpright(text: string): string {
  return text
    .replace(/\\(?:mathrm|rm|text)\s?\{\s?([ie])\s?\}/g, ' $1 ')
    .replace(/\\(?:mathrm|rm)\s?\{\s?d\s?\}\s?/g, ' d')
    .replace(/\\(?:text|mbox|hbox|textbf)\s?\{\s?\$([^{}$]*(?:\{[^{}]*\}[^{}$]*)*)\$\s?\}/g, ' $1 ')
    .replace(/\\text\s?\{\s?([()[\].,:])\s?\}/g, '$1')
    .replace(/\\(?:mathrm|mathbf|text)\s?\{([\s~\d.]+)\}/g, (_, digits: string) => digits.replace(/[\s~]/g, ''))
    .replace(/\\mathbf\s?\{(\s?[-+]?\d[^{}]*)\}/g, '$1')
    .replace(/\\mathbf\s?(?=\{[^{}]*\\)/g, '')
    .replace(/\\(?:cancel|overset|underset)\s?\{\s?\}/g, '')
}

/** Index just past the brace that closes the one at `at`; -1 where none does. */
function endOfGroup(text: string, at: number): number {
  let depth = 0
  for (let index = at; index < text.length; index++) {
    const character = text.charAt(index)
    if (character === '\\') index++
    else if (character === '{') depth++
    else if (character === '}' && --depth === 0) return index + 1
  }
  return -1
}
