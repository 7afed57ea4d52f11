// A base model of our own in the layout of Hugging Face, before it is taught: a small Llama with random weights, a
// byte-pair tokenizer and a chat template.
import { mkdir, rename, rm } from 'node:fs/promises'
import { Rng } from '../../src/core/random.ts'
import { writeCheckpointFolder } from '../../src/policy/checkpoints/write-checkpoint-folder.ts'
import {
  initialParameters,
  parameterShapes,
  type Architecture,
} from '../../src/policy/transformer/model/architecture.ts'
import { trainBytePairs } from './byte-pairs.ts'
import { corpus } from './lessons.ts'

export type BaseSize = '1M' | '5M' | '12M'

/** Sizes of the blocks; the vocabulary has 1,024 tokens. */
const sizes: {
  readonly [size in BaseSize]: Pick<Architecture, 'width' | 'layers' | 'heads' | 'keyValueHeads' | 'mlpWidth'>
} = {
  '1M': { width: 128, layers: 4, heads: 4, keyValueHeads: 2, mlpWidth: 384 },
  '5M': { width: 256, layers: 6, heads: 8, keyValueHeads: 4, mlpWidth: 800 },
  '12M': { width: 384, layers: 7, heads: 12, keyValueHeads: 4, mlpWidth: 1152 },
}

export function baseArchitecture(size: BaseSize): Architecture {
  return {
    vocabularySize: 1024,
    ...sizes[size],
    maxLengthTokens: 256,
    positions: 'rotary',
    rotary: { base: 10_000 },
    mlp: 'swiglu',
    normEpsilon: 1e-5,
  }
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
export async function emptyBase(folder: string, size: BaseSize): Promise<void> {
  const architecture = baseArchitecture(size)
  const tokenizer = trainBytePairs(await corpus(1500), architecture.vocabularySize, specialTokens)
  const parameters = initialParameters(architecture, Rng.fromSeed('base model'))
  const shapes = parameterShapes(architecture)
  const partial = `${folder}.partial`
  await rm(partial, { recursive: true, force: true })
  await mkdir(partial, { recursive: true })
  await writeCheckpointFolder(partial, {
    architecture,
    read: (name) => widened(name, parameters.get(name) as Float32Array, shapes.get(name) ?? []),
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

/** Products of so small a width begin with the deviation 1/√in: from 0.02 they are slow to attend to anything. */
function widened(name: string, values: Float32Array, [rows = 1, columns]: readonly number[]): Float32Array {
  if (columns === undefined || name === 'embedding') return values
  return values.map((value) => value / (0.02 * Math.sqrt(rows)))
}
