// The page that lists the environments.
import { families, type BuiltIn } from '../../envs/table.ts'

/** What stands in `docs/environments/README.md`. */
export function indexPage(entries: readonly BuiltIn[]): string {
  const parts = families.flatMap((family) => {
    const rows = entries
      .filter((each) => each.family === family)
      .map(({ id, description }) => `| [${id}](${id}.md) | ${description.replaceAll('|', '\\|')} |`)
    return rows.length === 0
      ? []
      : [`## ${family[0]?.toUpperCase()}${family.slice(1)}`, ['| environment | |', '|---|---|', ...rows].join('\n')]
  })
  return `${[
    '# Environments',
    `${entries.length} environments come with the library. Each has a page: a task of it, its card, its options, what plain replies earn, what [its check](../check.md) says, and how a policy learned it. How one is made: [the author's guide](../author-an-environment.md).`,
    ...parts,
  ].join('\n\n')}\n`
}
