// The course of a curriculum: tasks of the current level, and some of those below it, each level gone through in order.
import { RlvrError } from '../errors.ts'
import { canonicalJson, type Json } from '../json.ts'
import type { OpenedPart } from '../mix/mixed-environment.ts'
import { mixedTask, ownerOf } from '../mix/mixed-tasks.ts'
import { Rng } from '../random.ts'
import { taskAt } from '../task-order.ts'
import type { Task, TaskCourse, TasksetChoice } from '../task.ts'
import { afterTask, firstLevel, successOf, type LevelRule, type LevelState } from './level-rule.ts'

interface CourseState extends LevelState {
  /** The rule and the levels, to know the state of another curriculum by. */
  readonly rule: Json
  /** Tasks drawn in all, and of each level. */
  readonly drawn: number
  readonly places: readonly number[]
}

export function levelCourse(
  id: string,
  rule: LevelRule,
  { levels, choice }: { levels: readonly OpenedPart[]; choice: TasksetChoice },
): TaskCourse {
  const { split, seed } = choice
  const stream = Rng.fromSeed(seed).fork('curriculum').fork(split)
  const words = JSON.parse(JSON.stringify({ ...rule, levels: levels.map(({ name }) => name) })) as Json
  const read = (state: Json): CourseState => state as unknown as CourseState
  const written = (state: CourseState): Json => state as unknown as Json
  /** The level of the n-th task drawn. */
  const levelOf = (level: number, drawn: number): number => {
    const rng = stream.fork(drawn)
    return level > 0 && rng.float() < rule.rehearsal ? rng.int(0, level - 1) : level
  }
  const taskOf = ({ name, taskset }: OpenedPart, place: number): Task =>
    mixedTask(taskAt(taskset, place, `${seed}/${split}/${name}`), name, `${split}-${name}-${place}`)
  return {
    initial: written({ ...firstLevel(rule), rule: words, drawn: 0, places: levels.map(() => 0) }),
    check: (state) => {
      const { rule: begun = null } = (state ?? {}) as Partial<CourseState>
      if (canonicalJson(begun) === canonicalJson(words)) return
      throw new RlvrError(
        'RLVR_USAGE',
        `Curriculum \`${id}\` is not the one that the run began with: its levels or its rule were ${canonicalJson(begun)} and are ${canonicalJson(words)}. Put them back, or begin a new run.`,
      )
    },
    draw: (given, count) => {
      const state = read(given)
      const places = [...state.places]
      const tasks = Array.from({ length: count }, (_, nth) => {
        const drawn = state.drawn + nth
        const chosen = levelOf(state.level, drawn)
        const place = places[chosen] as number
        places[chosen] = place + 1
        return taskOf(levels[chosen] as OpenedPart, place)
      })
      return { tasks, state: written({ ...state, drawn: state.drawn + count, places }) }
    },
    observe: (given, results) => {
      let state = read(given)
      for (const { task, outcomes } of results) {
        const judged = outcomes.filter((outcome) => outcome !== null)
        // A task that nobody could judge says nothing, nor does one of a level that is not the current one any more.
        if (judged.length === 0 || ownerOf(task) !== levels[state.level]?.name) continue
        state = { ...state, ...afterTask(rule, state, judged.filter(Boolean).length / judged.length) }
      }
      return written(state)
    },
    find: (task) => {
      const [, name, place] = /^(?:train|test)-(level-\d+)-(\d{1,15})$/.exec(task) ?? []
      const level = levels.find((each) => each.name === name)
      const found = level === undefined ? null : taskOf(level, Number(place))
      return found?.id === task ? found : null
    },
    metrics: (given) => {
      const state = read(given)
      return { level: state.level + 1, success: successOf(state), raised: state.raised, lowered: state.lowered }
    },
  }
}
