// One number for every parameter (the weights, a moment, a gradient), read and written by name, however it stands.
import type { SharedNumbers } from '../../../tensor/wasm/shared-memory.ts'

export interface NumberSet {
  /** Every parameter, in the order in which reading or writing them all costs least. */
  readonly names: readonly string[]
  /** The memories of a layout's segments; null where the back end keeps its numbers to itself. */
  readonly shared: readonly SharedNumbers[] | null
  read(name: string): Promise<Float32Array>
  /** Puts numbers in the place of one parameter's; where all of a set are written, they are there then. */
  write(name: string, data: Float32Array): void
  /** All zeros again. */
  clear(): void
  dispose(): void
}
