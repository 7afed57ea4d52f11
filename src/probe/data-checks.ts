// What the tasks say by themselves and beside each other, apart from what `checkContent` promises: faulty ones, nearly
// the same ones, answers that the prompt or the public half gives away, one answer for most, how long they are.
import type { EnvironmentSpec } from '../core/environment.ts'
import { canonicalJson, type Json } from '../core/json.ts'
import { promptMessages } from '../core/message.ts'
import { wilsonInterval } from '../core/statistics.ts'
import type { Task } from '../core/task.ts'
import type { CheckFinding } from './check-report.ts'
import type { ProbedTask } from './probe-inputs.ts'
import { percent } from './run-probes.ts'
import type { SampledTasks } from './sample-tasks.ts'

type Checked = Pick<CheckFinding, 'status' | 'detail'>
const ok: Checked = { status: 'ok', detail: '' }

export interface DataSetting {
  readonly spec: EnvironmentSpec
  readonly samples: readonly SampledTasks[]
  readonly probed: readonly ProbedTask[]
  readonly luck: number
}

const checks: readonly (readonly [id: string, says: string, check: (setting: DataSetting) => Checked])[] = [
  ['faulty', 'Every task can be had.', faulty],
  ['near-duplicate', 'No two tasks of a list are the same but for letters, spaces and full stops.', nearDuplicate],
  ['near-leak', 'No task of the test split is nearly one of the train split.', nearLeak],
  ['split', 'There is a test split of its own.', testSplit],
  ['answer-in-prompt', 'No prompt names its answer as the answer.', answerInPrompt],
  ['answer-in-public', 'Neither ids nor public fields hold the answer.', answerInPublic],
  ['best-constant', 'No answer is that of most tasks.', bestConstant],
  ['length', 'Prompts are there, and of a length that models read.', length],
]

export function dataChecks(setting: DataSetting): CheckFinding[] {
  return checks.map(([id, says, check]) => ({ id, group: 'data', says, ...check(setting) }))
}

function faulty({ samples }: DataSetting): Checked {
  const count = samples.reduce((sum, each) => sum + each.faulty.length, 0)
  const [split, first] = samples.flatMap((each) => each.faulty.map((fault) => [each.split, fault] as const))[0] ?? []
  if (first === undefined) return ok
  return { status: 'fault', detail: `${count} cannot; task ${first.index} of the ${split} split: ${first.why}` }
}

function nearDuplicate({ samples }: DataSetting): Checked {
  for (const { split, isListed, tasks } of samples) {
    if (!isListed) continue
    const pair = firstPair(tasks, tasks)
    if (pair !== null)
      return { status: 'fault', detail: `tasks \`${pair[0].id}\` and \`${pair[1].id}\` of the ${split} split` }
  }
  return ok
}

function nearLeak({ samples, spec }: DataSetting): Checked {
  if (spec.maxTurns > 1)
    return { status: 'skipped', detail: 'an episode of several turns may hold what the prompt does not say' }
  const [train, test] = bySplit(samples)
  if (isOneList(train, test)) return ok
  const pair = firstPair(train.tasks, test.tasks)
  return pair === null ? ok : { status: 'fault', detail: `\`${pair[0].id}\` of train and \`${pair[1].id}\` of test` }
}

function testSplit({ samples }: DataSetting): Checked {
  const gone = samples.find(({ missing }) => missing !== null)
  if (gone !== undefined) return { status: 'warning', detail: `there is no ${gone.split} split: ${gone.missing}` }
  const [train, test] = bySplit(samples)
  return isOneList(train, test)
    ? { status: 'warning', detail: 'one list serves both: what is evaluated was trained on' }
    : ok
}

function answerInPrompt({ samples, probed }: DataSetting): Checked {
  const answers = new Map(
    probed.flatMap(({ task, input: { form } }) => (form === null ? [] : [[task.id, form.answer]])),
  )
  for (const task of samples.flatMap(({ tasks }) => tasks)) {
    const answer = answers.get(task.id) ?? plainAnswer(task)
    if (answer === null || answer === undefined || answer.trim() === '') continue
    const prompt = promptText(task)
    // A pattern of its own for each task costs more than all else: most prompts do not hold their answer at all.
    if (!answerWord.test(prompt) || !prompt.toLowerCase().includes(answer.trim().toLowerCase())) continue
    const named = new RegExp(
      String.raw`\b(?:answer|solution|gold|label|expected|target|result)\b["'*\x60]*\s*(?:is|:|=|->|→)\s*["'*\x60(]*${answer.trim().replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)}(?![\p{L}\p{N}.])`,
      'iu',
    )
    const found = named.exec(prompt)
    if (found !== null)
      return { status: 'fault', detail: `task \`${task.id}\` says ${JSON.stringify(found[0].slice(0, 120))}` }
  }
  return ok
}

const answerWord = /\b(?:answer|solution|gold|label|expected|target|result)\b/i

