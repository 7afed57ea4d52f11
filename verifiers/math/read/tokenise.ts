// An answer's text to tokens: LaTeX and plain notation alike, in one pass. Commands that only set type vanish here.
import { mostTokens, OverLimit } from '../bounds/limits.ts'
import {
  accentCommands,
  commandMarks,
  functions,
  greek,
  joinedPrefixes,
  layoutCommands,
  matrixEnvironments,
  neverFunctions,
  symbolAliases,
  textCommands,
  unicodeForms,
} from './commands.ts'
import { numeralAt } from './numerals.ts'
import type { NumberTree } from './tree.ts'

export interface Token {
  /**
   * `symbol`, `function`, `text` and `structure` (frac, sqrt, binom, sum, …) are named by `value`. A `mark` is an operator,
   * a relation, a bracket or a separator. `begin` and `end` name their environment.
   */
  readonly kind: 'number' | 'symbol' | 'function' | 'text' | 'structure' | 'mark' | 'begin' | 'end'
  readonly value: string
  /** Of a number. */
  readonly number?: NumberTree
  readonly at: number
  readonly end: number
  /** Whether white space stands before it. */
  readonly spaced: boolean
}

export interface TokeniseOptions {
  /** Whether `1,000` outside brackets is a thousand; otherwise a list of two. */
  readonly areCommasThousands: boolean
}

const structures = new Set(
  'frac dfrac tfrac cfrac sqrt binom dbinom tbinom sum prod int iint oint lim boxed fbox pmod'.split(' '),
)
const layout = /(?:\s|~|\\[,;:!> ]|[$€£¥₹]|\\\$)+/y
const command = /\\([A-Za-z]+)\*?/y
const letters = /\p{L}+'*/uy
const marks = /\\[{}|%]|\\\\|<=|>=|!=|==|->|=>|\*\*|[-+*/^!%()[\]{}=<>,;:|_°&±∓≈∈∉→⇔∪∩∖⟨⟩⌊⌋⌈⌉]/y
const simpleBraces = /\s?\{([^{}]*)\}/y
const environment = /\s?\{([a-zA-Z]+\*?)\}/y
const columns = /\s?\{[^{}]*\}/y
const numberAfterSpace = /(?:\s|~)+[\d.]/y
/** As products they would vanish beside a zero: `not 0`. */
const denials = new Set(['no', 'not', 'nor', 'non', 'but'])
const joints = /^[\s,]*(or|and)[\s,]*$/i

/** The text with its Unicode forms folded: what tokens point into. */
export function fold(text: string): string {
  // Most answers are ASCII.
  // oxlint-disable-next-line no-control-regex
  if (/^[\x00-\x7f]*$/.test(text)) return text
  return Array.from(text, (character) => unicodeForms[character] ?? character)
    .join('')
    .normalize('NFKC')
}

/**
 * The tokens of folded text, or null where a character or a command belongs to no notation known here.
 * @throws OverLimit past 2,000 tokens or for a number of more than 4,096 digits
 * @example tokenise('1{,}000\\,\\frac12', { areCommasThousands: true }) // number 1000, structure frac, number 12
 */
