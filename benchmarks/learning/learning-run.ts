// One training of an adapter on one environment with one seed, measured on held-out tasks before and after; then the
// adapter measured again through transformers and PEFT.
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { openPretrained, type HeldOutResult, type TransformerPolicy } from '../../src/index.ts'
import { exportCheckpoint } from '../../src/policy/checkpoints/export-checkpoint.ts'
import { loraTargets, type LoraSettings } from '../../src/policy/transformer/model/lora.ts'
import { SnapshotReader } from '../../src/policy/transformer/model/snapshot.ts'
import { train } from '../../trainers/index.ts'
import {
  answeredElsewhere,
  heldOutTasks,
  repliesPerTask,
  writeQuestions,
  type ElsewhereResult,
} from './answered-elsewhere.ts'
import { openSubject, type SubjectName } from './lessons.ts'
import { maxReplyTokens } from './teach.ts'

export interface LearningRunOptions {
  readonly base: string
  readonly environment: SubjectName
  readonly seed: number
  /** `result.json`, the run and the adapter go there; a run that was interrupted goes on. */
  readonly folder: string
  readonly steps: number
  /** Eight replies each. */
  readonly promptsPerStep: number
  readonly threads: number
  readonly note: (text: string) => void
}

export interface LearningResult {
  readonly environment: SubjectName
  readonly seed: number
  readonly steps: number
  /** Of the training, evaluations included, by the clock. */
  readonly seconds: number
  readonly peakRssMb: number
  /** Processor time of all threads since the run was last gone on with; load averages of a minute when it began and ended. */
  readonly processorSeconds: number
  readonly load: readonly [number, number]
  readonly before: HeldOutResult
  readonly after: HeldOutResult
  /** Null until it was asked for. */
  readonly elsewhere: ElsewhereResult | null
}

const lora: LoraSettings = { rank: 16, alpha: 32, targets: loraTargets }

export async function learningRun(options: LearningRunOptions): Promise<LearningResult> {
  const { base, environment, seed, folder, steps, promptsPerStep, threads, note } = options
  const done = join(folder, 'result.json')
  if (existsSync(done)) return JSON.parse(readFileSync(done, 'utf8')) as LearningResult
  await mkdir(folder, { recursive: true })
  const subject = await openSubject(environment)
  const policy = await openPretrained(base, { lora, seed, threads })
  const [loadBefore = 0] = loadavg()
  const usedBefore = process.cpuUsage()
  try {
    const summary = await train({
      environment: subject.spec,
      policy,
      run: join(folder, 'run'),
      settings: {
        seed,
        algorithm: 'dapo',
        steps,
        promptsPerStep,
        samplesPerPrompt: 8,
        minibatches: 1,
        sampling: { maxTokens: maxReplyTokens },
        learningRate: 1e-3,
        schedule: 'constant',
        warmupSteps: 5,
        coldStart: null,
        // Held-out tasks are asked before the first step and after the last: nothing is chosen by them.
        evaluation: { everySteps: steps, tasks: heldOutTasks, repliesPerTask },
        checkpointEverySteps: 25,
      },
      onEvent: (event) => {
        if (event.type === 'step' && event.step % 10 === 0)
          note(
            `${environment} seed ${seed}, step ${event.step}: outcome ${event.metrics['outcome']?.toFixed(3)}, ${event.metrics['step_time']?.toFixed(2)} s`,
          )
        if (event.type === 'evaluation') note(`  held out: ${JSON.stringify(event.result)}`)
        if (event.type === 'warning' || event.type === 'alarm') note(`  ${event.message}`)
      },
    })
    const used = process.cpuUsage(usedBefore)
    const [loadAfter = 0] = loadavg()
    const adapter = join(folder, 'adapter')
    await writeAdapter(policy, adapter, base)
    await writeQuestions(policy, subject, { base, adapter, folder, seed })
    const result: LearningResult = {
      environment,
      seed,
      steps,
      seconds: summary.seconds,
      peakRssMb: summary.peakRssMb,
      processorSeconds: (used.user + used.system) / 1e6,
      load: [loadBefore, loadAfter],
      before: summary.heldOut.coldStart,
      after: summary.heldOut.end,
      elsewhere: null,
    }
    await keep(result, folder)
    return result
  } finally {
    await policy.close()
  }
}

async function writeAdapter(policy: TransformerPolicy, adapter: string, base: string): Promise<void> {
  const kept = `${adapter}.snapshot`
  for (const each of [kept, adapter]) await rm(each, { recursive: true, force: true })
  await mkdir(kept)
  await policy.snapshot(kept)
  const snapshot = await SnapshotReader.open(kept)
  const read = async (name: string): Promise<Float32Array> => await snapshot.read(name)
  await exportCheckpoint(
    {
      architecture: policy.architecture,
      read,
      adapter: { settings: lora, read, base: { name: base } },
    },
    adapter,
    { to: 'peft' },
  )
  await snapshot.close()
  await rm(kept, { recursive: true })
}

/** The result with what Python answers, kept in the run's folder; a result that has it is given back. */
export async function withElsewhere(result: LearningResult, folder: string, python: string): Promise<LearningResult> {
  if (result.elsewhere !== null) return result
  const { environment, seed } = result
  const more = { ...result, elsewhere: await answeredElsewhere({ python, folder, environment, seed }) }
  await keep(more, folder)
  return more
}

const keep = async (result: LearningResult, folder: string): Promise<void> =>
  await writeFile(join(folder, 'result.json'), `${JSON.stringify(result, null, 2)}\n`)
