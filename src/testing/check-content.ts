// What an environment's tasks say, beside each other: no task twice, one answer to one prompt, no prompt in both
// splits, and a reference answer that the verifiers can read.
import type { EnvironmentSpec } from '../core/environment.ts'
import { contentHash } from '../core/json.ts'
import { promptMessages } from '../core/message.ts'
import { Rng } from '../core/random.ts'
import { runRubric } from '../core/rubric.ts'
import type { Split, Task } from '../core/task.ts'
import type { Findings } from './findings.ts'
import { playOut } from './play-out.ts'

/** Of a list all tasks are looked at, up to this many; of drawn ones, which are endless, a few. */
const most = { listed: 2000, drawn: 200, judged: 20 } as const

interface Content {
  readonly split: Split
  readonly isListed: boolean
  readonly tasks: readonly Task[]
}

/** Looks at the tasks of both splits. */
export async function checkContent(findings: Findings, spec: EnvironmentSpec, seed: number | string): Promise<void> {
  const [train, test] = [await contentOf(spec, 'train', seed), await contentOf(spec, 'test', seed)]
  const isOneList = train.isListed && test.isListed && sameTasks(train.tasks, test.tasks)
  const all = isOneList ? [train] : [train, test]

  await findings.check('a list holds no task twice', () => {
    for (const { split, isListed, tasks } of all) {
      if (!isListed) continue
      const twice =
        firstPair(
          tasks,
          ({ hash }) => hash,
          () => true,
        ) ??
        firstPair(
          tasks,
          ({ id }) => id,
          () => true,
        )
      if (twice !== null)
        return `tasks \`${twice[0].id}\` and \`${twice[1].id}\` of the ${split} split are the same, or have one id`
    }
    return null
  })
  const [oneAnswer, oneSplit] = ['a prompt has one answer', 'the splits share no prompt']
  if (spec.maxTurns > 1) {
    // What is asked for may be found out in the episode, and be another thing under the same words.
    findings.skip(oneAnswer, 'an episode of several turns may hold what the prompt does not say')
    findings.skip(oneSplit, 'an episode of several turns may hold what the prompt does not say')
  } else {
    await findings.check(oneAnswer, async () => {
      const tasks = all.flatMap((each) => each.tasks)
      for (const [first, second] of allPairs(tasks, promptOf, (left, right) => left.hash !== right.hash))
        if (!(await solvesBoth(spec, first, second)))
          return `tasks \`${first.id}\` and \`${second.id}\` have the same prompt and different answers`
      return null
    })
    await findings.check(oneSplit, () => {
      if (isOneList) return null
      const trained = new Map(train.tasks.map((task) => [promptOf(task), task.id]))
      const shared = test.tasks.find((task) => trained.has(promptOf(task)))
      return shared === undefined
        ? null
        : `the prompt of \`${shared.id}\` is that of \`${trained.get(promptOf(shared))}\` of the train split`
    })
  }
  await findings.check('every task has a reference answer, or none has one', () => {
    const tasks = all.flatMap((each) => each.tasks)
    const without = tasks.filter(({ answer }) => answer === null)
    if (without.length === 0) return null
    if (without.length < tasks.length) return `task \`${without[0]?.id}\` has the answer null, and others have one`
    const [task] = without as [Task]
    return spec.demonstrate(task, Rng.fromSeed(task.hash)) === null
      ? 'all answers are null. Give answers, or `demonstrate`, which shows that the rewards need none'
      : null
  })
  await findings.check('the verifiers can read every reference answer', async () => {
    for (const { tasks } of all)
      for (const task of tasks.slice(0, most.judged)) {
        const fault = await goldFault(spec, task)
        if (fault !== null) return `task \`${task.id}\`: ${fault}`
      }
    return null
  })
}

/** Whether the demonstrations of two tasks solve both: two of several right answers to one prompt. */
async function solvesBoth(spec: EnvironmentSpec, first: Task, second: Task): Promise<boolean> {
  for (const [task, other] of [
    [first, second],
    [second, first],
  ] as const) {
    const actions = spec.demonstrate(other, Rng.fromSeed(other.hash))
    if (actions === null || (await playOut(spec, task, actions)).outcome !== true) return false
  }
  return true
}

/** What a verifier says of the gold when it is shown some reply; null where it can read it. */
async function goldFault(spec: EnvironmentSpec, task: Task): Promise<string | null> {
  // Judged outside of an episode: a verifier that misses its state gives another cause, and is tried by whole episodes.
  const messages = [...promptMessages(task.prompt), { role: 'assistant', content: '\\boxed{7}' } as const]
  const { verdicts } = await runRubric(spec.rubric, { task, reply: '\\boxed{7}', messages })
  for (const [name, verdict] of Object.entries(verdicts))
    if (verdict.status === 'invalid' && verdict.cause === 'broken-gold') return `\`${name}\` says: ${verdict.reason}`
  return null
}

async function contentOf(spec: EnvironmentSpec, split: Split, seed: number | string): Promise<Content> {
  const taskset = await spec.tasks({ split, seed })
  const length = taskset.size === null ? most.drawn : Math.min(taskset.size, most.listed)
  return { split, isListed: taskset.size !== null, tasks: Array.from({ length }, (_, index) => taskset.at(index)) }
}

/** A list without a test part serves both splits, openly. */
function sameTasks(train: readonly Task[], test: readonly Task[]): boolean {
  return train.length === test.length && train.every(({ hash }, index) => test[index]?.hash === hash)
}

/** The first two tasks of one key that `clash`. */
function firstPair(
  tasks: readonly Task[],
  keyOf: (task: Task) => string,
  clash: (left: Task, right: Task) => boolean,
): [Task, Task] | null {
  return allPairs(tasks, keyOf, clash).next().value ?? null
}

/** Each task that clashes with the first of its key, and that one. */
function* allPairs(
  tasks: readonly Task[],
  keyOf: (task: Task) => string,
  clash: (left: Task, right: Task) => boolean,
): Generator<[Task, Task], undefined> {
  const first = new Map<string, Task>()
  for (const task of tasks) {
    const known = first.get(keyOf(task))
    if (known === undefined) first.set(keyOf(task), task)
    else if (clash(known, task)) yield [known, task]
  }
}

function promptOf({ prompt }: Task): string {
  return contentHash(prompt)
}
