// A model with its adapter taken into its weights, W + s · A · B, so that it needs none: as PEFT's `merge_and_unload`,
// with sums in float64.
import { loraScale, type LoraSettings, type LoraTarget } from '../transformer/model/lora.ts'

export type ReadParameter = (parameter: string) => Float32Array | Promise<Float32Array>

/**
 * Reads parameters of the base, those with an adapter as their sum with it. What the base gave is not changed.
 * @param readAdapter gives `layers.N.query.loraA` [in, r] and `layers.N.query.loraB` [r, out]
 */
export function mergedWith(
  read: ReadParameter,
  { settings, readAdapter }: { settings: LoraSettings; readAdapter: ReadParameter },
): ReadParameter {
  const scale = loraScale(settings)
  return async (parameter) => {
    const [, target] = /^layers\.\d+\.(\w+)$/.exec(parameter) ?? []
    const base = await read(parameter)
    if (!settings.targets.includes(target as LoraTarget)) return base
    const down = await readAdapter(`${parameter}.loraA`)
    const up = await readAdapter(`${parameter}.loraB`)
    return withProduct(base, down, up, { rank: settings.rank, scale })
  }
}

function withProduct(
  base: Float32Array,
  down: Float32Array,
  up: Float32Array,
  { rank, scale }: { rank: number; scale: number },
): Float32Array {
  const outer = up.length / rank
  const merged = new Float32Array(base.length)
  const row = new Float64Array(outer)
  for (let i = 0; i < down.length / rank; i++) {
    row.fill(0)
    for (let r = 0; r < rank; r++) {
      const factor = scale * (down[i * rank + r] as number)
      const start = r * outer
      for (let o = 0; o < outer; o++) row[o] = (row[o] as number) + factor * (up[start + o] as number)
    }
    const start = i * outer
    for (let o = 0; o < outer; o++) merged[start + o] = (base[start + o] as number) + (row[o] as number)
  }
  return merged
}
