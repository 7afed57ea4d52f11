// Task sources for `defineEnv`: JSON Lines, CSV and Parquet files of one's own.
import type { Split } from '../core/task.ts'
import { RlvrError } from '../core/errors.ts'
import { formOf, recordFile, type RecordFileOptions, type RecordForm } from './record-file.ts'
import type { RowSchema } from './row-schema.ts'
import { rowSource, type DividedFiles, type RowSource, type RowTaskOptions } from './row-tasks.ts'

/** A path from the working directory, or a `file:` URL. */
export type FilePath = string | URL

/** Files whose tasks a rule divides, or the files of each split. */
export type TaskFiles = FilePath | readonly FilePath[] | { readonly [split in Split]?: FilePath | readonly FilePath[] }

/**
 * Tasks from JSON Lines (`.jsonl`, `.jsonl.gz`) or a JSON list of objects (`.json`, `.json.gz`).
 * @example
 * defineEnv({
 *   id: 'sums',
 *   tasks: fromJsonl('sums.jsonl', {
 *     schema: Type.Object({ question: Type.String(), sum: Type.Number() }),
 *     task: ({ question, sum }) => ({ prompt: question, answer: sum }),
 *   }),
 *   …
 * })
 */
export function fromJsonl<Answer, Schema extends RowSchema | undefined = undefined>(
  files: TaskFiles,
  options: RowTaskOptions<Schema, Answer>,
): RowSource<Answer> {
  return rowSource(() => openFiles(files, ['jsonl', 'json'], {}), options)
}

/** Tasks from Parquet files. Whole numbers of 64 bits are numbers where they fit, texts where not. */
export function fromParquet<Answer, Schema extends RowSchema | undefined = undefined>(
  files: TaskFiles,
  options: RowTaskOptions<Schema, Answer>,
): RowSource<Answer> {
  return rowSource(() => openFiles(files, ['parquet'], { form: 'parquet' }), options)
}

/**
 * Tasks from CSV files (`.csv`, `.csv.gz`), whose first line names the fields. Cells are texts; a TypeBox schema makes
 * numbers and booleans of those that spell them. An empty cell without quotes is a missing field.
 */
export function fromCsv<Answer, Schema extends RowSchema | undefined = undefined>(
  files: TaskFiles,
  options: RowTaskOptions<Schema, Answer> & { readonly delimiter?: string },
): RowSource<Answer> {
  const { delimiter } = (options as Partial<typeof options> | undefined) ?? {}
  const reading = { form: 'csv', ...(delimiter !== undefined && { delimiter }) } as const
  return rowSource(() => openFiles(files, ['csv'], reading), options)
}

const functionOf: { readonly [form in RecordForm]: string } = {
  jsonl: 'fromJsonl',
  json: 'fromJsonl',
  csv: 'fromCsv',
  parquet: 'fromParquet',
}

function openFiles(files: TaskFiles, forms: readonly RecordForm[], options: RecordFileOptions): DividedFiles {
  const open = (paths: FilePath | readonly FilePath[]): ReturnType<typeof recordFile>[] =>
    listOf(paths).map((path) => {
      const own = formOf(String(path))
      if (own !== 'jsonl' && !forms.includes(own))
        throw new RlvrError(
          'RLVR_USAGE',
          `${functionOf[forms[0] as RecordForm]} cannot read \`${String(path)}\`: use ${functionOf[own]}.`,
        )
      return recordFile(path, options)
    })
  if (!isBySplit(files)) return open(files)
  return {
    ...(files.train !== undefined && { train: open(files.train) }),
    ...(files.test !== undefined && { test: open(files.test) }),
  }
}

function listOf(paths: FilePath | readonly FilePath[]): readonly FilePath[] {
  return typeof paths === 'string' || paths instanceof URL ? [paths] : paths
}

function isBySplit(files: TaskFiles): files is { readonly [split in Split]?: FilePath | readonly FilePath[] } {
  return typeof files === 'object' && !Array.isArray(files) && !(files instanceof URL)
}
