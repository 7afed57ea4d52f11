// A program that is killed in the middle of writing a line: `node killed-writer.ts RUN_FOLDER WHOLE_LINES`.
import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { LineWriter } from '../../src/record/line-writer.ts'
import { lockRun } from '../../src/record/run-lock.ts'

const [folder = '.', wholeLines = '0'] = process.argv.slice(2)
lockRun(folder)
let lines = 0
const writer = LineWriter.open(join(folder, 'episodes.jsonl'), {
  write: (file, bytes) => {
    if (lines++ < Number(wholeLines)) return writeSync(file, bytes)
    writeSync(file, bytes.subarray(0, Math.floor(bytes.length / 2)))
    process.kill(process.pid, 'SIGKILL')
    return 0
  },
})
for (let index = 0; ; index++) writer.write({ format: 1, index, text: 'möglich\u2028' })
