// `rlvr export harbor ENV -n 10 --output FOLDER`: coding tasks as Harbor task folders, which are judged in their own container.
import { chmod, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Option, type Command } from 'commander'
import { RlvrError, describeError } from '../../core/errors.ts'
import { Rng } from '../../core/random.ts'
import type { Split, Task } from '../../core/task.ts'
import type { EnvironmentSpec } from '../../core/environment.ts'
import { partialSuffix } from '../../record/atomic-file.ts'
import { makeFolders } from '../../record/make-folders.ts'
import type { CodeAnswer } from '../../../verifiers/index.ts'
import { extractCode } from '../../../verifiers/code/extract-code.ts'
import { taskFolder, type TaskFolder } from '../../serve/environments/harbor/task-folder.ts'
import { ServedEnvironment } from '../../serve/environments/served-environment.ts'
import { configuredEnvironment } from '../flags/configured-environment.ts'
import { collect } from '../flags/key-values.ts'
import { wholeNumber } from '../flags/whole-number.ts'
import { interruptSignal } from '../interrupt.ts'

interface HarborFlags {
  readonly output: string
  readonly count: number
  readonly split: Split
  readonly seed: string
  readonly organization: string
  readonly option: readonly string[]
  readonly json?: boolean
}

export function addExportHarbor(command: Command): void {
  command
    .command('harbor')
    .description(
      'Writes the tasks of a code environment as Harbor task folders: instruction.md, task.toml, environment/Dockerfile, tests/ with a judge of its own, solution/solve.sh where a program is known. Tasks that no plain image can judge are left out, and why is told.',
    )
    .argument('<env>', 'an environment: an id, a file, a package')
    .requiredOption('--output <folder>', 'a new or an empty folder; a folder a task')
    .option('-n, --count <number>', 'tasks, from the first', wholeNumber(1), 100)
    .addOption(new Option('--split <split>', 'of which split').choices(['train', 'test']).default('train'))
    .option('-o, --option <key=value>', 'an option of the environment; may be repeated', collect, [])
    .option('--seed <seed>', 'the seed of generated tasks', '0')
    .option('--organization <name>', "of the tasks' names, ORGANIZATION/TASK", organization, 'rlvr')
    .option('--json', 'print what was written as one line of JSON')
    .action(async (name: string, flags: HarborFlags) => await exportHarbor(name, flags))
}

async function exportHarbor(name: string, flags: HarborFlags): Promise<void> {
  const { output, split, count, seed } = flags
  await requireEmpty(output)
  const signal = interruptSignal()
  await using spec = await configuredEnvironment(name, flags.option)
  const environment = new ServedEnvironment(spec, { seed })
  const { size } = await environment.taskset(split)
  const folders: TaskFolder[] = []
  const refused = new Map<string, number>()
  for (let index = 0; index < Math.min(count, size ?? Infinity); index++) {
    signal.throwIfAborted()
    const { task, reference } = await environment.choose({ split, index })
    const solution = solutionOf(spec, task)
    const folder = taskFolder(task, { reference, solution, organization: flags.organization })
    if ('refused' in folder) refused.set(folder.refused, (refused.get(folder.refused) ?? 0) + 1)
    else folders.push(folder)
  }
  for (const [reason, times] of refused)
    console.error(`${times} ${times === 1 ? 'task is' : 'tasks are'} left out: ${reason}`)
  if (folders.length === 0)
    throw new RlvrError(
      'RLVR_USAGE',
      `No task of \`${environment.name}\` can be judged in a container by itself${refused.size === 0 ? ': its split is empty' : ''}. Expected an environment of code, such as code-basics; others are served: \`rlvr serve ${name}\`.`,
    )
  await writeFolders(output, folders)
  console.error(`${environment.name}: ${folders.length} task folders in ${output}`)
  if (flags.json === true)
    console.log(
      JSON.stringify({
        output,
        split,
        seed,
        tasks: folders.map((each) => each.name),
        leftOut: Object.fromEntries(refused),
      }),
    )
}

/** The program of the first demonstrated reply; null where there is none, or several turns lead to it. */
function solutionOf(spec: EnvironmentSpec, task: Task): string | null {
  const actions = spec.demonstrate(task, Rng.fromSeed(0))
  const [first] = actions ?? []
  if (first === undefined || actions?.length !== 1) return null
  const { language } = task.answer as Partial<CodeAnswer>
  return language === undefined ? null : extractCode(first.text, language, { allowUnfenced: true }).code
}

async function requireEmpty(folder: string): Promise<void> {
  const found = await readdir(folder).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return []
    throw new RlvrError('RLVR_USAGE', `Cannot read the folder ${folder}: ${describeError(thrown)}.`)
  })
  if (found.length > 0)
    throw new RlvrError('RLVR_USAGE', `${folder} holds files already. Expected a new or an empty folder.`)
}

/** All of them, or none. */
async function writeFolders(output: string, folders: readonly TaskFolder[]): Promise<void> {
  const place = `${output.replace(/\/+$/, '')}${partialSuffix}`
  try {
    for (const { name, files } of folders)
      for (const [path, content] of files) {
        const file = join(place, name, path)
        makeFolders(dirname(file))
        await writeFile(file, content)
        if (path.endsWith('.sh')) await chmod(file, 0o755)
      }
    await rm(output, { recursive: true, force: true })
    await rename(place, output)
  } catch (thrown) {
    await rm(place, { recursive: true, force: true }).catch(() => undefined)
    throw new RlvrError('RLVR_USAGE', `Cannot write ${output}: ${describeError(thrown)}.`, { cause: thrown })
  }
}

function organization(given: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(given) && !given.includes('..')) return given
  throw new RlvrError(
    'RLVR_USAGE',
    `Expected letters, digits and ._- as the organization; got ${JSON.stringify(given)}.`,
  )
}
