// A mix with its options: each environment configured, and all joined to one.
import { checkNames } from '../check-names.ts'
import type { EnvironmentFactory } from '../define-env.ts'
import type { EnvironmentSpec } from '../environment.ts'
import type { JsonObject } from '../json.ts'
import { joinedSpec, type Part } from './mixed-environment.ts'
import { namedRewards } from './mixed-rewards.ts'
import { mixedTaskset } from './mixed-tasks.ts'
import type { GivenResources } from '../resources.ts'

export interface MixMember {
  readonly name: string
  readonly turns: number
  readonly factory: EnvironmentFactory
  readonly options: JsonObject
}

export function configuredMix(
  face: Pick<EnvironmentSpec, 'id' | 'description' | 'card' | 'optionsSchema'>,
  members: readonly MixMember[],
  { options, resources }: { readonly options: JsonObject; readonly resources: GivenResources },
): EnvironmentSpec {
  checkNames(
    `Mix \`${face.id}\``,
    options,
    members.map(({ name }) => name),
    { word: 'environment' },
  )
  const parts = members.map((member): Part => {
    const own = options[member.name] as JsonObject | undefined
    return {
      name: member.name,
      turns: member.turns,
      spec: member.factory.configure({ ...member.options, ...own }, resources),
    }
  })
  return joinedSpec({
    ...face,
    handed: (more) => configuredMix(face, members, { options, resources: { ...resources, ...more } }),
    kind: 'Mix',
    options: Object.fromEntries(parts.map(({ name, spec }) => [name, spec.options])),
    parts,
    rewards: (required) => namedRewards(parts, required),
    dealt: mixedTaskset,
  })
}
