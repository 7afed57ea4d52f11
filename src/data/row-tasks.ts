// Tasks from the rows of files: each row is checked, made a task and given to a split. What is wrong with a row is told
// with file, line and field; the same task twice, and one prompt in both splits, are errors unless allowed.
import { RlvrError, show } from '../core/errors.ts'
import { contentHash, type JsonObject } from '../core/json.ts'
import { silentLogger, type Logger } from '../core/logger.ts'
import {
  fromTasks,
  makeTask,
  type Split,
  type Task,
  type TaskFields,
  type Taskset,
  type TasksetChoice,
} from '../core/task.ts'
import type { RecordFile } from './record-file.ts'
import { gatherRecords, type RecordPlace } from './records.ts'
import { rowChecker, type RowOf, type RowSchema } from './row-schema.ts'
import { splitByHash, type SplitRule } from './split-by-hash.ts'

/** What is done with tasks that stand where they should not: refuse the file, leave them out, or take them as they are. */
export type OnRepeat = 'error' | 'drop' | 'keep'

export interface RowTaskOptions<Schema, Answer> {
  /** What a row must be: TypeBox, or any Standard Schema. Its type is the type of `row` in `task`. */
  readonly schema?: Schema
  /** A row as a task; null leaves it out. What it throws is told with the row's line. */
  readonly task: (row: RowOf<Schema>, place: RecordPlace) => TaskFields<Answer> | null
  /** Which split a task belongs to, where the files do not say: `splitByHash()` unless given. */
  readonly split?: SplitRule<RowOf<Schema>>
  /** The same prompt and answer, or the same id, twice in a split: `error` unless given. `drop` keeps the first. */
  readonly duplicates?: OnRepeat
  /** The same prompt in both splits: `error` unless given. `drop` takes it out of `train`. */
  readonly overlap?: OnRepeat
  /** Is told what was dropped or kept. */
  readonly logger?: Logger
}

/** Files that are divided by rule, or files of each split. */
export type DividedFiles = readonly RecordFile[] | { readonly [split in Split]?: readonly RecordFile[] }

export interface RowTasks<Answer> {
  readonly train: readonly Task<Answer>[]
  readonly test: readonly Task<Answer>[]
}

/** A source for `tasks` of a definition. */
export interface RowSource<Answer> {
  open(choice: Pick<TasksetChoice, 'split'>): Promise<Taskset<Answer>>
}

/** A source of the tasks of both splits. Files are read once, when the first taskset is asked for. */
export function rowSource<Answer, Schema extends RowSchema | undefined = undefined>(
  files: () => DividedFiles | Promise<DividedFiles>,
  options: RowTaskOptions<Schema, Answer>,
): RowSource<Answer> {
  if (typeof (options as Partial<typeof options> | undefined)?.task !== 'function')
    throw new RlvrError(
      'RLVR_USAGE',
      `Tasks from rows need \`task\`, a function from a row to a task: { task: ({ question, sum }) => ({ prompt: question, answer: sum }) }; got ${show(options, 80)}.`,
    )
  let loading: Promise<{ tasks: RowTasks<Answer>; files: DividedFiles }> | undefined
  const load = async (): Promise<{ tasks: RowTasks<Answer>; files: DividedFiles }> => {
    const found = await files()
    return { tasks: await loadRowTasks(found, options), files: found }
  }
  return {
    open: async ({ split }) => {
      loading ??= load()
      // A file may be mended before it is asked for again.
      loading.catch(() => (loading = undefined))
      const loaded = await loading
      const tasks = loaded.tasks[split]
      if (tasks.length === 0) throw emptySplit(split, loaded.files)
      return fromTasks(split, tasks)
    },
  }
}

/** All tasks of the files, by split. Throws `RLVR_DATA` for faulty rows, and for repeats that are not allowed. */
export async function loadRowTasks<Answer, Schema extends RowSchema | undefined = undefined>(
  files: DividedFiles,
  options: RowTaskOptions<Schema, Answer>,
): Promise<RowTasks<Answer>> {
  const { duplicates = 'error', overlap = 'error', logger = silentLogger } = options
  const placed = await placedTasks(files, options)
  const report = reporter(logger)
  const train = withoutDuplicates(placed.filter(isOf('train')), duplicates, report)
  const test = withoutDuplicates(placed.filter(isOf('test')), duplicates, report)
  const apart = withoutOverlap(train, test, overlap, report)
  return { train: apart.map(({ task }) => task), test: test.map(({ task }) => task) }
}

interface PlacedTask<Answer> {
  readonly task: Task<Answer>
  readonly split: Split
  readonly file: RecordFile
  readonly line: number
}

async function placedTasks<Answer, Schema extends RowSchema | undefined = undefined>(
  files: DividedFiles,
  options: RowTaskOptions<Schema, Answer>,
): Promise<PlacedTask<Answer>[]> {
  if (isList(files)) return await tasksIn(files, options, options.split ?? splitByHash())
  if (options.split !== undefined)
    throw new RlvrError(
      'RLVR_USAGE',
      'Files of each split and a rule that divides them: give `{ train, test }`, or one list of files and `split`.',
    )
  const train = await tasksIn(files.train ?? [], options, () => 'train')
  return [...train, ...(await tasksIn(files.test ?? [], options, () => 'test'))]
}

