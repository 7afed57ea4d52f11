// The program in a reply: one fenced block of an accepted language, never several joined. Fences as in CommonMark
// 0.31 section 4.5, but at any indentation, since models write them inside lists.
import type { Language } from '../../src/sandbox/engine.ts'
import { splitReply } from '../../src/core/reasoning/split-reply.ts'

export interface ExtractOptions {
  /** Which block counts where a reply holds several. `only`: a reply with two holds no code. Default `last`. */
  readonly extraction?: 'first' | 'last' | 'only'
  /** Takes a last block that is never closed, such as a reply cut off at its length limit. Default false. */
  readonly allowUnclosed?: boolean
  /** Takes a whole reply that holds no fence as the program. Default false. */
  readonly allowUnfenced?: boolean
}

export type ExtractedCode =
  | { readonly code: string; readonly reason: null }
  | { readonly code: null; readonly reason: string }

/** The words after a fence that name a language. JavaScript is TypeScript too. */
const tags = new Map<string, readonly string[]>([
  ['python', ['python', 'py', 'python3', 'py3', 'ipython', 'pypy', 'pypy3']],
  ['javascript', ['javascript', 'js', 'mjs', 'cjs', 'jsx', 'node', 'nodejs', 'es6', 'ecmascript']],
  ['typescript', ['typescript', 'ts', 'mts', 'cts', 'tsx', 'javascript', 'js']],
  ['cpp', ['cpp', 'c++', 'cxx', 'cc', 'g++']],
  ['sql', ['sql', 'sqlite', 'sqlite3']],
])

interface Block {
  /** First word after the fence, in lower case; empty where there is none. */
  readonly tag: string
  readonly code: string
  readonly closed: boolean
}

/**
 * A block whose tag names the language wins over blocks without any tag; blocks of other languages never count.
 * @example extractCode('```py\nx = 1\n```', 'python').code // 'x = 1\n'
 */
export function extractCode(reply: string, language: Language | 'sql', options: ExtractOptions = {}): ExtractedCode {
  const { answer, isOpen } = splitReply(reply)
  if (isOpen) return none('The reply never ends its reasoning; it holds no code block.')
  const text = answer.replace(/^\uFEFF/, '')
  if (text.trim() === '') return none('The reply is empty; it holds no code block.')
  const blocks = fencedBlocks(text)
  if (blocks.length === 0 && options.allowUnfenced === true && text.trim() !== '') return { code: text, reason: null }
  const usable = blocks.filter(({ closed }) => closed || options.allowUnclosed === true)
  // A language that no engine knows is for the sandbox to refuse.
  const names = tags.get(language) ?? [language]
  const named = usable.filter(({ tag }) => names.includes(tag))
  const candidates = named.length > 0 ? named : usable.filter(({ tag }) => tag === '')
  if (options.extraction === 'only' && candidates.length > 1) {
    return none(`The reply holds ${candidates.length} blocks of ${language}, and only one may stand there.`)
  }
  const block = options.extraction === 'first' ? candidates[0] : candidates.at(-1)
  if (block === undefined) return none(whyNone(blocks, language))
  return block.code.trim() === '' ? none('The code block is empty.') : { code: block.code, reason: null }
}

function none(reason: string): ExtractedCode {
  return { code: null, reason }
}

function whyNone(blocks: readonly Block[], language: string): string {
  if (blocks.length === 0) return `The reply holds no code block of ${language}: there is no fence.`
  if (blocks.some(({ closed }) => !closed)) return 'The code block is never closed.'
  return `The reply holds no code block of ${language}; its blocks are ${[...new Set(blocks.map(({ tag }) => tag || 'untagged'))].slice(0, 5).join(', ')}.`
}

const fence = /^([ \t]*)(`{3,}|~{3,})([^]*)$/

interface Fence {
  readonly indent: number
  readonly mark: string
  /** What stands behind the mark; the language is its first word, also inside `{…}` and after a dot. */
  readonly info: string
}

function fenceOf(line: string): Fence | null {
  const [, indent = '', mark = '', rest = ''] = fence.exec(line) ?? []
  // A backtick behind backticks is an inline code span.
  return mark === '' || (mark.startsWith('`') && rest.includes('`'))
    ? null
    : { indent: indent.length, mark, info: rest.trim() }
}

function fencedBlocks(text: string): Block[] {
  const blocks: Block[] = []
  let open: { fence: Fence; lines: string[] } | null = null
  for (const line of text.split('\n')) {
    const found = fenceOf(line)
    if (open === null) {
      if (found) open = { fence: found, lines: [] }
    } else if (found && found.info === '' && found.mark.startsWith(open.fence.mark)) {
      blocks.push(blockOf(open.fence, open.lines, true))
      open = null
    } else {
      open.lines.push(withoutIndent(line, open.fence.indent))
    }
  }
  if (open !== null) blocks.push(blockOf(open.fence, open.lines, false))
  return blocks
}

function blockOf({ info }: Fence, lines: readonly string[], closed: boolean): Block {
  const word = /^\{?\.?([^\s,{}:]*)/.exec(info)?.[1]?.toLowerCase() ?? ''
  // `python3.12`, `c++20`: the version is no other language.
  const tag = word.replace(/^(python|py)3?(?:\.\d{1,2})+$/, '$1').replace(/^(c\+\+|cpp|g\+\+)\d\d$/, '$1')
  return { tag, code: lines.length === 0 ? '' : `${lines.join('\n')}\n`, closed }
}

/** The fence's own indentation comes off each line, as far as the line has it. */
function withoutIndent(line: string, indent: number): string {
  let index = 0
  while (index < indent && (line[index] === ' ' || line[index] === '\t')) index++
  return line.slice(index)
}
