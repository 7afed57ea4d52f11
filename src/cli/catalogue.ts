// What `rlvr list` shows. Environments list themselves; the rest is named here, where everything comes together.
import type { EnvironmentCard } from '../core/environment.ts'
import type { JsonObject } from '../core/json.ts'
import { knownEnvironments } from './configured-environment.ts'

export interface CatalogueEntry {
  readonly name: string
  readonly description: string
  /** Of an environment: its card, and its options as JSON Schema. */
  readonly card?: EnvironmentCard | null
  readonly options?: JsonObject
}

/** The entries of each kind, made when they are asked for. */
export const catalogue: { readonly [kind: string]: () => readonly CatalogueEntry[] } = {
  envs: () =>
    knownEnvironments().map(({ id, description, card, optionsSchema }) => ({
      name: id,
      description,
      card,
      options: optionsSchema,
    })),
  verifiers: () => verifiers,
  policies: () => [],
  algorithms: () => [],
}

const verifiers: readonly CatalogueEntry[] = [
  { name: 'math', description: 'the same value as the reference answer, however it is written' },
  { name: 'expression', description: 'an expression that uses the given numbers once each and reaches the target' },
  { name: 'exact', description: 'the same text as the reference answer' },
  { name: 'normalised', description: 'the same text but for case, spacing and punctuation' },
  { name: 'numeric', description: 'a number within a tolerance of the reference answer' },
  { name: 'multipleChoice', description: 'the right letter of a multiple-choice question' },
  { name: 'boxed', description: 'an answer in \\boxed{}' },
  { name: 'tags', description: 'the reply is laid out in the expected tags' },
  { name: 'regularExpression', description: 'the reply matches a regular expression' },
  { name: 'lengthBetween', description: 'the reply is neither too short nor too long' },
  { name: 'jsonSchema', description: 'JSON that a JSON Schema accepts' },
]
