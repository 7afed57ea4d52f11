// Where the records of a published data set come from, and which of them a split holds: a folder or file, the hub, or
// one sample a split of our own. For environments whose user says so by the options `path` and `hub`.
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Type, type TOptional, type TString } from 'typebox'
import { RlvrError } from '../src/core/errors.ts'
import type { JsonObject } from '../src/core/json.ts'
import { fromTasks, makeTask, type Split, type TaskFields, type Taskset } from '../src/core/task.ts'
import { readHubFile, type HubFile, type HubOptions } from '../src/data/hub.ts'
import { recordFile, recordFileEndings, recordsOfBytes, type RecordFile } from '../src/data/record-file.ts'
import { loadRowTasks, type DividedFiles, type RowTaskOptions } from '../src/data/row-tasks.ts'
import { splitByHash, type SplitRule } from '../src/data/split-by-hash.ts'

export const pathOption: TOptional<TString> = Type.Optional(
  Type.String({
    minLength: 1,
    description: `a file of records (${recordFileEndings.join(', ')}), or a folder of files named after their split`,
  }),
)

export interface RecordSource<Answer> {
  readonly environment: string
  readonly split: Split
  readonly path?: string | undefined
  /** What files called `.json` hold, where that is no list: a record a line. */
  readonly json?: 'jsonl'
  /** The hub's file of this split, where it was asked for. */
  readonly hub?: HubFile | undefined
  readonly hubOptions?: HubOptions
  /** One record a split, for where neither is given. */
  readonly samples: { readonly [split in Split]: JsonObject }
  /** Reads a record; null for one that is left out. `fallbackId` is for records without a name of their own. */
  readonly toTask: (record: JsonObject, fallbackId: string) => TaskFields<Answer> | null
  /** The split of a task, null for neither, whatever its file is called. Default: by the file's name, else `unnamed`. */
  readonly divide?: SplitRule<JsonObject>
  /** Divides a file that is not named after a split: `splitByHash()` unless given. */
  readonly unnamed?: SplitRule<JsonObject>
}

/**
 * The tasks of a split.
 * @throws RlvrError `RLVR_DATA` naming faulty records or a file that is not there, `RLVR_TASK` where none is left
 */
export async function recordTasks<Answer>(source: RecordSource<Answer>): Promise<Taskset<Answer>> {
  const { environment, split, path, hub, samples, toTask } = source
  if (path !== undefined && hub !== undefined)
    throw new RlvrError('RLVR_USAGE', `Options of Environment \`${environment}\`: give \`path\` or \`hub\`, not both.`)
  if (path === undefined && hub === undefined) {
    const fields = toTask(samples[split], `sample-${split}`)
    if (fields === null) throw new Error(`The ${split} sample of \`${environment}\` is faulty.`)
    return fromTasks(split, [makeTask(fields, `sample-${split}`)])
  }
  const files = hub === undefined ? await filesAt(path as string, source) : [hubFile(hub, source.hubOptions)]
  let records = 0
  const options: RowTaskOptions<undefined, Answer> = {
    task: (record, { index }) => {
      records++
      return toTask(record, `${split}-${index}`)
    },
    // Published sets repeat themselves, and their results are compared with results that others had on all of them.
    duplicates: 'keep',
    overlap: 'keep',
  }
  const rule = ruleOf(files, source)
  const divided: DividedFiles = rule === null ? { [split]: files } : files
  const tasks = (await loadRowTasks(divided, { ...options, ...(rule !== null && { split: rule }) }))[split]
  if (tasks.length > 0) return fromTasks(split, tasks)
  throw new RlvrError(
    'RLVR_TASK',
    `The ${split} split of \`${environment}\` is empty${path === undefined ? '' : ` at \`${path}\``}: ${records === 0 ? 'there are no records' : 'its records belong to the other split or were skipped'}. See the card for how the records are divided.`,
  )
}

/** What divides the files; null where their names say that all of them are of the split. */
function ruleOf<Answer>(
  files: readonly RecordFile[],
  { split, divide, unnamed = splitByHash() }: RecordSource<Answer>,
): SplitRule<JsonObject> | null {
  if (divide !== undefined) return divide
  for (const { name } of files) {
    const named = splitInName(name)
    if (named === null) return unnamed
    if (named === split) continue
    throw new RlvrError(
      'RLVR_DATA',
      `\`${name}\` is named after the ${named} split and the ${split} split is asked for. Give the other file, or a folder that holds files of both.`,
    )
  }
  return null
}

function hubFile(hub: HubFile, options: HubOptions | undefined): RecordFile {
  return recordsOfBytes(`${hub.repository}/${hub.path}`, async () => await readHubFile(hub, options))
}

async function filesAt<Answer>(path: string, source: RecordSource<Answer>): Promise<RecordFile[]> {
  const found = await stat(path).catch(() => null)
  if (found === null)
    throw new RlvrError(
      'RLVR_DATA',
      `Option \`path\` of \`${source.environment}\`: there is no file or folder \`${path}\`.`,
    )
  return (found.isDirectory() ? await filesOf(path, source) : [path]).map((file) =>
    recordFile(file, source.json !== undefined && file.endsWith('.json') ? { form: source.json } : {}),
  )
}

/**
 * The files of a folder: all where the tasks divide themselves, else those named after the split, as the hub names
 * them too (`test-00000-of-00002.parquet`).
 */
async function filesOf<Answer>(
  folder: string,
  { environment, split, divide }: RecordSource<Answer>,
): Promise<string[]> {
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
