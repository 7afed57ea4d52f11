// `rlvr export openenv ENV…`: each environment as an OpenEnv package, a folder that `openenv validate` passes and that
// starts `rlvr serve`.
import { writeFile } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import type { Command } from 'commander'
import { RlvrError } from '../../core/errors.ts'
import { makeFolders } from '../../record/make-folders.ts'
import { intoNewFolder } from '../../record/new-folder.ts'
import { packageFiles } from '../../serve/environments/openenv/package-files.ts'
import { ServedEnvironment } from '../../serve/environments/served-environment.ts'
import { servableEnvironment } from '../flags/configured-environment.ts'
import { collect } from '../flags/key-values.ts'
import { packageVersion } from '../package-version.ts'

interface OpenEnvFlags {
  readonly output?: string
  readonly option: readonly string[]
  readonly seed: string
  readonly json?: boolean
}

export function addExportOpenEnv(command: Command): void {
  command
    .command('openenv')
    .description(
      'Writes environments as OpenEnv packages: openenv.yaml with what `openenv validate` reads, and a Python entry that starts `rlvr serve ENV --openenv`. The folder is there whole or not at all.',
    )
    .argument('<env...>', 'environments: ids, files, packages')
    .option(
      '--output <folder>',
      'the new folder of the package; of several environments the folder for theirs (default: ENV-openenv)',
    )
    .option('-o, --option <key=value>', 'an option of the environment, where it is one; may be repeated', collect, [])
    .option('--seed <seed>', 'the seed of generated tasks', '0')
    .option('--json', 'print what was written as one line of JSON')
    .action(async (names: readonly string[], flags: OpenEnvFlags) => await exportOpenEnv(names, flags))
}

async function exportOpenEnv(names: readonly string[], flags: OpenEnvFlags): Promise<void> {
  const { output, option, seed } = flags
  if (names.length > 1 && option.length > 0)
    throw new RlvrError('RLVR_USAGE', 'Options are of one environment: export it alone, or leave `--option` out.')
  const packages: { environment: string; path: string }[] = []
  for (const name of names) {
    await using spec = await servableEnvironment(name, option)
    const environment = new ServedEnvironment(spec, { seed })
    const path =
      names.length === 1 && output !== undefined ? output : join(output ?? '.', `${environment.name}-openenv`)
    const served = [
      namedFrom(name, path),
      ...option.flatMap((each) => ['--option', each]),
      ...(seed === '0' ? [] : ['--seed', seed]),
    ]
    const files = await packageFiles(environment, { served, version: packageVersion() })
    await intoNewFolder(path, async (place) => {
      for (const [file, text] of Object.entries(files)) {
        makeFolders(dirname(join(place, file)))
        await writeFile(join(place, file), text)
      }
    })
    packages.push({ environment: environment.name, path })
    console.error(`${environment.name}: an OpenEnv package, in ${path}`)
  }
  if (flags.json === true) console.log(JSON.stringify({ seed, packages }))
}

/** The entry runs in the folder of its package: a file is named from there. */
function namedFrom(name: string, folder: string): string {
  const [, file = name, rest = ''] = /^(.*?\.[cm]?[jt]s)(#.*)?$/.exec(name) ?? []
  if (!isAbsolute(file) && !file.startsWith('.')) return name
  const path = relative(resolve(folder), resolve(file))
  return `${path.startsWith('.') ? path : `./${path}`}${rest}`
}