/** The tasks of files in their order. Indexes go on from file to file, so that the ids they end up in stay apart. */
async function tasksIn<Answer, Schema extends RowSchema | undefined = undefined>(
  files: readonly RecordFile[],
  { schema, task: toFields }: RowTaskOptions<Schema, Answer>,
  rule: SplitRule<RowOf<Schema>>,
): Promise<PlacedTask<Answer>[]> {
  const tasks: PlacedTask<Answer>[] = []
  let from = 0
  for (const file of files) {
    const check = rowChecker(schema, { coerce: file.form === 'csv' })
    const read = async (record: JsonObject, place: RecordPlace): Promise<PlacedTask<Answer> | null> => {
      const row = (await check(record)) as RowOf<Schema>
      const fields = toFields(row, place)
      const split = fields === null ? null : rule({ ...fields, metadata: fields.metadata ?? {} }, row)
      if (fields === null || split === null) return null
      return { task: makeTask(fields, `${split}-${place.index}`), split, file, line: place.line }
    }
    const rows = await gatherRecords(file, read, { from })
    from += rows.length
    tasks.push(...rows.filter((task) => task !== null))
  }
  return tasks
}

type Report = (policy: OnRepeat, words: readonly string[], mend: string) => void

/** An error, or a warning to the logger, that tells the first few of many. */
function reporter(logger: Logger): Report {
  return (policy, words, mend) => {
    if (words.length === 0) return
    const more = words.length > 3 ? ` And ${words.length - 3} more.` : ''
    const told = `${words.slice(0, 3).join('; ')}.${more}`
    if (policy === 'error') throw new RlvrError('RLVR_DATA', `${told} ${mend}`)
    logger.warn(`${told} ${policy === 'drop' ? 'Left out.' : 'Kept.'}`)
  }
}

function withoutDuplicates<Answer>(
  tasks: readonly PlacedTask<Answer>[],
  policy: OnRepeat,
  report: Report,
): PlacedTask<Answer>[] {
  const byHash = new Map<string, PlacedTask<Answer>>()
  const byId = new Map<string, PlacedTask<Answer>>()
  const kept: PlacedTask<Answer>[] = []
  const repeats: string[] = []
  const clashes: string[] = []
  for (const task of tasks) {
    const same = byHash.get(task.task.hash)
    const namesake = byId.get(task.task.id)
    if (same !== undefined) repeats.push(`${placeOf(task)} is the same task as ${placeOf(same)}`)
    else if (namesake !== undefined)
      clashes.push(`${placeOf(task)} has the id \`${task.task.id}\` of ${placeOf(namesake)}, and is another task`)
    if (same === undefined) byHash.set(task.task.hash, task)
    if (namesake === undefined) byId.set(task.task.id, task)
    if (same === undefined || policy !== 'drop') kept.push(task)
  }
  // An id that stands for two tasks cannot be mended by leaving one out.
  report(policy === 'keep' ? 'keep' : 'error', clashes, 'Give each task an id of its own.')
  report(policy, repeats, "Mend the file, or say `duplicates: 'drop'` or `'keep'`.")
  return kept
}

function withoutOverlap<Answer>(
  train: readonly PlacedTask<Answer>[],
  test: readonly PlacedTask<Answer>[],
  policy: OnRepeat,
  report: Report,
): readonly PlacedTask<Answer>[] {
  const held = new Map(test.map((task) => [contentHash(task.task.prompt), task]))
  const shared = train.filter(({ task }) => held.has(contentHash(task.prompt)))
  if (shared.length === 0) return train
  const words = shared.map((task) => {
    const other = held.get(contentHash(task.task.prompt)) as PlacedTask<Answer>
    return `${placeOf(task)} (train) has the prompt of ${placeOf(other)} (test)`
  })
  report(policy, words, "A result on such tasks is no held-out result: mend the files, or say `overlap: 'drop'`.")
  return policy === 'drop' ? train.filter((task) => !shared.includes(task)) : train
}

function placeOf({ file, line }: { file: RecordFile; line: number }): string {
  return `\`${file.name}\` ${file.unit} ${line}`
}

function isOf(split: Split): (task: { split: Split }) => boolean {
  return (task) => task.split === split
}

function isList(files: DividedFiles): files is readonly RecordFile[] {
  return Array.isArray(files)
}

function emptySplit(split: Split, files: DividedFiles): RlvrError {
  const own = isList(files) ? files : (files[split] ?? [])
  const names = own.map(({ name }) => `\`${name}\``).join(', ')
  const why = isList(files) ? 'its rule gives no task of' : 'there is none in'
  const mend = isList(files) ? 'Give `split` a larger share, or more rows.' : 'Add rows.'
  if (own.length === 0)
    return new RlvrError(
      'RLVR_TASK',
      `There are no files for the ${split} split: give \`{ train, test }\`, or one file.`,
    )
  return new RlvrError('RLVR_TASK', `The ${split} split is empty: ${why} ${names}. ${mend}`)
}
