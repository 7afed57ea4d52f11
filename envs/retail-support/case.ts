// What a conversation is about: a user of a drawn world and what they want, one thing after the other.
import { Rng } from '../../src/core/random.ts'
import type { Action } from './actions.ts'
import { drawGoal, type Goal, type GoalKind } from './goals.ts'
import { worldOf } from './world.ts'

/** The secret half of a task: all else is drawn from it, and nothing that the user will say stands in it. */
export interface CaseSeed {
  readonly seed: string
  readonly level: number
  /** Who speaks as the user. */
  readonly speaker: 'script' | 'policy'
}

export interface Case extends CaseSeed {
  readonly user_id: string
  /** What the user says when asked who they are. */
  readonly identity: string
  /** The call that finds them by it. */
  readonly lookup: { readonly name: string; readonly arguments: { readonly [name: string]: string } }
  readonly goals: readonly Goal[]
  /** The first message tells everything. */
  readonly isFrank: boolean
}

const possible: readonly GoalKind[] = ['cancel', 'return', 'exchange', 'modify', 'address']
const forbidden: readonly GoalKind[] = [
  'cancel for another reason',
  'cancel too late',
  'return too late',
  'order of another',
]

export function caseOf({ seed, level, speaker }: CaseSeed): Case {
  const rng = Rng.fromSeed(`retail-support/case/${seed}`)
  const world = worldOf(seed)
  const user = rng.pick(Object.values(world.users))
  const used = new Set<string>()
  const goals: Goal[] = []
  const add = (kind: GoalKind): void => {
    const goal = drawGoal(kind, { rng, world, user, used, asksAmounts: level > 1 })
    if (goal !== null) goals.push(goal)
  }
  const kinds = rng.shuffle(possible)
  while (goals.length === 0) add(kinds.pop() ?? 'cancel')
  const isTransferred = level > 2 && rng.int(1, 3) === 1
  if (level > 2) add(isTransferred ? 'tell' : rng.pick(forbidden))
  if (level > 3) {
    add(kinds.pop() ?? 'tell')
    add(isTransferred ? rng.pick(forbidden) : 'tell')
  }
  const ordered = rng.shuffle(goals)
  if (isTransferred) ordered.push(drawGoal('transfer', { rng, world, user, used, asksAmounts: false }) as Goal)
  const { user_id, first_name, last_name, email, address } = user
  const byName = level > 2 && rng.int(0, 1) === 1
  return {
    seed,
    level,
    speaker,
    user_id,
    identity: byName
      ? `My name is ${first_name} ${last_name}, and my zip code is ${address.zip}.`
      : `My e-mail address is ${email}.`,
    lookup: byName
      ? { name: 'find_user_id_by_name_zip', arguments: { first_name, last_name, zip: address.zip } }
      : { name: 'find_user_id_by_email', arguments: { email } },
    goals: ordered,
    isFrank: level === 1,
  }
}

/** All that should be done to the database. */
export function actionsOf({ goals }: Case): Action[] {
  return goals.flatMap(({ actions }) => actions)
}

/** The user's first message. */
export function openingOf(given: Case): string {
  const [goal] = given.goals
  const opening = goal?.opening ?? ''
  return given.isFrank
    ? `Hello. ${given.identity} ${opening} ${Object.values(goal?.facts ?? {}).join(' ')}`.trim()
    : `Hello. ${opening}`
}