export function tokenise(text: string, options: TokeniseOptions): Token[] | null {
  const tokens: Token[] = []
  let depth = 0
  let environments = 0
  let index = 0
  let spaced = false
  const matchAt = (pattern: RegExp, at = index): RegExpExecArray | null => {
    pattern.lastIndex = at
    return pattern.exec(text)
  }
  const push = (kind: Token['kind'], value: string, end: number, number?: NumberTree): void => {
    if (tokens.length >= mostTokens) throw new OverLimit(`more than ${mostTokens} tokens`)
    tokens.push({ kind, value, at: index, end, spaced, ...(number && { number }) })
    index = end
    spaced = false
  }
  while (index < text.length) {
    const space = matchAt(layout)
    if (space !== null) {
      index += space[0].length
      spaced = true
      continue
    }
    const code = text.charCodeAt(index)
    if ((code >= 48 && code <= 57) || code === 46) {
      const areCommasThousands = options.areCommasThousands && depth === 0 && environments === 0
      const numeral = numeralAt(text, index, areCommasThousands)
      if (numeral === null) {
        // `...` stands for what is left out.
        if (!text.startsWith('...', index)) return null
        push('symbol', 'ldots', index + 3)
        continue
      }
      push('number', '', numeral.end, numeral.tree)
      continue
    }
    const word = matchAt(letters)
    if (word !== null) {
      pushWord(word[0], index)
      continue
    }
    const named = matchAt(command)
    if (named !== null) {
      if (!pushCommand(named[1] as string, named[0].length)) return null
      continue
    }
    const mark = matchAt(marks)
    if (mark === null) return null
    pushMark(mark[0])
  }
  return tokens

  function pushMark(written: string): void {
    if (written === '\\\\' || written === '&') {
      if (environments > 0) return push('mark', written, index + written.length)
      // `\\frac` outside a matrix is `\frac` escaped once too often.
      const isEscaped = written === '\\\\' && /[A-Za-z{}%]/.test(text.charAt(index + 2))
      index += isEscaped ? 1 : written.length
      spaced = true
      return
    }
    if ('([{'.includes(written) || written === '\\{') depth++
    if (')]}'.includes(written) || written === '\\}') depth--
    push('mark', markAliases[written] ?? written, index + written.length)
  }

  /** A run of letters: a name that is known, a word, or a product of letters. */
  function pushWord(run: string, at: number): void {
    const end = at + run.length
    const joint = /^(?:or|and)$/i.test(run)
    if (joint) return push('mark', `,${run.toLowerCase()}`, end)
    const primes = run.endsWith("'") ? run.slice(run.indexOf("'")) : ''
    const name = primes === '' ? run : run.slice(0, run.length - primes.length)
    const called = functions.get(name)
    if (called !== undefined && !neverFunctions.has(name)) return push('function', called, end)
    if (name.length === 1) return push('symbol', run, end)
    if (name === 'oo' || name === 'infinity' || (greek.has(name) && name.length > 2)) {
      return push('symbol', symbolAliases[name] ?? name, end)
    }
    if (name === 'pi' || name === 'mu' || name === 'nu' || name === 'xi') return push('symbol', name, end)
    if (run.endsWith("n'") && text.startsWith('t', end)) return push('text', `${run}t`, end + 1)
    if (name.length >= longestProduct || isWord(name, end)) return push('text', run, end)
    for (const letter of name.slice(0, -1)) push('symbol', letter, index + letter.length)
    push('symbol', (name.at(-1) as string) + primes, end)
  }

  /** Whether a short run is a word and no product: a denial, or a run with a number after a space, as in `is 5`. */
  function isWord(name: string, end: number): boolean {
    return denials.has(name.toLowerCase()) || matchAt(numberAfterSpace, end) !== null
  }

  /** False for a command that is not known. */
  function pushCommand(name: string, length: number): boolean {
    const end = index + length
    if (layoutCommands.has(name)) {
      index = end
      spaced = true
      return true
    }
    if (textCommands.has(name)) return pushText(name, end)
    if (accentCommands.has(name)) return pushAccent(name, end)
    const mark = commandMarks[name]
    if (mark !== undefined) {
      if (mark === '[' || mark === '(' || mark === '\\{') depth++
      if (mark === ']' || mark === ')' || mark === '\\}') depth--
      push('mark', mark, end)
      return true
    }
    if (structures.has(name)) push('structure', name.replace(/^[dtc](?=frac|binom)/, ''), end)
    else if (greek.has(name)) push('symbol', symbolAliases[name] ?? name, end)
    else if (functions.has(name)) push('function', functions.get(name) as string, end)
    else if (name === 'begin' || name === 'end') return pushEnvironment(name, end)
    else if (name === 'not' && text.startsWith('=', end)) push('mark', '!=', end + 1)
    else if (name === 'hspace' || name === 'vspace' || name === 'phantom' || name === 'tag') {
      index = end + (matchAt(columns, end)?.[0].length ?? 0)
    } else if (name === 'rm' || name === 'log') return false
    else {
      const prefix = joinedPrefixes.find((each) => name.startsWith(each))
      return prefix !== undefined && pushCommand(prefix, 1 + prefix.length)
    }
    return true
  }

  function pushEnvironment(name: 'begin' | 'end', at: number): boolean {
    const match = matchAt(environment, at)
    const kind = match?.[1]
    if (match === null || kind === undefined || !matrixEnvironments.has(kind)) return false
    environments += name === 'begin' ? 1 : -1
    let end = at + match[0].length
    if (kind === 'array' && name === 'begin') end += matchAt(columns, end)?.[0].length ?? 0
    push(name, kind, end)
    return true
  }

  function pushText(name: string, at: number): boolean {
    const match = matchAt(simpleBraces, at)
    if (match === null) {
      // `\mathrm x`, `\mathbf\alpha`: the letter alone; a bold letter is a vector.
      const letter = name === 'mathbf' ? /\s?([A-Za-z])(?![A-Za-z])/y : null
      const bold = letter && matchAt(letter, at)
      if (bold) push('symbol', `bold ${bold[1]}`, at + bold[0].length)
      else index = at
      return true
    }
    const content = (match[1] as string).trim()
    const end = at + match[0].length
    const joint = joints.exec(content)
    if (joint !== null) push('mark', `,${(joint[1] as string).toLowerCase()}`, end)
    else if (content === '') index = end
    else if (name === 'mathbf' && /^\p{L}$/u.test(content)) push('symbol', `bold ${content}`, end)
    else if (functions.has(content)) push('function', functions.get(content) as string, end)
    else if (/^[\p{L}]$/u.test(content)) push('symbol', content, end)
    else if (/^[-+]?[\d.,]+$/.test(content)) {
      // `\text{13}` is a number: read on inside the braces.
      index = at + match[0].indexOf('{') + 1
      text = `${text.slice(0, end - 1)} ${text.slice(end)}`
    } else push('text', content, end)
    return true
  }

  /** `\vec{a}`, `\overline{AB}`, `\mathbb{R}`: one symbol, named by its accent and what it stands on. */
  function pushAccent(name: string, at: number): boolean {
    const from = text.charAt(at) === ' ' ? at + 1 : at
    if (text.charAt(from) !== '{') {
      const single = /^(?:\\[A-Za-z]+|\p{L})/u.exec(text.slice(from, from + 24))
      if (single === null) return false
      push('symbol', accented(name, single[0]), from + single[0].length)
      return true
    }
    let open = 0
    let end = from
    for (; end < text.length; end++) {
      if (text.charAt(end) === '{') open++
      else if (text.charAt(end) === '}' && --open === 0) break
    }
    const content = text.slice(from + 1, end).replace(/\s/g, '')
    if (end === text.length || content === '' || content.length > 64) return false
    push('symbol', accented(name, content), end + 1)
    return true
  }
}

/** `\hat{i}`, `\vec{\jmath}` and `\hat{\mathbf{k}}` are the unit vectors, as `\mathbf{i}` is. */
function accented(accent: string, content: string): string {
  const unit = /^(?:\\(?:mathbf|boldsymbol|bm|mathrm)\{?)?(?:\\([ij])math|([ijk]))\}?$/.exec(content)
  const isVector = ['hat', 'widehat', 'vec', 'overrightarrow', 'bar'].includes(accent)
  if (unit !== null && isVector) return `bold ${unit[1] ?? unit[2]}`
  return `${accent === 'overrightarrow' ? 'vec' : accent} ${content}`
}

const markAliases: { readonly [mark: string]: string } = {
  '**': '^',
  '\\%': '%',
  '==': '=',
  '->': '→',
  '=>': '→',
  '\\|': '‖',
}
/** A run of this many letters that is no known name is a word, not a product. */
const longestProduct = 4
