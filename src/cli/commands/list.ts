// `rlvr list`: what there is, by kind.
import { styleText } from 'node:util'
import { Argument, type Command } from 'commander'
import { unknownName } from '../../core/errors.ts'
import { catalogue, type CatalogueEntry } from '../display/catalogue.ts'

export function addListCommand(program: Command): void {
  program
    .command('list')
    .description('Lists what there is: environments, verifiers, data sets, policies, algorithms.')
    .addArgument(new Argument('[kind]', `one of ${Object.keys(catalogue).join(', ')}; all where not given`))
    .option('--json', 'one JSON object on stdout: the entries by kind')
    .action(async (kind: string | undefined, { json = false }: { json?: boolean }) => {
      if (kind !== undefined && !Object.hasOwn(catalogue, kind))
        throw unknownName('kind of listing', kind, Object.keys(catalogue))
      const wanted = Object.entries(catalogue).filter(([name]) => kind === undefined || name === kind)
      const listing = Object.fromEntries(
        await Promise.all(wanted.map(async ([name, entries]) => [name, await entries({ detailed: json })] as const)),
      )
      console.log(json ? JSON.stringify(listing, null, 2) : listingText(listing))
    })
}

function listingText(listing: { [kind: string]: readonly CatalogueEntry[] }): string {
  const sections = Object.entries(listing).map(([kind, entries]) => {
    const width = Math.max(0, ...entries.map((entry) => entry.name.length))
    const lines = entries.flatMap((entry, index) => {
      const line = `  ${entry.name.padEnd(width)}  ${entry.description}`
      const isFirst = entry.family !== entries[index - 1]?.family
      return isFirst && entry.family !== undefined ? [`  ${styleText('underline', entry.family)}`, line] : [line]
    })
    return [styleText('bold', kind), ...(lines.length === 0 ? ['  (none)'] : lines)].join('\n')
  })
  return sections.join('\n\n')
}
