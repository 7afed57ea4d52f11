// Tasks of a data set on the Hugging Face hub, for `defineEnv`. Files are kept after their first download.
import { RlvrError } from '../core/errors.ts'
import type { Split } from '../core/task.ts'
import { hubSplits, type HubSplit } from './hub-layout.ts'
import { listHubFiles, readHubFile, type HubOptions, type HubRepository } from './hub.ts'
import { recordsOfBytes, type RecordFile } from './record-file.ts'
import type { RowOf, RowSchema } from './row-schema.ts'
import { rowSource, type DividedFiles, type RowSource, type RowTaskOptions } from './row-tasks.ts'
import type { SplitRule } from './split-by-hash.ts'

/** Which split of the data set is ours. One that is not named stays empty. */
export type SplitNames = { readonly [split in Split]?: string }

export interface FromHubOptions<Schema, Answer>
  extends Omit<RowTaskOptions<Schema, Answer>, 'split'>, Omit<HubOptions, 'loadClient'> {
  /** A branch, tag or commit; `main` unless given. Name a commit to train on the same rows tomorrow. */
  readonly revision?: string
  /** The configuration, where the data set has several. */
  readonly config?: string
  /** The data set's own splits, `{ train: 'train', test: 'test' }` unless given; or a rule that divides all its rows. */
  readonly split?: SplitNames | SplitRule<RowOf<Schema>>
  /** Paths in the repository, for a data set whose files are not named after its splits. */
  readonly files?: readonly string[] | { readonly [split in Split]?: readonly string[] }
}

/**
 * Tasks of a hub data set. Needs the optional package `@huggingface/hub`; gated sets need `$HF_TOKEN`.
 * @example
 * fromHub('openai/gsm8k', {
 *   config: 'main',
 *   schema: Type.Object({ question: Type.String(), answer: Type.String() }),
 *   task: ({ question, answer }) => ({ prompt: question, answer: answer.split('#### ')[1] ?? '' }),
 * })
 */
export function fromHub<Answer, Schema extends RowSchema | undefined = undefined>(
  repository: string,
  options: FromHubOptions<Schema, Answer>,
): RowSource<Answer> {
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository))
    throw new RlvrError('RLVR_USAGE', `fromHub expects OWNER/NAME of a data set; got \`${repository}\`.`)
  const { revision, config, split, files, ...rest } = options
  const from: HubRepository = { kind: 'dataset', repository, ...(revision !== undefined && { revision }) }
  const open = (path: string): RecordFile =>
    recordsOfBytes(`${repository}/${path}`, async () => await readHubFile({ ...from, path }, rest))
  const rule = typeof split === 'function' ? split : undefined
  const names = typeof split === 'function' ? undefined : split

  const find = async (): Promise<DividedFiles> => {
    if (files !== undefined) return opened(files, open)
    const all = splitsOf(repository, hubSplits(await listHubFiles(from, rest)), config)
    if (rule !== undefined) return all.flatMap((each) => each.files.map(open))
    return opened(filesOfSplits(repository, all, names), open)
  }
  return rowSource(find, { ...rest, ...(rule !== undefined && { split: rule }) })
}

type Paths = NonNullable<FromHubOptions<undefined, unknown>['files']>

function opened(paths: Paths, open: (path: string) => RecordFile): DividedFiles {
  if (isList(paths)) return paths.map(open)
  const { train, test } = paths
  return { ...(train && { train: train.map(open) }), ...(test && { test: test.map(open) }) }
}

function isList(paths: Paths): paths is readonly string[] {
  return Array.isArray(paths)
}

/** The splits of the one configuration that is meant. */
function splitsOf(repository: string, splits: readonly HubSplit[], config: string | undefined): readonly HubSplit[] {
  if (splits.length === 0)
    throw new RlvrError(
      'RLVR_DATA',
      `The data set \`${repository}\` has no file of records (JSON Lines, JSON, CSV, Parquet). Try \`revision: 'refs/convert/parquet'\`, where the hub keeps Parquet files of most sets.`,
    )
  const configs = [...new Set(splits.map((each) => each.config))]
  const wanted = config ?? (configs.includes(null) ? null : configs.length === 1 ? configs[0] : undefined)
  const own = splits.filter((each) => each.config === wanted)
  if (own.length > 0) return own
  const known = configs.map((each) => each ?? '(none)').join(', ')
  throw new RlvrError(
    'RLVR_DATA',
    config === undefined
      ? `The data set \`${repository}\` has several configurations: give \`config\`, one of ${known}.`
      : `The data set \`${repository}\` has no configuration \`${config}\`. It has ${known}.`,
  )
}

function filesOfSplits(
  repository: string,
  splits: readonly HubSplit[],
  names: SplitNames = { train: 'train', test: 'test' },
): { [split in Split]?: readonly string[] } {
  const found: { [split in Split]?: readonly string[] } = {}
  for (const own of ['train', 'test'] as const) {
    const name = names[own]
    if (name === undefined) continue
    const files = splits.find(({ split }) => split === name)?.files
    if (files === undefined)
      throw new RlvrError(
        'RLVR_DATA',
        `The data set \`${repository}\` has no split \`${name}\`; it has ${splits.map(({ split }) => split).join(', ')}. Name its splits as \`split: { train: '…', test: '…' }\`, or divide its rows by \`split: splitByHash()\`.`,
      )
    found[own] = files
  }
  return found
}
