// A bandit with several arms: pull for a while, earn what they pay, then say which one is best. Arms pay 1 with a
// probability of their own, else 0 (Robbins 1952); the last reply is the choice, as in TextArena's Bandit
// (LeonGuertler/TextArena textarena/envs/Bandit). What the n-th pull of an arm pays is the task's: all attempts at it
// meet the same luck.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { Rng } from '../../src/core/random.ts'
import { scored } from '../../src/core/verdict.ts'
import { hiddenTasks, luckOf } from '../hidden-tasks.ts'
import { levelOf, levelOption } from '../level-option.ts'
import { promptOption, type PromptStyle } from '../prompt-option.ts'
import { readAction } from '../read-action.ts'

interface Level {
  readonly arms: number
  readonly pulls: number
  /** How much likelier the best arm pays than the next, in hundredths. */
  readonly lead: number
}

const levels: readonly Level[] = [
  { arms: 2, pulls: 10, lead: 60 },
  { arms: 3, pulls: 20, lead: 40 },
  { arms: 5, pulls: 30, lead: 30 },
  { arms: 10, pulls: 50, lead: 20 },
]

interface Machine {
  /** The chance of each arm to pay, in hundredths. */
  readonly chances: readonly number[]
  readonly luck: number
}

interface State {
  readonly level: Level
  readonly isCompact: boolean
  /** What the next pulls of each arm pay. */
  readonly streams: readonly Rng[]
  pulled: number
  choice: number | null
}

interface Choice {
  level: number
  prompt: PromptStyle
}

const bandit: EnvironmentFactory<Machine, Choice> = defineEnv({
  id: 'bandit',
  description: 'Pull the arms of a bandit for what they pay, then choose the best.',
  card: {
    source: 'Generated: the best arm pays with 50 to 95 %, the others less by a lead at least.',
    verifier: 'The last reply names the arm that pays most often. Pulls earn half a point if all of them pay.',
    limits: 'A guess at the end is right as often as there are arms; only many episodes tell luck from skill.',
  },
  options: Type.Object({
    level: levelOption(
      levels,
      '1: 2 arms, 10 pulls, the best leads by 60 %; 2: 3 arms, 20 pulls, by 40 %; 3: 5 arms, 30 pulls, by 30 %; 4: 10 arms, 50 pulls, by 20 %',
    ),
    prompt: promptOption,
  }),
  tasks: hiddenTasks<Machine, Choice>(({ rng, options: { level, prompt } }) => {
    const { arms, pulls, lead } = levelOf(levels, level)
    const best = rng.int(Math.max(50, lead + 5), 95)
    const at = rng.int(0, arms - 1)
    const chances = Array.from({ length: arms }, (_, arm) => (arm === at ? best : rng.int(5, best - lead)))
    return {
      prompt:
        prompt === 'compact'
          ? `${arms}:`
          : `A machine has ${arms} arms, numbered from 1. Each pays 1 or nothing, with a chance of its own that stays the same. Pull an arm in each of the next ${pulls} replies by its number in <answer></answer>; you keep what they pay. In the reply after that name, in the same way, the arm that pays most often.`,
      answer: { chances, luck: luckOf(rng) },
    }
  }),
  state: ({ task: { answer }, options }): State => ({
    level: levelOf(levels, options.level),
    isCompact: options.prompt === 'compact',
    streams: answer.chances.map((_, arm) => Rng.fromSeed(answer.luck).fork(arm)),
    pulled: 0,
    choice: null,
  }),
  maxTurns: 51,
  observe: ({ task: { answer }, state, reply }) => {
    const { pulls, arms } = state.level
    const action = readAction(reply) ?? ''
    const arm = /^\d{1,2}$/.test(action) && Number(action) >= 1 && Number(action) <= arms ? Number(action) : null
    if (state.pulled === pulls) {
      state.choice = arm
      return null
    }
    state.pulled++
    const isLast = state.pulled === pulls
    const next = isLast ? 'Which arm pays most often?' : `Pulls left: ${pulls - state.pulled}.`
    if (arm === null)
      return state.isCompact ? (isLast ? '?' : '-:') : `That was no arm: write its number in <answer></answer>. ${next}`
    const pays = (state.streams[arm - 1] as Rng).int(1, 100) <= (answer.chances[arm - 1] as number) ? 1 : 0
    return {
      content: state.isCompact ? `${pays}${isLast ? '?' : ':'}` : `Arm ${arm} pays ${pays}. ${next}`,
      reward: (0.5 * pays) / pulls,
    }
  },
  rewards: {
    best: ({ state, task: { answer } }) => {
      const best = answer.chances.indexOf(Math.max(...answer.chances)) + 1
      return scored(state.choice === best, `Arm ${best} pays most often; the choice was ${state.choice ?? 'none'}.`)
    },
  },
  outcome: 'best',
  demonstrate: ({ answer }, { options: { level, prompt } }) => {
    const best = answer.chances.indexOf(Math.max(...answer.chances))
    const way = [...luckyPulls(answer, levelOf(levels, level).pulls), best]
    return way.map((arm) => (prompt === 'compact' ? String(arm + 1) : `<answer>${arm + 1}</answer>`))
  },
})

/** Pulls that pay the most under this luck: how many of each arm, by dynamic programming over the arms. */
function luckyPulls({ chances, luck }: Machine, pulls: number): number[] {
  /** The most that the arms so far pay in n pulls, and those pulls. */
  let found: { paid: number; way: number[] }[] = [{ paid: 0, way: [] }]
  for (const [arm, chance] of chances.entries()) {
    const stream = Rng.fromSeed(luck).fork(arm)
    const sums = [0]
    for (let pull = 0; pull < pulls; pull++) sums.push((sums[pull] as number) + Number(stream.int(1, 100) <= chance))
    const next: typeof found = []
    for (const [before, { paid, way }] of found.entries())
      for (let own = 0; before + own <= pulls; own++) {
        const total = paid + (sums[own] as number)
        if (total <= (next[before + own]?.paid ?? -1)) continue
        next[before + own] = { paid: total, way: [...way, ...Array.from({ length: own }, () => arm)] }
      }
    found = next
  }
  return found[pulls]?.way ?? []
}

export default bandit
export const noRecipe = 'A recipe for episodes of many turns has not been run; train a checkpoint.'
