// One training of an adapter on one environment with one seed, measured on held-out tasks before and after, and the
// adapter measured again through transformers and PEFT.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { estimateShare, type ShareEstimate } from '../../src/core/estimate.ts'
import { promptMessages } from '../../src/core/message.ts'
import { runRubric } from '../../src/core/rubric.ts'
import type { Task } from '../../src/core/task.ts'
import { heldOut, openPretrained, type HeldOutResult, type TransformerPolicy } from '../../src/index.ts'
import { exportCheckpoint } from '../../src/policy/checkpoints/export-checkpoint.ts'
import { loraTargets, type LoraSettings } from '../../src/policy/transformer/model/lora.ts'
import { SnapshotReader } from '../../src/policy/transformer/model/snapshot.ts'
import { distinctTasks } from '../../src/rollout/held-out.ts'
import { train } from '../../trainers/index.ts'
import { openSubject, type Subject, type SubjectName } from './lessons.ts'
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
  /** An interpreter with transformers and PEFT; null leaves that measurement out. */
  readonly python: string | null
  readonly note: (text: string) => void
}

export interface LearningResult {
  readonly environment: SubjectName
  readonly seed: number
  readonly steps: number
  /** Of the training, evaluations included, by the clock. */
  readonly seconds: number
  readonly peakRssMb: number
  /** Processor time of the training, all threads, and the load averages of a minute when it began and ended. */
  readonly processorSeconds: number
  readonly load: readonly [number, number]
  readonly before: HeldOutResult
  readonly after: HeldOutResult
  readonly elsewhere: ElsewhereResult | null
}

/** The adapter answered by transformers and PEFT, judged by our verifiers. */
export interface ElsewhereResult {
  readonly versions: string
  readonly greedyPass1: number
  readonly sampledPass1: number
  readonly interval: ShareEstimate['interval']
  /** Greedy replies that are ours token for token, and how far the others' first different token was from a tie. */
  readonly equal: number
  readonly questions: number
  readonly largestGap: number | null
}

const lora: LoraSettings = { rank: 16, alpha: 32, targets: loraTargets }
const heldOutTasks = 200
const repliesPerTask = 4

export async function learningRun(options: LearningRunOptions): Promise<LearningResult> {
  const { base, environment, seed, folder, steps, promptsPerStep, threads, python, note } = options
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
      elsewhere: python === null ? null : await elsewhere(policy, subject, { base, adapter, folder, seed, python }),
    }
    await writeFile(done, `${JSON.stringify(result, null, 2)}\n`)
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

/** Our greedy replies recorded as tokens, the same questions answered in Python, and its replies judged here. */
async function elsewhere(
  policy: TransformerPolicy,
  { spec }: Subject,
  {
    base,
    adapter,
    folder,
    seed,
    python,
  }: Pick<LearningRunOptions, 'base' | 'folder' | 'seed'> & {
    readonly adapter: string
    readonly python: string
  },
): Promise<ElsewhereResult> {
  const tasks = distinctTasks(await spec.tasks({ split: 'test', seed }), heldOutTasks)
  const sampling = { temperature: 1, topK: 0, topP: 1, maxTokens: maxReplyTokens }
  const { episodes } = await heldOut({
    environment: spec,
    policy,
    tasks,
    repliesPerTask: 1,
    sampling,
    seed,
    step: null,
  })
  const questions = episodes.slice(-tasks.length).map(({ sequence }) => {
    if (sequence === null) throw new Error('an episode of ours has no tokens')
    const at = sequence.sampled.indexOf(1)
    return { prompt: [...sequence.tokens.slice(0, at)], greedy: [...sequence.tokens.slice(at)] }
  })
  const [asked, answered] = [join(folder, 'questions.json'), join(folder, 'answers.json')]
  const { eos_token_id: ends } = JSON.parse(readFileSync(join(base, 'generation_config.json'), 'utf8')) as {
    eos_token_id: number | number[]
  }
  await writeFile(
    asked,
    JSON.stringify({
      base,
      adapter,
      maxTokens: maxReplyTokens,
      ends: [ends].flat(),
      samples: repliesPerTask,
      seed,
      questions,
    }),
  )
  const script = fileURLToPath(new URL('../peers/adapter_answers.py', import.meta.url))
  const { status, stderr, error } = spawnSync(python, ['-B', script, asked, answered], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${python} could not answer: ${error?.message ?? stderr.slice(-1000)}`)
  const answers = JSON.parse(readFileSync(answered, 'utf8')) as {
    versions: string
    equal: number
    differing: { gap: number | null }[]
    greedy: string[]
    replies: string[][]
  }
  const isRight = async (task: Task, reply: string): Promise<boolean> => {
    const messages = [...promptMessages(task.prompt), { role: 'assistant' as const, content: reply }]
    const { outcome } = await runRubric(spec.rubric, { task, reply, messages })
    return outcome === true
  }
  const [shares, greedy]: [number[], number[]] = [[], []]
  for (const [index, task] of tasks.entries()) {
    let right = 0
    for (const reply of answers.replies[index] ?? []) right += Number(await isRight(task, reply))
    shares.push(right / repliesPerTask)
    greedy.push(Number(await isRight(task, answers.greedy[index] ?? '')))
  }
  const sampled = estimateShare(shares) as ShareEstimate
  const gaps = answers.differing.map(({ gap }) => gap ?? Infinity)
  return {
    versions: answers.versions,
    greedyPass1: (estimateShare(greedy) as ShareEstimate).value,
    sampledPass1: sampled.value,
    interval: sampled.interval,
    equal: answers.equal,
    questions: tasks.length,
    largestGap: gaps.length === 0 ? null : Math.max(...gaps),
  }
}
