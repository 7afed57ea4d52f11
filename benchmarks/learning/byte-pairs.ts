// Trains a byte-level byte-pair tokenizer and writes it as a `tokenizer.json` (Sennrich et al. 2016, arXiv 1508.07909;
// bytes as in Radford et al. 2019, GPT-2): the most frequent pair of neighbours within a word becomes one token, until
// the vocabulary is full. Words are split as SmolLM2 does: every digit alone, then GPT-2's pattern.
import { byteCharacters } from '../../src/policy/transformer/text/byte-characters.ts'

/** GPT-2's pattern: contractions, words, numbers, signs, spaces (openai/gpt-2, src/encoder.py). */
const wordPattern = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu

/** @returns the content of `tokenizer.json`; the special tokens come first, then 256 bytes, then merges in their order */
export function trainBytePairs(texts: Iterable<string>, size: number, specialTokens: readonly string[]): object {
  const symbols = byteCharacters
  const words = [...countWords(texts, symbols)].map(([word, count]) => ({ parts: Array.from(word), count }))
  const vocabulary = [...specialTokens, ...symbols]
  const merges: [string, string][] = []
  while (vocabulary.length < size) {
    const best = commonestPair(words)
    if (best === null) break
    merges.push(best)
    vocabulary.push(best.join(''))
    for (const word of words) merge(word.parts, best)
  }
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: specialTokens.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Digits', individual_digits: true },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
      ],
    },
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(vocabulary.map((token, id) => [token, id])),
      merges,
    },
  }
}

/** How often each word occurs, a symbol for each of its bytes. */
function countWords(texts: Iterable<string>, symbols: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  const utf8 = new TextEncoder()
  for (const text of texts)
    for (const piece of text.split(/(\p{Nd})/u))
      for (const [word] of piece.matchAll(wordPattern)) {
        const written = Array.from(utf8.encode(word), (byte) => symbols[byte]).join('')
        counts.set(written, (counts.get(written) ?? 0) + 1)
      }
  return counts
}

interface Word {
  readonly parts: string[]
  readonly count: number
}

/** Of equally frequent pairs the first in order, so that the same texts give the same tokenizer; null where none occurs twice. */
function commonestPair(words: readonly Word[]): [string, string] | null {
  const pairs = new Map<string, { pair: [string, string]; count: number }>()
  for (const { parts, count } of words)
    for (let at = 1; at < parts.length; at++) {
      const pair: [string, string] = [parts[at - 1] as string, parts[at] as string]
      const key = pair.join(' ')
      const known = pairs.get(key)
      if (known === undefined) pairs.set(key, { pair, count })
      else known.count += count
    }
  let best: { key: string; pair: [string, string]; count: number } | null = null
  for (const [key, { pair, count }] of pairs)
    if (best === null || count > best.count || (count === best.count && key < best.key)) best = { key, pair, count }
  return best === null || best.count < 2 ? null : best.pair
}

function merge(parts: string[], [left, right]: [string, string]): void {
  for (let at = 1; at < parts.length; at++)
    if (parts[at - 1] === left && parts[at] === right) parts.splice(at - 1, 2, left + right)
}
