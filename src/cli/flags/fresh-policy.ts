// What a training with fresh weights starts from where the environment has no recipe: the byte-level transformer, with
// room for the conversations of that environment. Its positions are rotary, so that more room costs no weights.
import type { EnvironmentFactory } from '../../core/define-env.ts'
import type { EnvironmentSpec } from '../../core/environment.ts'
import { fieldAt } from '../../data/field.ts'
import { bytes, type Recipe } from '../../../envs/recipe.ts'

/** The openings of so many tasks are looked at. */
const sampleSize = 16

/** Tokens. A turn is a short message and a reply of a word or two; a first reply may be as long as any. */
const room = { reply: 128, turn: 96, most: 4096 } as const

/** The recipe of a built-in environment that has none of its own: bare prompts, where it has such, are for small policies. */
export function bareRecipe({ optionsSchema }: Pick<EnvironmentFactory, 'optionsSchema'>): Recipe {
  const styles = fieldAt(optionsSchema, 'properties.prompt.enum')
  return Array.isArray(styles) && styles.includes('compact') ? { ...bytes, options: { prompt: 'compact' } } : bytes
}

/** The policy of `bytes`, as long as the openings of some tasks and the turns after them ask for: 512 tokens to 4096. */
export async function policyWithRoom(spec: EnvironmentSpec, seed: number | string): Promise<Recipe['policy']> {
  const taskset = await spec.tasks({ split: 'train', seed })
  const count = Math.min(sampleSize, taskset.size ?? sampleSize)
  const openings = Array.from({ length: count }, (_, index) =>
    spec.opening(taskset.at(index)).reduce((sum, { content }) => sum + Buffer.byteLength(content) + 2, 0),
  )
  const longest = Math.max(0, ...openings)
  // Half as much again, for tasks that are longer than these.
  const wanted = 1.5 * longest + room.reply + (spec.maxTurns - 1) * room.turn
  const { architecture, tokenizer } = bytes.policy
  const doubled = 2 ** Math.ceil(Math.log2(Math.max(1, wanted)))
  const maxLengthTokens = Math.min(room.most, Math.max(architecture.maxLengthTokens, doubled))
  return { architecture: { ...architecture, maxLengthTokens }, tokenizer }
}
