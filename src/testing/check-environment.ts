// The promises of an environment: pure tasks, disjoint splits, gold that scores full and junk that scores nothing,
// records that survive JSON, a Gym face that follows its rules. No model is needed.
import type { EnvironmentSpec } from '../core/environment.ts'
import { RlvrError } from '../core/errors.ts'
import { GymEnvironment } from '../core/gym-environment.ts'
import { canonicalJson, stringifyStrict } from '../core/json.ts'
import { Rng } from '../core/random.ts'
import { openEnvironment, type EnvironmentLike } from '../core/registry.ts'
import { checkOptions } from '../core/schema.ts'
import type { Task } from '../core/task.ts'
import { checkContent } from './check-content.ts'
import { Findings, expectCode, type Finding } from './findings.ts'
import { playOut } from './play-out.ts'

export interface CheckEnvironmentOptions {
  /** Tasks looked at in each split. */
  readonly tasks?: number
  readonly seed?: number | string
}

/** Replies that solve no task. */
const junkReplies = [
  '',
  ' ',
  'I do not know.',
  '\\boxed{}',
  '\u0000\ufffd',
  '{"',
  '<answer></answer>',
  'a'.repeat(10_000),
]

/**
 * Checks an environment against its contract.
 * @returns a line for every promise
 * @throws RlvrError `RLVR_ENVIRONMENT` listing the broken ones
 */
export async function checkEnvironment(
  environment: EnvironmentLike,
  options: CheckEnvironmentOptions = {},
): Promise<readonly Finding[]> {
  await using opened = await openEnvironment(environment)
  const findings = await environmentFindings(opened.spec, options)
  return findings.finish('RLVR_ENVIRONMENT')
}

/** As `checkEnvironment`, the broken promises among the kept ones. */
export async function environmentFindings(
  spec: EnvironmentSpec,
  options: CheckEnvironmentOptions = {},
): Promise<Findings> {
  const { tasks: count = 20, seed = 0 } = options
  const findings = new Findings(`Environment \`${spec.id}\``)
  const train = await firstTasks(spec, 'train', count, seed)
  const test = await firstTasks(spec, 'test', count, seed)

  await findings.check('the same seed and index give the same task', async () => {
    const again = await firstTasks(spec, 'train', count, seed)
    const moved = train.findIndex((task, index) => canonicalJson(task) !== canonicalJson(again[index]))
    return moved < 0 ? null : `task ${moved} differs when asked for again`
  })
  await findings.check('a task survives a trip through JSON', () => {
    const changed = [...train, ...test].find(
      (task) => canonicalJson(JSON.parse(stringifyStrict(task))) !== canonicalJson(task),
    )
    return changed === undefined ? null : `task \`${changed.id}\` changes`
  })
  await findings.check('the splits share no task', () => {
    const trained = new Set(train.map(({ hash }) => hash))
    const sharesAll = test.every(({ hash }) => trained.has(hash))
    // A list without a test part serves both splits, openly.
    if (sharesAll && test.length === train.length) return null
    const shared = test.find(({ hash }) => trained.has(hash))
    return shared === undefined ? null : `task \`${shared.id}\` is in both`
  })
  await findings.check('an unknown option is refused', async () => {
    const schema = spec.optionsSchema as { properties?: object }
    return await expectCode('RLVR_USAGE', () => checkOptions(`\`${spec.id}\``, schema, { noSuchOption: 1 }))
  })
  await checkContent(findings, spec, seed)
  await checkGold(findings, spec, [...train, ...test])
  await findings.check('junk never solves a task', async () => {
    for (const task of train.slice(0, 5))
      for (const reply of junkReplies) {
        const { outcome } = await playOut(spec, task, [reply], { repeat: true })
        if (outcome === true) return `task \`${task.id}\` counts as solved by ${JSON.stringify(reply.slice(0, 40))}`
      }
    return null
  })
  const task = train[0] as Task
  await findings.check('the same reply gets the same verdict', async () => {
    const replies = ['perhaps 7']
    const first = await playOut(spec, task, replies, { repeat: true })
    const second = await playOut(spec, task, replies, { repeat: true })
    return canonicalJson(first) === canonicalJson(second) ? null : 'two judgements of one reply differ'
  })
  await findings.check('a step fits into a record', async () => {
    stringifyStrict(await playOut(spec, task, ['perhaps 7'], { repeat: true }))
    return null
  })
  await findings.check('step is refused before reset and after the end', async () => {
    const face = faceOf(spec)
    const early = await expectCode('RLVR_ENVIRONMENT', () => face.step('x'))
    await face.reset({ task })
    for (let turn = 0; turn < spec.maxTurns; turn++) {
      const { terminated, truncated } = await face.step('x')
      if (terminated || truncated) break
    }
    const late = await expectCode('RLVR_ENVIRONMENT', () => face.step('x'))
    await face.close()
    return early ?? late
  })
  await findings.check('an episode ends within maxTurns', async () => {
    const { given } = await playOut(spec, task, ['x'], { repeat: true })
    return given <= spec.maxTurns ? null : `it goes on after ${spec.maxTurns} replies`
  })
  await findings.check('close may be called twice', async () => {
    const face = faceOf(spec)
    await face.reset({ task })
    await face.close()
    await face.close()
    return null
  })
  return findings
}

