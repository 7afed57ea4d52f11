// The page of an environment.
import type { Action } from '../../src/core/environment.ts'
import type { JsonObject } from '../../src/core/json.ts'
import type { Learning } from './learning.ts'
import type { Baseline, Seen } from './seen.ts'

/** Longest text of a prompt or a demonstration that is shown whole. */
const longest = 1600

/** What stands in `docs/environments/ID.md`. */
export function environmentPage(found: Seen, learning: Learning | null): string {
  const { entry, spec, module } = found
  const { card } = spec
  const parts = [
    `# ${entry.id}`,
    spec.description,
    found.why,
    ...sampleParts(found),
    ...(card === null
      ? []
      : [`**Source.** ${card.source}`, `**Verifier.** ${card.verifier}`, `**Known limits.** ${card.limits}`]),
    ...optionParts(spec.optionsSchema),
    ...baselineParts(found.baselines),
    ...checkParts(found),
    '## Learning',
    module.recipe === undefined
      ? `No recipe: ${module.noRecipe ?? 'none was written.'}`
      : `\`rlvr train ${entry.id}\` runs its recipe.`,
    ...(learning === null ? [] : [`![Held-out pass@1 by training step](${entry.id}.svg)`]),
  ]
  return `${parts.filter((part) => part !== null && part !== '').join('\n\n')}\n`
}

function sampleParts({ sample, spec }: Seen): string[] {
  if (sample === null) return []
  const tools = spec.tools.map(({ name, description }) => `- \`${name}\`: ${description}`).join('\n')
  return [
    '## A task',
    ...sample.opening.flatMap(({ role, content }) => [`The ${role} says:`, shown(content)]),
    ...(tools === '' ? [] : ['Tools:', tools]),
    ...(sample.gold === null
      ? ['It knows no demonstration.']
      : ['A demonstration:', shown(sample.gold.map(said).join('\n---\n'))]),
    spec.maxTurns === 1 ? 'An episode is one reply.' : `An episode has up to ${spec.maxTurns} replies.`,
  ]
}

function said({ text, toolCalls = [] }: Action): string {
  const calls = toolCalls.map(({ name, arguments: given }) => `${name}(${JSON.stringify(given)})`)
  return [text, ...calls].filter((line) => line !== '').join('\n') || '(nothing)'
}

/** Text as it stands, indented: whatever marks it holds. */
function shown(text: string): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}\n… (${text.length - longest} characters more)` : text
  return cut
    .split('\n')
    .map((line) => `    ${line}`.trimEnd())
    .join('\n')
}

function optionParts({ properties }: JsonObject): string[] {
  const rows = Object.entries(
    (properties ?? {}) as { readonly [name: string]: { readonly default?: unknown; readonly description?: string } },
  ).map(
    ([name, { default: usual, description = '' }]) =>
      `| \`${name}\` | ${usual === undefined ? '' : `\`${JSON.stringify(usual)}\``} | ${inCell(description)} |`,
  )
  return rows.length === 0 ? [] : ['## Options', ['| option | unless told | |', '|---|---|---|', ...rows].join('\n')]
}

function inCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}

function baselineParts(rows: readonly Baseline[]): string[] {
  if (rows.length === 0) return []
  const lines = rows.map(
    ({ name, solved, tasks, meanReward }) =>
      `| ${name} | ${solved} of ${tasks} | ${meanReward === null ? 'none' : String(Number(meanReward.toFixed(3)))} |`,
  )
  return ['## Baselines', ['| what is replied | solved | mean reward |', '|---|---|---|', ...lines].join('\n')]
}

function checkParts({ counts, warnings, entry }: Seen): string[] {
  if (counts === null) return []
  const said = warnings.map(
    ({ status, id, says, detail }) => `- ${status} \`${id}\`: ${inCell(`${says} ${detail}`.trim())}`,
  )
  return [
    '## Probes',
    said.length === 0 ? `\`rlvr check ${entry.id}\` finds nothing.` : `\`rlvr check ${entry.id}\` finds:`,
    said.join('\n'),
  ]
}
