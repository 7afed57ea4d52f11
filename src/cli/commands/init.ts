// `rlvr init NAME`: the package of a new environment, whole enough to be tested at once.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Option, type Command } from 'commander'
import { RlvrError } from '../../core/errors.ts'
import { intoNewFolder } from '../../record/new-folder.ts'
import { environmentPackage, templates, type TemplateName } from '../own/environment-package.ts'
import { packageVersion } from '../package-version.ts'

interface InitFlags {
  readonly template: TemplateName
  readonly output?: string
  readonly rlvr: string
  readonly json?: boolean
}

export function addInitCommand(program: Command): void {
  program
    .command('init')
    .description('Writes the package of a new environment: the environment, a test, types and a card.')
    .argument('<name>', 'the id of the environment: lower-case words joined by hyphens')
    .addOption(
      new Option('-t, --template <name>', templateLines())
        .choices(Object.keys(templates))
        .default('single-turn' satisfies TemplateName),
    )
    .option('--output <folder>', 'a folder that is new or empty (default: rlvr-env-NAME)')
    .option('--rlvr <spec>', 'what its package.json asks for as rlvr', `^${packageVersion()}`)
    .option('--json', 'one JSON object on stdout')
    .action(async (name: string, flags: InitFlags) => {
      const id = name.replace(/^rlvr-env-/, '')
      if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id))
        throw new RlvrError(
          'RLVR_USAGE',
          `The name of an environment is lower-case words joined by hyphens, like \`word-sums\`; got \`${name}\`.`,
        )
      const folder = flags.output ?? `rlvr-env-${id}`
      const files = environmentPackage({ id, template: flags.template, rlvr: flags.rlvr })
      await intoNewFolder(folder, async (place) => {
        for (const [file, text] of Object.entries(files)) await writeFile(join(place, file), text)
      })
      const names = Object.keys(files)
      if (flags.json === true) console.log(JSON.stringify({ id, folder, template: flags.template, files: names }))
      else
        console.log(
          `${folder}: ${names.join(', ')}\n\n  cd ${folder}\n  npm install\n  npm test\n\nThen change env.ts.`,
        )
    })
}

function templateLines(): string {
  return `what to begin from: ${Object.entries(templates)
    .map(([name, words]) => `${name} (${words})`)
    .join(', ')}`
}