/** The environment's own demonstrations must solve its tasks, with a reward above that of silence. */
async function checkGold(findings: Findings, spec: EnvironmentSpec, tasks: readonly Task[]): Promise<void> {
  const name = 'a demonstration solves its task'
  const demonstrations = tasks.map((task) => spec.demonstrate(task, Rng.fromSeed(task.hash)))
  if (demonstrations.every((actions) => actions === null)) {
    findings.skip(name, 'the environment has no demonstrations')
    return
  }
  await findings.check(name, async () => {
    for (const [index, task] of tasks.entries()) {
      const actions = demonstrations[index] ?? null
      if (actions === null) return `there is none for task \`${task.id}\`, though others have one`
      const { reward, outcome, step, given } = await playOut(spec, task, actions)
      const last = JSON.stringify(actions[given - 1]?.text.slice(0, 80))
      if (!step.terminated && !step.truncated)
        return `task \`${task.id}\`: the episode goes on after the last of ${actions.length} actions, ${last}`
      if (given < actions.length)
        return `task \`${task.id}\`: the episode ends after ${given} of ${actions.length} actions`
      if (step.toolFailures > 0)
        return `task \`${task.id}\`: a tool call of it fails: ${step.observation.messages.findLast(({ role }) => role === 'tool')?.content.slice(0, 200)}`
      if (outcome !== true)
        return `task \`${task.id}\`: outcome ${outcome} for ${last}: ${JSON.stringify(step.judgement?.verdicts).slice(0, 200)}`
      const { reward: silence } = await playOut(spec, task, [{ text: '' }], { repeat: true })
      if (reward === null || (silence !== null && reward <= silence))
        return `task \`${task.id}\`: reward ${reward} for the demonstration, ${silence} for an empty reply`
    }
    return null
  })
}

async function firstTasks(
  spec: EnvironmentSpec,
  split: 'train' | 'test',
  count: number,
  seed: number | string,
): Promise<Task[]> {
  const taskset = await spec.tasks({ split, seed })
  const tasks = Array.from({ length: Math.min(count, taskset.size ?? count) }, (_, index) => taskset.at(index))
  if (tasks.length === 0) throw new RlvrError('RLVR_TASK', `The ${split} split of \`${spec.id}\` has no tasks.`)
  return tasks
}

/** The Gym face of one whose replies are compared, or whose tokens are counted, too: neither is asked for here. */
function faceOf(spec: EnvironmentSpec): GymEnvironment<unknown> {
  return new GymEnvironment({ ...spec, groupTerms: {}, limits: {} }, { split: 'train', seed: 0 })
}
