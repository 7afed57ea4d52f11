// A base model of our own in the layout of Hugging Face, before it is taught: a small Llama with random weights, a
// byte-pair tokenizer and a chat template.
import { mkdir, rename, rm } from 'node:fs/promises'
import { Rng } from '../../src/core/random.ts'
import { writeCheckpointFolder } from '../../src/policy/checkpoints/write-checkpoint-folder.ts'
import { initialParameters, type Architecture } from '../../src/policy/transformer/model/architecture.ts'
import { trainBytePairs } from './byte-pairs.ts'
import { corpus } from './lessons.ts'

/** 5.0M parameters. */
export const architecture: Architecture = {
  vocabularySize: 1024,
  width: 256,
  layers: 6,
  heads: 8,
  keyValueHeads: 4,
  maxLengthTokens: 256,
  positions: 'rotary',
  rotary: { base: 10_000 },
  mlp: 'swiglu',
  mlpWidth: 768,
  normEpsilon: 1e-5,
}

const specialTokens = ['<|endoftext|>', '<|im_start|>', '<|im_end|>'] as const

/** ChatML, as Qwen2 and SmolLM2 have it, with the mark that tells which tokens are the policy's. */
const chatTemplate =
  "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' }}" +
  "{% if message['role'] == 'assistant' %}{% generation %}{{ message['content'] + '<|im_end|>' }}{% endgeneration %}" +
  "{% else %}{{ message['content'] + '<|im_end|>' }}{% endif %}{{ '\\n' }}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`

/** Writes the folder with starting weights and a tokenizer of the corpus. */
export async function emptyBase(folder: string): Promise<void> {
  const tokenizer = trainBytePairs(await corpus(1500), architecture.vocabularySize, specialTokens)
  const parameters = initialParameters(architecture, Rng.fromSeed('base model'))
  const partial = `${folder}.partial`
  await rm(partial, { recursive: true, force: true })
  await mkdir(partial, { recursive: true })
  await writeCheckpointFolder(partial, {
    architecture,
    read: (name) => parameters.get(name) as Float32Array,
    config: { bos_token_id: 1, eos_token_id: 2, pad_token_id: 0 },
    files: {
      'tokenizer.json': json(tokenizer),
      'tokenizer_config.json': json({
        tokenizer_class: 'PreTrainedTokenizerFast',
        bos_token: '<|im_start|>',
        eos_token: '<|im_end|>',
        pad_token: '<|endoftext|>',
        clean_up_tokenization_spaces: false,
        model_max_length: architecture.maxLengthTokens,
        chat_template: chatTemplate,
      }),
      'generation_config.json': json({ bos_token_id: 1, eos_token_id: 2, pad_token_id: 0 }),
    },
  })
  await rename(partial, folder)
}
