// Generation of large models by all cores at once. Where products are large, threads that share them read every weight
// once for all rows and wait little for each other; threads that share out sequences would each read all weights, and
// one sequence would have one core. Where products are small it is the other way round (docs/decisions/0009).
import type { Backend } from '../../../tensor/backend.ts'
import { openBackend, type BackendName } from '../../../tensor/open-backend.ts'
import { Decoder, type DecoderOptions } from '../decode/decoder.ts'
import { parameterCount, type Architecture } from '../model/architecture.ts'
import type { LoraSettings } from '../model/lora.ts'

/** From here on one product of a few rows takes longer than threads take to meet. */
const fewestParameters = 20e6

export interface WideDecoder {
  readonly decoder: Decoder
  close(): Promise<void>
}

export interface WideDecoderOptions extends DecoderOptions {
  readonly architecture: Architecture
  /** Of the adapter that weights have. */
  readonly lora?: LoraSettings | undefined
  /** The back end that the other threads compute on. */
  readonly backend: Backend
  readonly threads: number
}

/** Null where every thread had better generate alone. */
export async function openWideDecoder(options: WideDecoderOptions): Promise<WideDecoder | null> {
  const { architecture, lora, backend, threads, precision = 'float32' } = options
  const isLarge = threads > 1 && parameterCount(architecture) >= fewestParameters
  if (backend.name !== 'onnx-cpu' || (precision === 'float32' && !isLarge)) return null
  const wide = await openBackend({ name: backend.name as BackendName, threads })
  const decoder = Decoder.open({ architecture, lora }, wide, options)
  return {
    decoder,
    close: async () => {
      await decoder.close()
      await wide.close()
    },
  }
}
