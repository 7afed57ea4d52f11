// What only sets type or wraps around an answer, taken off before it is read: colours and boxes, Markdown, HTML, tokens
// that end a reply, escapes written twice, superscript characters.

const named: { readonly [entity: string]: string } = {
  lt: '<',
  gt: '>',
  le: '≤',
  ge: '≥',
  ne: '≠',
  amp: '&',
  nbsp: ' ',
  minus: '-',
  times: '×',
  divide: '÷',
  pi: 'π',
  infin: '∞',
  radic: '√',
  deg: '°',
  quot: '"',
  sup2: '²',
  sup3: '³',
  frac12: '½',
  frac14: '¼',
  frac34: '¾',
  plusmn: '±',
  middot: '·',
  cup: '∪',
}
const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿˣʸᵃᵇᶜᵈᵉᵏᵐᵗⁱʲᵖʳˢᵘᵛʷᶻ'
const raised = '0123456789+-=()nxyabcdekmtijprsuvwz'
const subscripts = '₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙₓₐₑₖₘₜᵢⱼₚᵣₛᵤᵥ'
const lowered = '0123456789+-=()nxaekmtijprsuv'
const superscriptRun = new RegExp(`[${superscripts}]+`, 'gu')
const subscriptRun = new RegExp(`[${subscripts}]+`, 'gu')

/** Tokens by which models end a turn, and closing tags that stand alone. */
export const endTokens: RegExp =
  /(?:\s*(?:<\/s>|<\|[a-z_]{1,20}\|>|<｜[^｜<>]{1,30}｜>|<end_of_turn>|<eos>|\[\/?INST\]|<\/(?:answer|think|response|solution|final|output|reply)>))+\s*$/i

/** Commands with one argument that is kept, and how many arguments come before it. */
const wrappers: { readonly [command: string]: number } = {
  textcolor: 1,
  colorbox: 1,
  fcolorbox: 2,
  underline: 0,
  underbrace: 0,
  overbrace: 0,
  bbox: 0,
  framebox: 0,
  fbox: 0,
  boxed: 0,
  boldsymbol: 0,
  bm: 0,
  pmb: 0,
  mathbf: 0,
  textbf: 0,
  textit: 0,
  emph: 0,
  cancel: 0,
  ensuremath: 0,
  mathstrut: 0,
  enclose: 1,
  mathop: 0,
  uline: 0,
  underset: 1,
  displaylines: 0,
  mathord: 0,
  mathbin: 0,
  mathrel: 0,
}
const wrapped =
  /\\(textcolor|colorbox|fcolorbox|underline|bbox|framebox|fbox|boxed|boldsymbol|bm|pmb|ensuremath|uline|displaylines|mathord|mathbin|mathrel)\s?(?:\[[^\]]{0,40}\]\s?){0,2}(?=\{)/

/** The text in plain LaTeX or plain characters. */
export function plainNotation(written: string): string {
  let text = written.replace(/^\s*(?:=>|⇒|→)\s*/, '')
  if (/[<&]/.test(text)) text = withoutHtml(text)
  if (/[⁰¹²³⁴-⁾ⁿˣʸᵃ-ᶻⁱʲₐ-ₜ₀-₎ᵢ-ᵥⱼ]/u.test(text)) text = withScripts(text)
  if (text.includes('\\\\')) text = onceEscaped(text)
  if (text.includes('\\')) text = withoutWrappers(text)
  return text.replace(/[\u200b-\u200f\u2060\ufeff\u00ad]/g, '').replace(/\u00a0|\u202f|\u2009|\u3000/g, ' ')
}

const doubled =
  /(?<!\\)\\\\(?=(?:frac|dfrac|tfrac|sqrt|text|pi|left|right|cdot|times|infty|le|ge|leq|geq|in|cup|boxed|mathbb|mathrm|pm|log|ln|sin|cos|tan|theta|alpha|beta|begin|end|quad|circ|neq?|%|\$)(?![A-Za-z]))/g

/** Escapes written twice: all of them, where no command is written once. */
function onceEscaped(text: string): string {
  const isAllTwice = doubled.test(text) && !/(?<!\\)\\[A-Za-z]/.test(text)
  doubled.lastIndex = 0
  return isAllTwice ? text.replace(/\\\\/g, '\\') : text.replace(doubled, '\\')
}

function withoutHtml(text: string): string {
  return text
    .replace(endTokens, '')
    .replace(/<sup>\s*([^<>]{1,60}?)\s*<\/sup>/gi, '^{$1}')
    .replace(/<sub>\s*([^<>]{1,60}?)\s*<\/sub>/gi, '_{$1}')
    .replace(/<br\s*\/?>/gi, '\n')
    .replace(/<\/?(?:b|i|em|strong|u|span|p|div|mark|code|math|font|center|h[1-6])(?:\s[^<>]{0,200})?>/gi, '')
    .replace(/&(?:#(\d{1,6})|([a-z]{2,6}\d{0,2}));/gi, (entity, code?: string, name?: string) => {
      if (code !== undefined) return Number(code) < 0x10ffff ? String.fromCodePoint(Number(code)) : entity
      return named[(name as string).toLowerCase()] ?? entity
    })
}

function withScripts(text: string): string {
  const run = (from: string, to: string, mark: string) => (characters: string) => {
    const plain = Array.from(characters, (each) => to.charAt(Array.from(from).indexOf(each))).join('')
    return `${mark}{${plain}}`
  }
  return text
    .replace(superscriptRun, run(superscripts, raised, '^'))
    .replace(subscriptRun, run(subscripts, lowered, '_'))
}

function withoutWrappers(written: string): string {
  let text = written
    .replace(/\\(?:tag|label)\*?\s?\{[^{}]*\}/g, '')
    .replace(/\\(?:color|definecolor)\s?(?:\[[^\]]*\])?\{[^{}]*\}/g, '')
    .replace(
      /\\(?:displaystyle|textstyle|scriptstyle|limits|nolimits|boldmath|unboldmath|hfill|noindent|par|nobreak|allowbreak|relax|strut|cr)(?![A-Za-z])/g,
      ' ',
    )
    .replace(
      /\\(?:[hvm]space|hskip|kern|mkern|mskip|hphantom|vphantom|phantom)\*?\s?(?:\{[^{}]*\}|-?[\d.]+\s?(?:em|ex|pt|mu|cm|mm))/g,
      ' ',
    )
    .replace(/\\(?:left|right)\s?\.(?!\d)/g, ' ')
  for (let count = 0; count < 16; count++) {
    const match = wrapped.exec(text)
    if (match === null) return text
    const skipped = wrappers[match[1] as string] ?? 0
    let at = match.index + match[0].length
    for (let index = 0; index < skipped; index++) at = Math.max(at, endOfGroup(text, at))
    while (text.charAt(at) === ' ') at++
    const end = text.charAt(at) === '{' ? endOfGroup(text, at) : -1
    if (end < 0) return text
    // `{\color{red} 42}` and `\underline{42}` say 42; braces keep what they hold together.
    const inner = text.slice(at + 1, end - 1).trim()
    const isWhole = text.slice(0, match.index).trim() === '' && text.slice(end).trim() === ''
    text = text.slice(0, match.index) + (isWhole ? inner : `{${inner}}`) + text.slice(end)
  }
  return text
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
