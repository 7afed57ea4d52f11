// A trainable transformer as one safetensors file: weights, optimizer moments (`first.`, `second.`), and in the
// metadata its architecture, tokenizer and counters.
import { RlvrError } from '../../../core/errors.ts'
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from '../../checkpoints/safetensors.ts'
import { parameterShapes, type Architecture } from './architecture.ts'
import type { ModelState } from '../threads/transformer-model.ts'
import type { TokenizerDescription } from '../text/tokenizer.ts'

export interface Snapshot {
  readonly architecture: Architecture
  readonly tokenizer: TokenizerDescription
  readonly state: ModelState
}

const format = 'rlvr-transformer-1'

export function encodeSnapshot({ architecture, tokenizer, state }: Snapshot): Uint8Array {
  const shapes = parameterShapes(architecture)
  const tensors = new Map<string, NamedTensor>()
  for (const [name, data] of state.tensors) {
    tensors.set(name, { shape: shapes.get(name.replace(/^(first|second)\./, '')) ?? [data.length], data })
  }
  const { version, optimizerSteps } = state
  return encodeSafetensors({
    tensors,
    metadata: {
      format,
      architecture: JSON.stringify(architecture),
      tokenizer: JSON.stringify(tokenizer),
      counters: JSON.stringify({ version, optimizerSteps }),
    },
  })
}

/** Throws `RLVR_POLICY` for a file that is no such snapshot. */
export function decodeSnapshot(bytes: Uint8Array): Snapshot {
  const { tensors, metadata } = decodeSafetensors(bytes)
  if (metadata['format'] !== format)
    throw new RlvrError(
      'RLVR_POLICY',
      `The file is a safetensors file, but no snapshot of this library's transformer: its metadata should say format ${format}; it says ${metadata['format'] ?? 'nothing'}.`,
    )
  try {
    const counters = JSON.parse(metadata['counters'] ?? '') as { version: number; optimizerSteps: number }
    return {
      architecture: JSON.parse(metadata['architecture'] ?? '') as Architecture,
      tokenizer: JSON.parse(metadata['tokenizer'] ?? '') as TokenizerDescription,
      state: { ...counters, tensors: new Map([...tensors].map(([name, { data }]) => [name, data])) },
    }
  } catch (thrown) {
    throw new RlvrError(
      'RLVR_POLICY',
      'The metadata of the snapshot is damaged: its architecture, tokenizer or counters are no JSON.',
      { cause: thrown },
    )
  }
}
