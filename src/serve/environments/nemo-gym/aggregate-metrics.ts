// What `/aggregate_metrics` makes of the replies of `/verify` of a whole run, under the names and with the numbers of
// nemo_gym/reward_profile.py, compute_aggregate_metrics of 0.7: statistics of every number in them for each task, over
// all, and for each repeat. Replies that were not judged are counted (`coverage/…`) and in no average.
import { Type, type TObject } from 'typebox'
import type { JsonObject } from '../../../core/json.ts'
import { compileSchema } from '../../../core/schema.ts'
import { mean, quantile, standardDeviation } from '../../../core/statistics.ts'
import { studentInterval } from '../../../core/student-interval.ts'
import { RequestFault } from '../../http/request-fault.ts'

const taskKey = '_ng_task_index'
const repeatKey = '_ng_rollout_index'

type Numbers = { [name: string]: number }
type Metrics = { [name: string]: unknown }

interface Rollout {
  readonly task: number
  readonly repeat: number
  readonly numbers: Numbers
  readonly isMasked: boolean
}

export interface AggregateMetrics {
  readonly group_level_metrics: readonly Metrics[]
  readonly agent_metrics: Metrics
  readonly key_metrics: Metrics
  readonly repeat_level_metrics: readonly Metrics[]
}

const fields = { verify_responses: Type.Array(Type.Object({ [taskKey]: Type.Optional(Type.Number()) })) }
const schema: TObject<typeof fields> = Type.Object(fields)

/** Throws `RequestFault` for what are no replies. */
export function aggregateMetrics(body: unknown): AggregateMetrics {
  const checked = compileSchema(schema)(body)
  if (!checked.ok)
    throw new RequestFault(
      422,
      `${checked.faults.slice(0, 8).join('; ')}. Expected {"verify_responses": [{"_ng_task_index": 0, "reward": 1}]}.`,
    )
  const all = (body as { verify_responses: JsonObject[] }).verify_responses.map(rolloutOf)
  const scored = all.filter(({ isMasked }) => !isMasked)
  const coverage = coverageOf(all, scored)
  const repeats = repeatMetrics(scored)
  if (scored.length === 0)
    return { group_level_metrics: [], agent_metrics: coverage, key_metrics: coverage, repeat_level_metrics: [] }
  const overall = statisticsOf(scored)
  return {
    group_level_metrics: [...byKey(scored, ({ task }) => task)].map(([task, rollouts]) => groupMetrics(task, rollouts)),
    agent_metrics: {
      ...overall,
      ...acrossRepeats(repeats),
      ...coverage,
      num_repeats: new Set(all.map(({ repeat }) => repeat)).size,
    },
    key_metrics: {
      ...Object.fromEntries(Object.entries(overall).filter(([name]) => name.startsWith('mean/'))),
      ...coverage,
    },
    repeat_level_metrics: repeats,
  }
}

function rolloutOf(reply: JsonObject): Rollout {
  const { response } = reply
  const usage = typeof response === 'object' && response !== null ? (response as JsonObject)['usage'] : null
  const numbers: Numbers = {}
  for (const source of [reply, usage])
    for (const [name, value] of Object.entries((source ?? {}) as object)) {
      if (name.startsWith('_')) continue
      if (typeof value === 'boolean') numbers[name] = Number(value)
      else if (typeof value === 'number') numbers[name] = value
    }
  const { [taskKey]: task = 0, [repeatKey]: repeat = 0, mask_sample: mask, _ng_failure_class: failure = null } = reply
  return { task: Number(task), repeat: Number(repeat), numbers, isMasked: mask === true || failure !== null }
}

function groupMetrics(task: number, rollouts: readonly Rollout[]): Metrics {
  const sorted = rollouts.toSorted((a, b) => a.repeat - b.repeat)
  return {
    [taskKey]: task,
    ...statisticsOf(rollouts),
    sample: { agent_ref: { name: 'agent' } },
    num_rollouts: rollouts.length,
    expected_num_rollouts: rollouts.length,
    missing_num_rollouts: 0,
    reward_profile_completion_pct: 100,
    rollout_infos: sorted.map(({ repeat, numbers }) => ({
      rollout_id: `${task}:${repeat}`,
      [taskKey]: task,
      [repeatKey]: repeat,
      ...numbers,
    })),
  }
}

