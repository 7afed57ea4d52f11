// The tokenizers of this library as files that transformers reads: `tokenizer.json`, its configuration with a chat template,
// and which tokens end a reply. A tokenizer of characters or bytes is one of byte pairs without any pair. Text that spells
// a special token, `<end>`, becomes that token there, and characters here.
// Source: huggingface/tokenizers, `tokenizers/src/models/bpe` and `pre_tokenizers/byte_level.rs` (`bytes_char`).
import { specialTokens, type TokenizerDescription } from '../transformer/text/tokenizer.ts'

const endToken = 0

export interface TextFilesOfOwn {
  readonly files: { readonly [name: string]: string }
  /** Fields for `config.json`. */
  readonly config: { readonly [field: string]: unknown }
}

/** @param lengthTokens the longest sequence of the model */
export function ownTextFiles(description: TokenizerDescription, lengthTokens: number): TextFilesOfOwn {
  const ends = { bos_token_id: null, eos_token_id: endToken, pad_token_id: endToken }
  const [end] = specialTokens
  return {
    files: {
      'tokenizer.json': json(tokenizerFile(description)),
      'tokenizer_config.json': json({
        tokenizer_class: 'PreTrainedTokenizerFast',
        bos_token: null,
        eos_token: end,
        pad_token: end,
        additional_special_tokens: specialTokens.slice(1),
        clean_up_tokenization_spaces: false,
        model_max_length: lengthTokens,
        chat_template: chatTemplate,
      }),
      'generation_config.json': json(ends),
    },
    config: ends,
  }
}

/** `<role>` and the content of each message; what the policy says ends with `<end>`. */
const chatTemplate =
  "{% for message in messages %}{{ '<' + message['role'] + '>' }}" +
  "{% if message['role'] == 'assistant' %}{% generation %}{{ message['content'] + '<end>' }}{% endgeneration %}" +
  "{% else %}{{ message['content'] }}{% endif %}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<assistant>' }}{% endif %}"

function tokenizerFile(description: TokenizerDescription): object {
  const isByte = description.kind === 'byte'
  const pieces = isByte ? byteCharacters() : Array.from(description.alphabet)
  const vocabulary = [...specialTokens, ...pieces]
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false }
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
    pre_tokenizer: isByte ? byteLevel : null,
    post_processor: null,
    decoder: isByte ? byteLevel : { type: 'Fuse' },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(vocabulary.map((piece, id) => [piece, id])),
      merges: [],
    },
  }
}

/** The character that stands for each byte: itself where it can be seen, else the next beyond 255. */
function byteCharacters(): string[] {
  const isSeen = (byte: number): boolean =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff)
  let next = 256
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(isSeen(byte) ? byte : next++))
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
