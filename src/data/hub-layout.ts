// Which files of a data set on the hub hold which configuration and split, by the ways in which they are named there:
// `train.jsonl`, `data/train-00000-of-00002.parquet`, `CONFIG/test-00000-of-00001.parquet`, `CONFIG/train/0000.parquet`
// (revision `refs/convert/parquet`). Source: huggingface.co/docs/hub/datasets-file-names-and-splits.
import { posix } from 'node:path'
import { recordFileEndings } from './record-file.ts'

export interface HubSplit {
  /** Null for files at the root, in `data` or in `default`, which belong to no named configuration. */
  readonly config: string | null
  readonly split: string
  /** In the order of their names. */
  readonly files: readonly string[]
}

/** The splits of a repository, from the paths of its files. Files that hold no records are passed over. */
export function hubSplits(paths: readonly string[]): HubSplit[] {
  const splits = new Map<string, { config: string | null; split: string; files: string[] }>()
  for (const path of paths.toSorted()) {
    const ending = recordFileEndings.toSorted((a, b) => b.length - a.length).find((each) => path.endsWith(each))
    if (ending === undefined) continue
    const stem = posix.basename(path, ending).replace(/-\d+-of-\d+$/, '')
    const folder = posix.dirname(path)
    // A file that is but a number is a part of the split that its folder is named after.
    const [split, above] = /^\d+$/.test(stem) ? [posix.basename(folder), posix.dirname(folder)] : [stem, folder]
    const config = unnamedConfigs.has(above) ? null : above
    const key = JSON.stringify([config, split])
    const known = splits.get(key)
    if (known === undefined) splits.set(key, { config, split, files: [path] })
    else known.files.push(path)
  }
  return [...splits.values()]
}

const unnamedConfigs = new Set(['.', 'data', 'default'])
