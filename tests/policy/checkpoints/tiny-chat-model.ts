// A Hugging Face folder that is written in milliseconds: a Llama of two narrow layers with random weights, a tokenizer of
// single bytes in GPT-2's characters, and a ChatML template.
import { byteCharacters } from '../../../src/policy/transformer/text/byte-characters.ts'
import { mkdirSync } from 'node:fs'
import { Rng } from '../../../src/core/random.ts'
import { writeCheckpointFolder } from '../../../src/policy/checkpoints/write-checkpoint-folder.ts'
import type { WrittenType } from '../../../src/policy/checkpoints/write-safetensors.ts'
import { initialParameters, type Architecture } from '../../../src/policy/transformer/model/architecture.ts'

const special = ['<|endoftext|>', '<|im_start|>', '<|im_end|>']

export const tinyChatArchitecture: Architecture = {
  vocabularySize: 256 + special.length,
  width: 32,
  layers: 2,
  heads: 4,
  keyValueHeads: 2,
  headWidth: 8,
  maxLengthTokens: 512,
  positions: 'rotary',
  mlp: 'swiglu',
  mlpWidth: 64,
  normEpsilon: 1e-5,
  rotary: { base: 10_000 },
}

function tokenizer(): object {
  const names = [...special, ...byteCharacters]
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: special.map((content, id) => ({
      ...{ id, content, special: true, single_word: false, lstrip: false, rstrip: false, normalized: false },
    })),
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
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
      vocab: Object.fromEntries(names.map((name, id) => [name, id])),
      merges: [],
    },
  }
}

const template =
  "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"

/** Writes the model into a folder that is made. */
export async function writeTinyChatModel(
  folder: string,
  {
    seed = 0,
    layers = tinyChatArchitecture.layers,
    type = 'F32',
  }: { seed?: number; layers?: number; type?: WrittenType } = {},
): Promise<string> {
  mkdirSync(folder, { recursive: true })
  const architecture = { ...tinyChatArchitecture, layers }
  const parameters = initialParameters(architecture, Rng.fromSeed(seed).fork('parameters'))
  await writeCheckpointFolder(folder, {
    architecture,
    type,
    read: (name) => parameters.get(name) as Float32Array,
    config: { bos_token_id: 1, eos_token_id: 2, pad_token_id: 0 },
    files: {
      'tokenizer.json': JSON.stringify(tokenizer()),
      'tokenizer_config.json': JSON.stringify({
        ...{ tokenizer_class: 'PreTrainedTokenizerFast', bos_token: special[1], eos_token: special[2] },
        ...{ pad_token: special[0], chat_template: template },
      }),
      'generation_config.json': JSON.stringify({ bos_token_id: 1, eos_token_id: 2, pad_token_id: 0 }),
    },
  })
  return folder
}