/** That an id or a field says the answer now and then is chance; that it does in nine of ten tasks is a rule. */
function answerInPublic({ samples }: DataSetting): Checked {
  const tasks = samples.flatMap((each) => each.tasks).filter((task) => plainAnswer(task) !== null)
  if (tasks.length < 5 || new Set(tasks.map(({ answer }) => canonicalJson(answer))).size < 3) return ok
  const fields = new Map<string, number>()
  for (const task of tasks) {
    const answer = plainAnswer(task)
    const hits = new Set<string>()
    for (const [path, value] of leaves(task.public ?? {}, 'public')) if (value === answer) hits.add(path)
    if (task.id.split(/[-_:/.]/).includes(answer ?? '')) hits.add('id')
    for (const path of hits) fields.set(path, (fields.get(path) ?? 0) + 1)
  }
  const leak = [...fields].find(([, count]) => count >= tasks.length * 0.9)
  return leak === undefined
    ? ok
    : { status: 'fault', detail: `\`${leak[0]}\` is the answer in ${leak[1]} of ${tasks.length} tasks` }
}

function bestConstant({ samples, luck, probed }: DataSetting): Checked {
  const isCode = probed.some(({ input }) => input.code !== null)
  const tasks = samples.flatMap((each) => each.tasks).filter(({ answer }) => answer !== null)
  if (tasks.length < 10 || isCode)
    return { status: 'skipped', detail: isCode ? 'answers are programs' : 'too few tasks have a reference answer' }
  const counts = new Map<string, number>()
  for (const { answer } of tasks) counts.set(canonicalJson(answer), (counts.get(canonicalJson(answer)) ?? 0) + 1)
  const [answer, count] = [...counts].sort(([, left], [, right]) => right - left)[0] as [string, number]
  const detail = `${answer.slice(0, 80)} is the answer of ${count} of ${tasks.length} tasks (${percent(count / tasks.length)}), of ${counts.size} answers`
  if (counts.size === 1)
    return { status: 'warning', detail: `all ${tasks.length} tasks have the answer ${answer.slice(0, 80)}` }
  const isMost = (wilsonInterval(count, tasks.length, 2.576)?.low ?? 0) > luck
  return { status: isMost ? 'fault' : 'ok', detail }
}

function length({ samples, probed }: DataSetting): Checked {
  const tasks = samples.flatMap((each) => each.tasks)
  const lengths = tasks.map((task) => promptText(task).length).sort((left, right) => left - right)
  const blank = tasks.find((task) => promptText(task).trim() === '')
  if (blank !== undefined) return { status: 'fault', detail: `the prompt of task \`${blank.id}\` is empty` }
  const golds = probed.flatMap(({ gold }) =>
    gold === null ? [] : [gold.reduce((sum, { text }) => sum + text.length, 0)],
  )
  const longest = lengths.at(-1) ?? 0
  const detail = `prompts of ${lengths[lengths.length >> 1] ?? 0} characters (median) to ${longest}, about ${Math.ceil(longest / 4)} tokens; demonstrations to ${Math.max(0, ...golds)}`
  return { status: longest > 400_000 ? 'warning' : 'ok', detail }
}

/** An answer that is one text or number. */
function plainAnswer({ answer }: Task): string | null {
  return typeof answer === 'string' || typeof answer === 'number' ? String(answer) : null
}

function promptText({ prompt }: Task): string {
  return promptMessages(prompt)
    .map(({ content }) => content)
    .join('\n')
}

function bySplit(samples: readonly SampledTasks[]): [SampledTasks, SampledTasks] {
  return [samples.find(({ split }) => split === 'train'), samples.find(({ split }) => split === 'test')] as [
    SampledTasks,
    SampledTasks,
  ]
}

/** A list without a test part serves both splits, openly. */
function isOneList(train: SampledTasks, test: SampledTasks): boolean {
  return (
    train.tasks.length === test.tasks.length && train.tasks.every(({ hash }, index) => test.tasks[index]?.hash === hash)
  )
}

/** The first two tasks with prompts that are nearly but not quite the same, and one answer. */
function firstPair(left: readonly Task[], right: readonly Task[]): [Task, Task] | null {
  const known = new Map<string, Task[]>()
  for (const task of left) known.set(nearKey(task), [...(known.get(nearKey(task)) ?? []), task])
  for (const task of right) {
    const other = known.get(nearKey(task))?.find((each) => promptText(each) !== promptText(task))
    if (other !== undefined) return [other, task]
  }
  return null
}

/** What stays of a task without case, spaces and the ends of sentences. Signs stay: `3+4` and `3-4` are two tasks. */
function nearKey(task: Task): string {
  const words = promptText(task)
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[.,!?;:"“”]+(?=\s|$)/g, '')
  return `${words.replaceAll(/\s+/g, ' ').trim()}\n${canonicalJson(task.answer)}`
}

function* leaves(value: Json, path: string): Generator<[path: string, value: string]> {
  if (typeof value === 'string' || typeof value === 'number') yield [path, String(value)]
  else if (typeof value === 'object' && value !== null)
    for (const [name, part] of Object.entries(value)) yield* leaves(part as Json, `${path}.${name}`)
}
