// A curriculum with its options: the environment configured at each level, and all joined to one.
import type { EnvironmentFactory } from '../define-env.ts'
import type { EnvironmentSpec } from '../environment.ts'
import { RlvrError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { joinedSpec, type JoinedParts, type Part } from '../mix/mixed-environment.ts'
import { sharedRewards } from '../mix/mixed-rewards.ts'
import { mixedTaskset } from '../mix/mixed-tasks.ts'
import type { GivenResources } from '../resources.ts'
import { levelCourse } from './level-course.ts'
import type { LevelRule } from './level-rule.ts'

export interface Levels {
  readonly face: Pick<JoinedParts, 'id' | 'description' | 'card' | 'optionsSchema'>
  readonly inner: EnvironmentFactory
  readonly levels: readonly JsonObject[]
  readonly rule: LevelRule
}

/** @throws RlvrError `RLVR_USAGE` for an option that the levels set */
export function configuredLevels(
  { face, inner, levels, rule }: Levels,
  options: JsonObject = {},
  resources: GivenResources = {},
): EnvironmentSpec {
  const { id } = face
  const set = [...new Set(levels.flatMap(Object.keys))]
  const taken = Object.keys(options).find((name) => set.includes(name))
  if (taken !== undefined)
    throw new RlvrError(
      'RLVR_USAGE',
      `Curriculum \`${id}\` sets \`${taken}\` by its levels; leave it out, or take \`${inner.id}\` itself.`,
    )
  const parts = levels.map((level, place): Part => ({
    name: `level-${place + 1}`,
    turns: 1,
    spec: inner.configure({ ...options, ...level }, resources),
  }))
  const own = Object.entries((parts[0] as Part).spec.options).filter(([name]) => !set.includes(name))
  return joinedSpec({
    ...face,
    handed: (more) => configuredLevels({ face, inner, levels, rule }, options, { ...resources, ...more }),
    kind: 'Curriculum',
    options: Object.fromEntries(own),
    parts,
    rewards: (required) => sharedRewards(id, parts, required),
    dealt: (opened, choice) => {
      if (opened.some(({ taskset }) => taskset.course !== undefined))
        throw new RlvrError(
          'RLVR_USAGE',
          `Curriculum \`${id}\`: the tasks of \`${inner.id}\` follow a course of their own, as those of another curriculum do. Take what that one is of, or a \`mix\` of both.`,
        )
      const tasks = mixedTaskset(opened, choice)
      if (choice.split === 'test') return tasks
      return { ...tasks, course: levelCourse(id, rule, { levels: opened, choice }) }
    },
  })
}
