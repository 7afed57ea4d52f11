// What `rlvr list` shows. Environments list themselves; the rest is named here, where everything comes together.
import type { EnvironmentCard } from '../../core/environment.ts'
import type { JsonObject } from '../../core/json.ts'
import { algorithms, describe } from '../../../trainers/index.ts'
import { verifierCatalogue } from '../../../verifiers/catalogue.ts'
import { knownEnvironments } from '../flags/configured-environment.ts'

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
  verifiers: () => verifierCatalogue,
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
