// A training over a curriculum at the command line: killed and resumed, and its tasks found by their ids.
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { episodeLines } from '../../record/episode-lines.ts'
import { linesWithoutTimes } from '../../trainers/tiny-training.ts'
import { folderWith, runRlvrHere, rowsOf } from '../run-rlvr.ts'

const program = new URL('../../../src/cli/main.ts', import.meta.url).pathname
const killedAt = new URL('../killed-at.ts', import.meta.url).pathname
const source = new URL('../../../src/index.ts', import.meta.url).pathname

// A level is a letter; every reply solves all levels but the last, so that the level moves with each step.
const environment = `
import { curriculum, defineEnv, Type } from ${JSON.stringify(source)}
const letters = defineEnv({
  id: 'letters',
  options: Type.Object({ level: Type.Integer({ default: 1 }) }),
  draw: ({ rng, options }) => ({ prompt: String(options.level) + String(rng.int(0, 99999)), answer: options.level }),
  rewards: { solved: ({ task }) => task.answer < 3, length: { weight: 0.1, verify: ({ reply }) => reply.length / 4 } },
  outcome: 'solved',
})
export default await curriculum({ id: 'rising', environment: letters, from: 1, to: 3, window: 4, rehearsal: 0.3 })
`

const settings = {
  steps: 6,
  'coldStart.steps': 0,
  promptsPerStep: 4,
  samplesPerPrompt: 2,
  'sampling.maxTokens': 4,
  'evaluation.tasks': 3,
  'evaluation.everySteps': 6,
  checkpointEverySteps: 2,
}

const given = [
  ...['train', './rising.ts', '--backend', 'onnx-cpu', '--threads', '1'],
  ...Object.entries(settings).flatMap(([name, value]) => ['--set', `${name}=${value}`]),
]

interface Episode {
  readonly phase: string
  readonly task: { readonly id: string; readonly answer: number }
}

test('a curriculum that is killed midway through a step goes on with the same tasks, and they are found by their ids', async () => {
  const folder = await folderWith({ 'rising.ts': environment })
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const runOf = (runs: string): string => join(runs, readdirSync(join(folder, runs))[0] ?? '')
  const begun = await runRlvrHere(folder, [...given, '--runs', 'whole'])
  expect(begun.code, begun.stderr).toBe(0)
  const whole = join(folder, runOf('whole'))
  const killed = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--import', killedAt, program, ...given, '--runs', 'killed'],
    // The fifth step: its replies were sampled, and the newest checkpoint is that of the fourth.
    { cwd: folder, env: { ...process.env, KILLED_AT: 'accumulate 9' }, encoding: 'utf8' },
  )
  expect(killed.signal, killed.stderr).toBe('SIGKILL')
  const run = runOf('killed')
  expect(linesWithoutTimes(join(folder, run), 'metrics')).toHaveLength(4)
  const resumed = await runRlvrHere(folder, ['train', '--resume', run])
  expect(resumed.code, resumed.stderr).toBe(0)
  for (const file of ['episodes', 'metrics'] as const)
    expect(linesWithoutTimes(join(folder, run), file)).toEqual(linesWithoutTimes(whole, file))
  const levels = rowsOf(readFileSync(join(whole, 'metrics.jsonl'), 'utf8')).map(
    (row) => (row as { [name: string]: number })['curriculum/level'],
  )
  expect(new Set(levels).size).toBeGreaterThan(1)

  const tasks = episodeLines(whole)
    .map((line) => JSON.parse(line) as Episode)
    .filter(({ phase }) => phase === 'train')
    .map(({ task }) => task)
  expect(tasks.some(({ id }) => id.startsWith('train-level-3-'))).toBe(true)
  const rows = [...tasks.map(({ id }) => id), 'train-level-4-0', 'train-level-2-05'].map((taskId) =>
    JSON.stringify({ id: taskId, taskId, reply: 'abcd' }),
  )
  writeFileSync(join(folder, 'replies.jsonl'), rows.join('\n'))
  const scored = await runRlvrHere(folder, ['score', './rising.ts', '-i', 'replies.jsonl'])
  expect(rowsOf(scored.stdout)).toMatchObject(
    tasks.map(({ id, answer }) => ({ id, outcome: answer < 3, verdicts: { length: { score: 1 } } })),
  )
  expect(scored.stderr).toContain('`rising` has no task `train-level-4-0`.')
  expect(scored.stderr).toContain('`rising` has no task `train-level-2-05`.')
  expect(scored.code).toBe(1)
})
