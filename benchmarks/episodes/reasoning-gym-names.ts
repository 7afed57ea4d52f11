// Which generator of reasoning-gym makes tasks of the family of an environment, and the options that make ours about as large.
import type { JsonObject } from '../../src/core/json.ts'

export const reasoningGymNames: {
  readonly [environment: string]: { readonly name: string; readonly options?: JsonObject }
} = {
  addition: { name: 'chain_sum', options: { level: 3 } },
  countdown: { name: 'countdown', options: { level: 4 } },
  reverse: { name: 'spell_backward' },
  sort: { name: 'number_sorting', options: { level: 5 } },
}
