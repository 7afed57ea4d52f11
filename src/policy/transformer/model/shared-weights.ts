// Weights as another thread is told of them: memories, and which weights of those it knows already they stand on.
import type { Backend } from '../../../tensor/backend.ts'
import type { SharedNumbers } from '../../../tensor/wasm/shared-memory.ts'
import { parameterShapes, type Architecture } from './architecture.ts'
import { HalfWeights, type SharedHalves } from './half-weights.ts'
import { loraShapes, type LoraSettings } from './lora.ts'
import { ParameterSet } from './parameter-set.ts'
import { AdaptedWeights, type Weights } from './weights.ts'

export type SharedWeights =
  | { readonly kind: 'float32'; readonly numbers: readonly SharedNumbers[] }
  | { readonly kind: 'bfloat16'; readonly halves: SharedHalves }
  | {
      readonly kind: 'adapted'
      /** The key of the weights that the adapter stands on. */
      readonly base: number
      readonly lora: LoraSettings
      readonly numbers: readonly SharedNumbers[]
    }

/** @param known the weights of a key */
export function weightsOver(
  backend: Backend,
  architecture: Architecture,
  { shared, known }: { readonly shared: SharedWeights; readonly known: (key: number) => Weights },
): Weights {
  if (shared.kind === 'float32') return ParameterSet.over(backend, parameterShapes(architecture), shared.numbers)
  if (shared.kind === 'bfloat16') return HalfWeights.over(backend, architecture, shared.halves)
  const adapter = ParameterSet.over(backend, loraShapes(architecture, shared.lora), shared.numbers)
  return new AdaptedWeights(known(shared.base), adapter, shared.lora)
}
