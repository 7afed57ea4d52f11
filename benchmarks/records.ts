// `npm run -s bench -- records RUN [--json]`: what the episodes of a run cost, packed as runs are written and as plain
// JSON lines (the peer), written to a temporary folder step by step as a training does.
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { EpisodeRecord } from '../src/core/episode.ts'
import { RlvrError } from '../src/core/errors.ts'
import { readEpisodes, readGroup } from '../src/record/episode-reader.ts'
import { compressionLevel, gzipMember } from '../src/record/gzip-member.ts'
import { LineWriter } from '../src/record/line-writer.ts'
import { PackedEpisodes } from '../src/record/packed-episodes.ts'

/** One way of writing the same episodes. */
interface Way {
  readonly name: string
  bytes: number
  ms: number
  worstStepMs: number
}

export async function benchRecords(given: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...given],
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  })
  const [run, ...rest] = positionals
  if (run === undefined || rest.length > 0)
    throw new RlvrError('RLVR_USAGE', 'Name one run: `npm run -s bench -- records runs/…`.')
  const loadBefore = loadavg()[0] ?? 0
  const folder = mkdtempSync(join(tmpdir(), 'rlvr-records-'))
  try {
    const report = {
      benchmark: 'records',
      run,
      ...(await measure(run, folder)),
      machine: { cores: cpus().length, loadBefore },
    }
    const show = values.json ? console.error : console.log
    const { episodes, steps } = report
    show(`records: ${episodes} episodes in ${steps} steps, load ${loadBefore.toFixed(1)} before`)
    show(
      `${''.padEnd(14)}${'MB'.padStart(9)}${'ratio'.padStart(9)}${'ms/1000'.padStart(9)}${'ms/step'.padStart(9)}${'worst'.padStart(9)}`,
    )
    for (const way of report.ways) {
      const cells = [
        way.bytes / 1e6,
        way.bytes / report.plainBytes,
        (way.ms * 1000) / episodes,
        way.ms / steps,
        way.worstStepMs,
      ]
      show(way.name.padEnd(14) + cells.map((cell, at) => cell.toFixed(at === 1 ? 4 : 2).padStart(9)).join(''))
    }
    show(`a group by its index: ${report.groupMs.toFixed(1)} ms`)
    if (values.json) console.log(JSON.stringify(report))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measure(
  run: string,
  folder: string,
): Promise<{
  episodes: number
  steps: number
  ways: Way[]
  plainBytes: number
  bytesRatio: number
  ratio: number
  peer: string
  groupMs: number
}> {
  const packedFolder = join(folder, 'packed')
  const plainPath = join(folder, 'episodes.jsonl')
  mkdirSync(packedFolder)
  const packed = PackedEpisodes.open(packedFolder)
  const plain = LineWriter.open(plainPath)
  const [plainWay, packedWay] = ['plain lines', 'packed'].map((name): Way => ({
    name,
    bytes: 0,
    ms: 0,
    worstStepMs: 0,
  })) as [Way, Way]
  const levels = [1, 3, 6, 9].map((level) => ({
    level,
    way: { name: `  gzip -${level}${level === compressionLevel ? ' *' : ''}`, bytes: 0, ms: 0, worstStepMs: 0 },
  }))
  let episodes = 0
  let steps = 0
  let group = ''
  for await (const step of stepsOf(run)) {
    episodes += step.length
    steps++
    group = step.find(({ phase }) => phase === 'train')?.group.id ?? group
    time(plainWay, () => step.forEach((record) => plain.write(record)))
    time(packedWay, () => packed.writeAll(step))
    const text = Buffer.from(step.map((record) => `${JSON.stringify(record)}\n`).join(''))
    for (const { level, way } of levels) time(way, () => (way.bytes += gzipMember(text, level).length))
  }
  plain.close()
  packed.close()
  if (episodes === 0) throw new RlvrError('RLVR_RECORD', `${run} has no episodes.`)
  plainWay.bytes = statSync(plainPath).size
  packedWay.bytes = ['episodes.jsonl.gz', 'episodes.index.jsonl'].reduce(
    (sum, name) => sum + statSync(join(packedFolder, name)).size,
    0,
  )
  const started = performance.now()
  if (group !== '') await readGroup(packedFolder, group)
  return {
    episodes,
    steps,
    ways: [plainWay, packedWay, ...levels.map(({ way }) => way)],
    plainBytes: plainWay.bytes,
    bytesRatio: packedWay.bytes / plainWay.bytes,
    ratio: packedWay.ms / plainWay.ms,
    peer: 'plain JSON lines',
    groupMs: performance.now() - started,
  }
}

function time(way: Way, work: () => void): void {
  const started = performance.now()
  work()
  const ms = performance.now() - started
  way.ms += ms
  way.worstStepMs = Math.max(way.worstStepMs, ms)
}

/** The episodes of a run, those of a phase and step together. */
async function* stepsOf(run: string): AsyncGenerator<EpisodeRecord[]> {
  let step: EpisodeRecord[] = []
  for await (const record of readEpisodes(run)) {
    const [first] = step
    if (first !== undefined && (first.phase !== record.phase || first.step !== record.step)) {
      yield step
      step = []
    }
    step.push(record)
  }
  if (step.length > 0) yield step
}
