// Adapters that were trained here, answered through transformers and PEFT: our greedy replies are recorded as tokens, the
// same questions are answered in Python, and its replies are judged by our verifiers.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { estimateShare, type ShareEstimate } from '../../src/core/estimate.ts'
import { promptMessages } from '../../src/core/message.ts'
import { runRubric } from '../../src/core/rubric.ts'
import type { Task } from '../../src/core/task.ts'
import { heldOut, type TransformerPolicy } from '../../src/index.ts'
import { distinctTasks } from '../../src/rollout/held-out.ts'
import { openSubject, type Subject, type SubjectName } from './lessons.ts'
import { maxReplyTokens } from './teach.ts'

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

/** Held-out tasks of a run, and sampled replies to each. */
export const heldOutTasks = 200
export const repliesPerTask = 4

const tasksOf = async ({ spec }: Subject, seed: number): Promise<Task[]> =>
  distinctTasks(await spec.tasks({ split: 'test', seed }), heldOutTasks)

/** Writes `questions.json` into the folder of a run: prompts and our greedy replies, as tokens. */
export async function writeQuestions(
  policy: TransformerPolicy,
  subject: Subject,
  { base, adapter, folder, seed }: { readonly [name in 'base' | 'adapter' | 'folder']: string } & { seed: number },
): Promise<void> {
  const tasks = await tasksOf(subject, seed)
  const { episodes } = await heldOut({
    environment: subject.spec,
    policy,
    tasks,
    repliesPerTask: 1,
    sampling: { temperature: 1, topK: 0, topP: 1, maxTokens: maxReplyTokens },
    seed,
    step: null,
  })
  const questions = episodes.slice(-tasks.length).map(({ sequence }) => {
    if (sequence === null) throw new Error('an episode of ours has no tokens')
    const at = sequence.sampled.indexOf(1)
    return { prompt: [...sequence.tokens.slice(0, at)], greedy: [...sequence.tokens.slice(at)] }
  })
  const { eos_token_id: ends } = JSON.parse(readFileSync(join(base, 'generation_config.json'), 'utf8')) as {
    eos_token_id: number | number[]
  }
  await writeFile(
    join(folder, 'questions.json'),
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
}

/** What Python answers to the questions of a run's folder. */
export async function answeredElsewhere(options: {
  readonly python: string
  readonly folder: string
  readonly environment: SubjectName
  readonly seed: number
}): Promise<ElsewhereResult> {
  const { python, folder, environment, seed } = options
  const subject = await openSubject(environment)
  const tasks = await tasksOf(subject, seed)
  const [asked, answered] = [join(folder, 'questions.json'), join(folder, 'answers.json')]
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
    const { outcome } = await runRubric(subject.spec.rubric, { task, reply, messages })
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
