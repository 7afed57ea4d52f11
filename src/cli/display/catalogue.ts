// What `rlvr list` shows. Environments list themselves; the rest is named here, where everything comes together.
// Nothing is loaded before it is asked for: a list of names must not wait for what bears them.
import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { EnvironmentCard } from '../../core/environment.ts'
import type { JsonObject } from '../../core/json.ts'
import { environmentPackages, project, type ProjectKind } from '../own/project.ts'
import { registered } from '../../core/registry.ts'
import { builtIn, families, type BuiltIn } from '../../../envs/table.ts'

export interface CatalogueEntry {
  readonly name: string
  readonly description: string
  /** Of an environment that comes along: what it is about. */
  readonly family?: string
  /** Of an environment: its card, and its options as JSON Schema. */
  readonly card?: EnvironmentCard | null
  readonly options?: JsonObject
  /** Of an algorithm: what it computes, a line each part. */
  readonly formula?: readonly string[]
}

/** The entries of each kind, made when they are asked for; `detailed` ones with all that a program may want to know. */
export const catalogue: {
  readonly [kind: string]: (asked: { readonly detailed: boolean }) => Promise<readonly CatalogueEntry[]>
} = {
  envs: async ({ detailed }) => [
    ...(await Promise.all(
      [...byFamily(), ...registered().filter(({ id }) => !builtIn.some((each) => each.id === id))].map(
        async (entry) => {
          const { id: name, description, load } = entry
          const shown = { name, description, ...('family' in entry && { family: entry.family }) }
          if (!detailed) return shown
          const { card, optionsSchema } = await load()
          return { ...shown, card, options: optionsSchema }
        },
      ),
    )),
    ...(await ownEntries('environments')),
    ...environmentPackages(),
  ],
  verifiers: async () => [
    ...(await import('../../../verifiers/catalogue.ts')).verifierCatalogue,
    ...(await ownEntries('verifiers')),
  ],
  datasets: async () => await ownEntries('datasets'),
  policies: async () => [...policies, ...(await ownEntries('policies'))],
  algorithms: async ({ detailed }) => {
    if (!detailed) return (await import('../../../trainers/catalogue.ts')).algorithmCatalogue
    const { algorithms, describe } = await import('../../../trainers/index.ts')
    return Object.values(algorithms).map((preset) => {
      const algorithm = preset()
      return { name: algorithm.name, description: algorithm.source, formula: describe(algorithm).slice(1) }
    })
  },
}

function byFamily(): BuiltIn[] {
  return families.flatMap((family) => builtIn.filter((each) => each.family === family))
}

/** What the `rlvr.config.ts` of the working directory names. */
async function ownEntries(kind: ProjectKind): Promise<CatalogueEntry[]> {
  const { module, [kind]: named } = await project()
  return [...named].map(([name, value]) => {
    const described = (value as { description?: unknown } | null)?.description
    const config = module?.source.path ?? ''
    // A file is named from the folder of the configuration.
    const isMissing = typeof value === 'string' && !existsSync(resolve(dirname(config), value.split('#')[0] ?? ''))
    const where = `${typeof value === 'string' ? `${value} ` : ''}(${config})${isMissing ? ': this file is missing' : ''}`
    return { name, description: typeof described === 'string' && described !== '' ? `${described} ${where}` : where }
  })
}

const policies: readonly CatalogueEntry[] = [
  { name: 'scripted:gold', description: "the environment's own demonstrations: an upper bound" },
  { name: 'scripted:empty', description: 'an empty reply to everything: what silence earns' },
  {
    name: 'openai:MODEL@URL',
    description: 'a model behind an OpenAI-compatible server, as in openai:qwen3-4b@http://localhost:8000/v1',
  },
  {
    name: 'hf:FOLDER',
    description:
      'a Hugging Face checkpoint (Llama, Mistral, Qwen2, Qwen3 and their like), to evaluate or to train: hf:./model, hf:./model+./adapter',
  },
  {
    name: 'hf:OWNER/NAME@REVISION',
    description: 'the same from the hub, as in hf:HuggingFaceTB/SmolLM2-135M-Instruct; kept after the first download',
  },
  {
    name: 'tinker:MODEL@URL',
    description:
      'a model that learns at a Tinker-compatible service, to train: tinker:Qwen/Qwen3-8B@http://localhost:8000 --set policy.tokenizer=./Qwen3-8B',
  },
  {
    name: './policy.ts',
    description:
      'one of your own: a file that exports { name, generate }, or a function that opens one; ./policy.ts#name too',
  },
  {
    name: 'PATH',
    description: 'a transformer of this library: a run (its newest checkpoint), a .checkpoint or a .safetensors file',
  },
]
