// The tokenizer of this library's own models as files that `tokenizers` and transformers read: the same tokens of the same
// texts. Either is a BPE without merges: over GPT-2's characters of bytes, or over the alphabet's. The template says what `encodePrompt` says: `<role>` + content, and `<end>` behind what the policy said.
// Source: huggingface/tokenizers, `tokenizer.json`; openai/gpt-2, `bytes_to_unicode`.
import { byteCharacters } from './byte-characters.ts'
import { specialTokens, type TokenizerDescription } from './tokenizer.ts'

/** Files by name; `maxLengthTokens` is how long a conversation may be. */
export function ownTokenizerFiles(
  description: TokenizerDescription,
  { maxLengthTokens }: { readonly maxLengthTokens: number },
): { readonly [name: string]: string } {
  const [end] = specialTokens
  const id = (token: (typeof specialTokens)[number]): number => specialTokens.indexOf(token)
  return {
    'tokenizer.json': json(tokenizer(description)),
    'tokenizer_config.json': json({
      tokenizer_class: 'PreTrainedTokenizerFast',
      eos_token: end,
      pad_token: end,
      model_max_length: maxLengthTokens,
      clean_up_tokenization_spaces: false,
      additional_special_tokens: specialTokens.slice(1),
      chat_template: template,
    }),
    'generation_config.json': json({ eos_token_id: id(end), pad_token_id: id(end) }),
  }
}

const template =
  '{# Descriptions of tools are not shown. #}' +
  "{% for message in messages %}{{ '<' + message['role'] + '>' }}" +
  "{% if message['role'] == 'assistant' %}{% generation %}{{ message['content'] + '<end>' }}{% endgeneration %}" +
  "{% else %}{{ message['content'] }}{% endif %}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<assistant>' }}{% endif %}"

function tokenizer(description: TokenizerDescription): object {
  const texts = description.kind === 'byte' ? byteCharacters : Array.from(description.alphabet)
  const vocab = Object.fromEntries([...specialTokens, ...texts].map((text, token) => [text, token]))
  const whole = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: specialTokens.map((content, token) => ({
      id: token,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    post_processor: null,
  }
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false }
  return {
    ...whole,
    pre_tokenizer: description.kind === 'byte' ? byteLevel : null,
    decoder: description.kind === 'byte' ? byteLevel : { type: 'Fuse' },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab,
      merges: [],
    },
  }
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
