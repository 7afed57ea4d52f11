// Where the records of a coding data set come from, and which of them a split holds: a folder or file, the hub, or
// one sample a split of our own.
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Type, type TOptional, type TString } from 'typebox'
import { RlvrError } from '../src/core/errors.ts'
import { contentHash, type JsonObject } from '../src/core/json.ts'
import { fromTasks, makeTask, type Split, type Task, type TaskFields, type Taskset } from '../src/core/task.ts'
import { readHubFile, type HubFile, type HubOptions } from '../src/data/hub.ts'
import { loadRecords, parseRecords, recordFileEndings, type ParseRecord } from '../src/data/records.ts'

/** Of records that nothing else divides, one in this many is held out for `test`. */
const heldOutShare = 8

export const pathOption: TOptional<TString> = Type.Optional(
  Type.String({
    minLength: 1,
    description: `a file of records (${recordFileEndings.join(', ')}), or a folder of files named after their split`,
  }),
)

export interface CodeSource<Answer> {
  readonly environment: string
  readonly split: Split
  readonly path?: string | undefined
  /** The hub's file of this split, where it was asked for. */
  readonly hub?: HubFile | undefined
  readonly hubOptions?: HubOptions
  /** One record a split, for where neither is given. */
  readonly samples: { readonly [split in Split]: JsonObject }
  /** Reads a record; null for one that is left out. `fallbackId` is for records without a name of their own. */
  readonly toTask: (record: JsonObject, fallbackId: string) => TaskFields<Answer> | null
  /** The split of a task, null for neither, whatever its file is called. Default: by the file's name, else by hash. */
  readonly divide?: (task: Task<Answer>) => Split | null
}

/**
 * The tasks of a split.
 * @throws RlvrError `RLVR_DATA` naming faulty records or a file that is not there, `RLVR_TASK` where none is left
 */
export async function codeTasks<Answer>(source: CodeSource<Answer>): Promise<Taskset<Answer>> {
  const { environment, split, path, hub } = source
  const parse: ParseRecord<Task<Answer> | null> = (record, index) => taskOf(source, record, `${split}-${index}`)
  if (path !== undefined && hub !== undefined)
    throw new RlvrError('RLVR_USAGE', `Options of Environment \`${environment}\`: give \`path\` or \`hub\`, not both.`)
  let tasks: (Task<Answer> | null)[]
  if (hub !== undefined) tasks = await tasksOfHub(hub, source, parse)
  else if (path !== undefined) tasks = await tasksAt(path, source, parse)
  else return fromTasks(split, [makeTask(sampleOf(source), `sample-${split}`)])

  const { divide } = source
  const kept = tasks.filter((task) => task !== null && (divide === undefined || divide(task) === split))
  if (kept.length > 0) return fromTasks(split, kept as Task<Answer>[])
  throw new RlvrError(
    'RLVR_TASK',
    `The ${split} split of \`${environment}\` is empty${path === undefined ? '' : ` at \`${path}\``}: ${tasks.length === 0 ? 'there are no records' : 'its records belong to the other split or were skipped'}. See the card for how the records are divided.`,
  )
}

function sampleOf<Answer>({ environment, split, samples, toTask }: CodeSource<Answer>): TaskFields<Answer> {
  const fields = toTask(samples[split], `sample-${split}`)
  if (fields === null) throw new Error(`The ${split} sample of \`${environment}\` is faulty.`)
  return fields
}

function taskOf<Answer>({ toTask }: CodeSource<Answer>, record: JsonObject, fallbackId: string): Task<Answer> | null {
  const fields = toTask(record, fallbackId)
  return fields === null ? null : makeTask(fields, fallbackId)
}

async function tasksAt<Answer>(
  path: string,
  source: CodeSource<Answer>,
  parse: ParseRecord<Task<Answer> | null>,
): Promise<(Task<Answer> | null)[]> {
  const { environment } = source
  const found = await stat(path).catch(() => null)
  if (found === null)
    throw new RlvrError('RLVR_DATA', `Option \`path\` of \`${environment}\`: there is no file or folder \`${path}\`.`)
  if (found.isDirectory()) {
    const tasks: (Task<Answer> | null)[] = []
    // Indexes go on from file to file, so that the ids they end up in stay apart.
    for (const file of await filesOf(path, source)) {
      const before = tasks.length
      for (const task of await loadRecords(file, (record, index) => parse(record, before + index))) tasks.push(task)
    }
    return tasks
  }
  return inSplit(path, source, await loadRecords(path, parse))
}

async function tasksOfHub<Answer>(
  hub: HubFile,
  source: CodeSource<Answer>,
  parse: ParseRecord<Task<Answer> | null>,
): Promise<(Task<Answer> | null)[]> {
  const name = `${hub.repository}/${hub.path}`
  return inSplit(name, source, await parseRecords(await readHubFile(hub, source.hubOptions), name, parse))
}

/** The tasks of one file that belong to the split. */
function inSplit<Answer>(
  path: string,
  { split, divide }: CodeSource<Answer>,
  tasks: readonly (Task<Answer> | null)[],
): (Task<Answer> | null)[] {
  const named = splitInName(path)
  if (divide !== undefined || named === split) return [...tasks]
  if (named === null) return tasks.filter((task) => task !== null && byHash(task) === split)
  throw new RlvrError(
    'RLVR_DATA',
    `\`${path}\` is named after the ${named} split and the ${split} split is asked for. Give the other file, or a folder that holds files of both.`,
  )
}

/**
 * The files of a folder: all where the tasks divide themselves, else those named after the split, as the hub names
 * them too (`test-00000-of-00002.parquet`).
 */
async function filesOf<Answer>(folder: string, { environment, split, divide }: CodeSource<Answer>): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => recordFileEndings.some((ending) => name.endsWith(ending)))
  const own = names.filter((name) => divide !== undefined || splitInName(name) === split).sort()
  if (own.length > 0) return own.map((name) => join(folder, name))
  throw new RlvrError(
    'RLVR_DATA',
    `Option \`path\` of \`${environment}\`: \`${folder}\` has no file of records that is named after the ${split} split, like \`${split}.jsonl\`. ${names.length === 0 ? `It has none that ends in ${recordFileEndings.join(', ')}.` : `It has ${names.slice(0, 5).join(', ')}; give one of them as the path.`}`,
  )
}

function splitInName(path: string): Split | null {
  return (/(?:^|[^a-z])(train|test)/i.exec(basename(path))?.[1]?.toLowerCase() ?? null) as Split | null
}

/** One record in eight is held out, the same one wherever it stands. */
export function byHash({ prompt }: { readonly prompt: unknown }): Split {
  return Number.parseInt(contentHash(prompt).slice(0, 8), 16) % heldOutShare === 0 ? 'test' : 'train'
}
