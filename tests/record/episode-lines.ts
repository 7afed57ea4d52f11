// The lines of a run's episodes, as `zcat` gives them: the whole of `episodes.jsonl.gz`.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

export function episodeLines(run: string): string[] {
  return gunzipSync(readFileSync(join(run, 'episodes.jsonl.gz')))
    .toString('utf8')
    .split('\n')
    .filter(Boolean)
}
