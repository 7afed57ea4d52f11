// A program that is killed in the middle of a write: `node killed-packing.ts RUN_FOLDER WRITES`. It records steps of
// six episodes, two of each step one by one; the write after WRITES whole ones is cut in half.
import { writeSync } from 'node:fs'
import { PackedEpisodes } from '../../src/record/packed-episodes.ts'
import { episodesOfStep } from './sample-episodes.ts'

const [folder = '.', wholeWrites = '0'] = process.argv.slice(2)
let writes = 0
const episodes = PackedEpisodes.open(folder, {
  write: (file, bytes) => {
    if (writes++ < Number(wholeWrites)) return writeSync(file, bytes)
    writeSync(file, bytes.subarray(0, Math.floor(bytes.length / 2)))
    process.kill(process.pid, 'SIGKILL')
    return 0
  },
})
for (let step = 0; ; step++) {
  const [first, second, ...rest] = episodesOfStep(step)
  if (first !== undefined) episodes.write(first)
  if (second !== undefined) episodes.write(second)
  episodes.writeAll(rest)
}
