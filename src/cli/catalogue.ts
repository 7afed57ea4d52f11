// What `rlvr list` shows. Environments list themselves; the rest is named here, where everything comes together.
import type { EnvironmentCard } from '../core/environment.ts'
import type { JsonObject } from '../core/json.ts'
import { algorithms, describe } from '../../trainers/index.ts'
import { knownEnvironments } from './configured-environment.ts'

export interface CatalogueEntry {
  readonly name: string
  readonly description: string
  /** Of an environment: its card, and its options as JSON Schema. */
  readonly card?: EnvironmentCard | null
  readonly options?: JsonObject
  /** Of an algorithm: what it computes, a line each part. */
  readonly formula?: readonly string[]
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
  policies: () => policies,
  algorithms: () =>
    Object.values(algorithms).map((preset) => {
      const algorithm = preset()
      return { name: algorithm.name, description: algorithm.source, formula: describe(algorithm).slice(1) }
    }),
}

const policies: readonly CatalogueEntry[] = [
  { name: 'scripted:gold', description: "the environment's own demonstrations: an upper bound" },
  { name: 'scripted:empty', description: 'an empty reply to everything: what silence earns' },
  {
    name: 'openai:MODEL@URL',
    description: 'a model behind an OpenAI-compatible server, as in openai:qwen3-4b@http://localhost:8000/v1',
  },
  {
    name: 'PATH',
    description: 'a transformer of this library: a run (its newest checkpoint), a .checkpoint or a .safetensors file',
  },
]

const verifiers: readonly CatalogueEntry[] = [
  { name: 'math', description: 'the same value as the reference answer, however it is written' },
  { name: 'code', description: 'a program that passes the tests of its task, in a sandbox' },
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
