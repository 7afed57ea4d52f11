// How the makers of a checkpoint draw its replies, by its `generation_config.json`: the default of an evaluation where
// nothing was said, as in transformers (`GenerationConfig.from_pretrained`) and vLLM (`--generation-config auto`). A
// training draws as it is set: what it learns from must be its own distribution.
import type { Sampling } from '../../core/policy.ts'
import type { SuggestedSampling } from '../../policy/transformer/text/text-codec.ts'
import { suggestedSampling } from '../../policy/transformer/text/hugging-face/special-tokens.ts'
import { readTextFiles } from '../../policy/transformer/text/hugging-face/text-files.ts'
import { tell } from '../display/tell.ts'
import { asNamed } from './as-named.ts'
import type { BaseCheckpoint } from './base-checkpoint.ts'

const words: { readonly [Name in keyof SuggestedSampling]-?: string } = {
  temperature: 'temperature',
  topK: 'top-k',
  topP: 'top-p',
  minP: 'min-p',
}

const names = Object.keys(words) as (keyof SuggestedSampling)[]

/** What the files of a checkpoint suggest, with a line that says so; empty where they say nothing, or there are none. */
export async function suggestedFor(base: BaseCheckpoint | null, flags: Partial<Sampling>): Promise<SuggestedSampling> {
  if (base === null) return {}
  const suggested = suggestedSampling(await asNamed(async () => await readTextFiles(base.folder)))
  tell(suggestionLine(suggested, flags, base))
  return suggested
}

/** The line; null where flags, or nothing, decide everything. */
export function suggestionLine(
  suggested: SuggestedSampling,
  flags: Partial<Sampling>,
  { source }: Pick<BaseCheckpoint, 'source'>,
): string | null {
  const taken = names.filter((name) => suggested[name] !== undefined && flags[name] === undefined)
  if (taken.length === 0) return null
  const values = taken.map((name) => `${words[name]} ${suggested[name]}`).join(', ')
  return `Sampling as generation_config.json of ${source} suggests: ${values}. Flags such as \`--temperature 1\` win.`
}
