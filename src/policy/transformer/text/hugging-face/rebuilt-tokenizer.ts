// Where transformers does not take the splitting of a tokenizer.json: its class Qwen2Tokenizer takes vocabulary and merges
// from the file, and puts a normaliser and a splitting of its own in the place of the file's.
// Source: huggingface/transformers 5.24, `models/qwen2/tokenization_qwen2.py` and `models/auto/tokenization_auto.py`.
import { isDeepStrictEqual } from 'node:util'

type Fields = { readonly [field: string]: unknown }

const pattern =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"

/** What Python reads otherwise than the file says, in a sentence; null where nothing is known to. */
export function rebuiltNotice(
  folder: string,
  { tokenizerConfig, config }: { readonly tokenizerConfig: Fields; readonly config: Fields },
  { normalizer, splitting }: { readonly normalizer: unknown; readonly splitting: unknown },
): string | null {
  const modelType = config['model_type']
  const named = String(tokenizerConfig['tokenizer_class']).replace(/Fast$/, '')
  // AutoTokenizer takes the class of `qwen2` whatever the folder names, and for `mistral` the file.
  if (modelType !== 'qwen2' && (named !== 'Qwen2Tokenizer' || modelType === 'mistral')) return null
  const differing = [
    ...(isDeepStrictEqual(withoutOffsets(splitting), splittingOf(tokenizerConfig)) ? [] : ['pre_tokenizer']),
    ...(isDeepStrictEqual(normalizer, { type: 'NFC' }) ? [] : ['normalizer']),
  ]
  if (differing.length === 0) return null
  return `The tokenizer.json of ${folder} has another ${differing.join(' and ')} than the class Qwen2Tokenizer, which transformers builds anew for this folder: the file is followed here, so AutoTokenizer may give other tokens. In Python PreTrainedTokenizerFast(tokenizer_file=…) follows the file.`
}

function splittingOf(tokenizerConfig: Fields): unknown {
  const split = { type: 'Split', pattern: { Regex: pattern }, behavior: 'Isolated', invert: false }
  const bytes = {
    type: 'ByteLevel',
    add_prefix_space: tokenizerConfig['add_prefix_space'] ?? false,
    use_regex: false,
  }
  return { type: 'Sequence', pretokenizers: [split, bytes] }
}

/** `trim_offsets` moves no token. */
function withoutOffsets(given: unknown): unknown {
  return JSON.parse(JSON.stringify(given, (field, value: unknown) => (field === 'trim_offsets' ? undefined : value)))
}