/** Of each number by its name. A standard deviation of one value is 0 here, as NeMo Gym has it. */
function statisticsOf(rollouts: readonly Rollout[]): Metrics {
  const columns = columnsOf(rollouts.map(({ numbers }) => numbers))
  const made: Metrics = {}
  for (const [statistic, of] of Object.entries(statistics))
    for (const [name, values] of columns) made[`${statistic}/${name}`] = of(values)
  return made
}

function most(values: readonly number[]): number {
  return values.reduce((found, value) => Math.max(found, value), -Infinity)
}

function least(values: readonly number[]): number {
  return values.reduce((found, value) => Math.min(found, value), Infinity)
}

const statistics: { readonly [name: string]: (values: readonly number[]) => number | null } = {
  mean,
  max: most,
  min: least,
  median: (values) => quantile(values, 0.5),
  std: (values) => standardDeviation(values) ?? 0,
}

/** Of each repeat over all tasks; none where there is one alone. */
function repeatMetrics(scored: readonly Rollout[]): Metrics[] {
  const groups = byKey(scored, ({ repeat }) => repeat)
  if (groups.size < 2) return []
  const tasks = new Set(scored.map(({ task }) => task)).size
  return [...groups].map(([repeat, rollouts]) => {
    const present = new Set(rollouts.map(({ task }) => task)).size
    const made: Metrics = { [repeatKey]: repeat, sample_count: present, missing_count: tasks - present }
    for (const [name, values] of columnsOf(rollouts.map(({ numbers }) => numbers))) {
      for (const [statistic, value] of Object.entries(repeatStatistics(values))) made[`${statistic}/${name}`] = value
    }
    return made
  })
}

/** Of the means of repeats, each one observation. */
function acrossRepeats(repeats: readonly Metrics[]): Metrics {
  const means = repeats.map(
    (each) => Object.fromEntries(Object.entries(each).filter(([name]) => name.startsWith('mean/'))) as Numbers,
  )
  const made: Metrics = {}
  for (const [name, values] of columnsOf(means)) {
    const { p25: _, p75: __, sem, ...rest } = repeatStatistics(values)
    for (const [statistic, value] of Object.entries({ ...rest, se: sem }))
      made[`${statistic}_across_repeats/${name}`] = value
  }
  return made
}

function repeatStatistics(values: readonly number[]): Numbers & { sem: number } {
  const centre = mean(values) as number
  const deviation = standardDeviation(values) ?? 0
  const sem = deviation / Math.sqrt(values.length)
  const interval = studentInterval(centre, { error: sem, n: values.length })
  return {
    mean: centre,
    median: quantile(values, 0.5) as number,
    std: deviation,
    sem,
    min: least(values),
    max: most(values),
    p25: quantile(values, 0.25) as number,
    p75: quantile(values, 0.75) as number,
    ...(interval !== null && { ci_low_95: interval.low, ci_high_95: interval.high }),
  }
}

function coverageOf(all: readonly Rollout[], scored: readonly Rollout[]): Metrics {
  if (scored.length === all.length) return {}
  const measured = new Set(scored.map(({ task }) => task))
  return {
    'coverage/measured_rollouts': scored.length,
    'coverage/masked_rollouts': all.length - scored.length,
    'coverage/measured_tasks': measured.size,
    'coverage/fully_masked_tasks': new Set(all.map(({ task }) => task).filter((task) => !measured.has(task))).size,
  }
}

function columnsOf(rows: readonly Numbers[]): Map<string, number[]> {
  const columns = new Map<string, number[]>()
  for (const row of rows)
    for (const [name, value] of Object.entries(row)) {
      const column = columns.get(name)
      if (column === undefined) columns.set(name, [value])
      else column.push(value)
    }
  return columns
}

/** In the order of their keys. */
function byKey(rollouts: readonly Rollout[], keyOf: (rollout: Rollout) => number): Map<number, Rollout[]> {
  const groups = Map.groupBy(rollouts, keyOf)
  return new Map([...groups].sort(([a], [b]) => a - b))
}
