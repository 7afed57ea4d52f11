import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import type { EpisodeRecord } from '../../src/core/episode.ts'
import { PackedEpisodes } from '../../src/record/packed-episodes.ts'
import { readEpisodes } from '../../src/record/episode-reader.ts'
import { writeReport } from '../../src/view/run-report.ts'
import { temporaryFolder } from '../record/temporary-folder.ts'

const plainRun = new URL('../fixtures/plain-run', import.meta.url).pathname

test('a report shows groups of early, middle and late steps, from packed episodes as from plain lines', async () => {
  const plain = join(temporaryFolder(), 'run')
  cpSync(plainRun, plain, { recursive: true })
  const packed = join(temporaryFolder(), 'run')
  cpSync(plainRun, packed, { recursive: true })
  rmSync(join(packed, 'episodes.jsonl'))
  const steps: EpisodeRecord[][] = []
  for await (const record of readEpisodes(plainRun)) {
    if (record.step !== steps.at(-1)?.[0]?.step) steps.push([])
    steps.at(-1)?.push(record)
  }
  const episodes = PackedEpisodes.open(packed)
  for (const records of steps) episodes.writeAll(records)
  episodes.close()

  const report = await writeReport(plain)
  expect(basename(report)).toBe('report.html')
  const html = readFileSync(report, 'utf8')
  // 350 lies between the steps that are shown; 0 and the last one are.
  for (const words of ['Early', 'step 0', 'Late', 'step 699', 'It uses']) expect(html).toContain(words)
  expect(readFileSync(await writeReport(packed), 'utf8')).toBe(html)
})

test('a run without a summary is reported on without it, and says so', async () => {
  const run = join(temporaryFolder(), 'run')
  cpSync(plainRun, run, { recursive: true })
  rmSync(join(run, 'summary.json'), { force: true })
  const html = readFileSync(await writeReport(run), 'utf8')
  expect(html).toContain('The run has no summary')
  rmSync(join(run, 'metrics.jsonl'))
  rmSync(join(run, 'episodes.jsonl'))
  expect(readFileSync(await writeReport(run), 'utf8')).toContain('The run has no summary')
})

test('a summary that is none, an evaluation and a folder that is no run are named', async () => {
  const run = join(temporaryFolder(), 'run')
  cpSync(plainRun, run, { recursive: true })
  for (const text of ['{', 'null', '{}']) {
    writeFileSync(join(run, 'summary.json'), text)
    await expect(writeReport(run)).rejects.toMatchObject({
      code: 'RLVR_RECORD',
      message: expect.stringContaining('summary.json is no summary of a training') as string,
    })
  }
  const evaluation = new URL('../fixtures/plain-evaluation', import.meta.url).pathname
  await expect(writeReport(evaluation)).rejects.toMatchObject({
    code: 'RLVR_USAGE',
    message: expect.stringContaining('is an evaluation') as string,
  })
  await expect(writeReport(join(run, 'nothing'))).rejects.toMatchObject({ code: 'RLVR_USAGE' })
})
