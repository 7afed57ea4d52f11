// Where `@huggingface/tokenizers` 0.2.0 splits text before its model otherwise than the library in Rust, done as there
// (huggingface/tokenizers, tokenizers/src/pre_tokenizers/): every behaviour of a pattern, digits and words of all
// scripts, white space as Unicode has it (U+0085 is, U+FEFF is not), and words of a metaspace one by one.
import { byteCharacters } from '../byte-characters.ts'
import type { Tokenizer } from '@huggingface/tokenizers'

type PreTokenizer = NonNullable<Tokenizer['pre_tokenizer']>

/** A pre-tokenizer as `tokenizer.json` has it. */
export interface SplitConfig {
  readonly type: string
  readonly behavior?: string
  readonly replacement?: string
  readonly [field: string]: unknown
}

/** What a stretch of text stands behind: nothing, a mark, or text that it goes on from. */
export type Before = 'nothing' | 'mark' | 'text'

type Splitting = (text: string, before: Before) => string[]

/** The splitting of the library's own, mended. */
export function splittingOf(config: SplitConfig, own: PreTokenizer): Splitting {
  const parts = own as unknown as { readonly tokenizers?: readonly PreTokenizer[]; readonly pattern?: RegExp }
  switch (config.type) {
    case 'Sequence': {
      const configs = config['pretokenizers'] as readonly SplitConfig[]
      const all = configs.map((each, index) => splittingOf(each, parts.tokenizers?.[index] ?? own))
      return (text, before) => all.reduce((words, split) => words.flatMap((word) => split(word, before)), [text])
    }
    case 'Split':
      return bySplit(parts.pattern as RegExp, config.behavior ?? '', config['invert'] === true)
    case 'Digits':
      return bySplit(config['individual_digits'] === true ? /\p{N}/gu : /\p{N}+/gu, 'Isolated', false)
    case 'Punctuation':
      return bySplit(/[\p{P}!-/:-@[-`{-~]/gu, config.behavior ?? 'Isolated', false)
    case 'Whitespace':
      return (text) =>
        text.match(/[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}]+|[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{White_Space}]+/gu) ?? []
    case 'WhitespaceSplit':
      return (text) => text.match(/\P{White_Space}+/gu) ?? []
    case 'Metaspace':
      return byMetaspace(config)
    case 'ByteLevel': {
      const isSplit = config['use_regex'] !== false
      const pieces = new Map<string, string>()
      const encoded = (word: string): string => {
        let piece = pieces.get(word)
        if (piece === undefined) {
          piece = Array.from(new TextEncoder().encode(word), (byte) => byteCharacters[byte]).join('')
          if (pieces.size < 50_000) pieces.set(word, piece)
        }
        return piece
      }
      return (text, before) => {
        const isPrefixed = config['add_prefix_space'] === true && before !== 'text' && !text.startsWith(' ')
        const given = isPrefixed ? ` ${text}` : text
        return (isSplit ? (given.match(words) ?? []) : [given]).map(encoded)
      }
    }
    default:
      return (text, before) => own(text, { section_index: before === 'nothing' ? 0 : 1 })
  }
}

/** GPT-2's pattern (openai/gpt-2, src/encoder.py), with white space as Unicode has it. */
const words =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu

function bySplit(pattern: RegExp, behaviour: string, invert: boolean): Splitting {
  return (text) => {
    const parts: { text: string; isMatch: boolean }[] = []
    let done = 0
    for (const { 0: match, index } of text.matchAll(pattern)) {
      if (match === '') continue
      if (index > done) parts.push({ text: text.slice(done, index), isMatch: invert })
      parts.push({ text: match, isMatch: !invert })
      done = index + match.length
    }
    if (done < text.length) parts.push({ text: text.slice(done), isMatch: invert })
    if (behaviour === 'Removed') return parts.filter(({ isMatch }) => !isMatch).map((part) => part.text)
    const joined: string[] = []
    let previous: boolean | null = null
    for (const { text: part, isMatch } of parts) {
      const joins =
        previous !== null &&
        ((behaviour === 'MergedWithPrevious' && isMatch && !previous) ||
          (behaviour === 'MergedWithNext' && !isMatch && previous) ||
          (behaviour === 'Contiguous' && isMatch === previous))
      if (joins) joined.push(`${joined.pop()}${part}`)
      else joined.push(part)
      previous = isMatch
    }
    return joined
  }
}

function byMetaspace(config: SplitConfig): Splitting {
  const mark = config.replacement ?? '▁'
  const scheme = config['prepend_scheme'] ?? (config['add_prefix_space'] === false ? 'never' : 'always')
  const isSplit = config['split'] !== false
  return (text, before) => {
    const shown = text.replaceAll(' ', mark)
    const isPrepended =
      ((scheme === 'always' && before !== 'text') || (scheme === 'first' && before === 'nothing')) &&
      !shown.startsWith(mark)
    const whole = isPrepended ? mark + shown : shown
    if (!isSplit) return [whole]
    const [first = '', ...marked] = whole.split(mark)
    return [first, ...marked.map((word) => mark + word)].filter((word) => word !== '')
  }
}
