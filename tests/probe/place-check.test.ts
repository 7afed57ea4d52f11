// A place of the prompt that holds the answer by rule is named; answers at varying places are not.
import { describe, expect, it } from 'vitest'
import { defineEnv } from '../../src/core/define-env.ts'
import type { Rng } from '../../src/core/random.ts'
import { check } from '../../src/probe/check.ts'
import { placeCheck } from '../../src/probe/place-check.ts'
import { made } from './planted-golds.ts'

const names = ['heron', 'otter', 'badger', 'linnet', 'curlew', 'marten', 'plover', 'weasel', 'dunlin', 'stoat', 'vole']
const exactly = ({ reply, task }: { reply: string; task: { answer: string } }) => reply.trim() === task.answer

type Draw = (rng: Rng) => { prompt: string; answer: string }

function three(rng: Rng): [string, string, string] {
  return rng.shuffle([...names]).slice(0, 3) as [string, string, string]
}

function some(write: (given: [string, string, string], rng: Rng) => string, pick: (given: string[]) => string): Draw {
  return (rng) => {
    const given = three(rng)
    return { prompt: write(given, rng), answer: pick(given) }
  }
}

const fixed: readonly (readonly [string, Draw])[] = [
  [
    'word',
    some(
      ([a, b, c], rng) => `Who of ${a}, ${b} and ${c} has ${rng.int(100, 999)} eggs?`,
      ([, b = '']) => b,
    ),
  ],
  [
    'brackets',
    some(
      ([a, b, c], rng) =>
        `The ${a}${' very'.repeat(rng.int(0, 9))} (${b}) met a ${c} ${rng.int(1, 999)} times; who${' of them'.repeat(rng.int(0, 9))} won?`,
      ([, b = '']) => b,
    ),
  ],
  [
    'mark',
    some(
      ([a, b, c], rng) =>
        `Which bird is meant:${' x'.repeat(rng.int(0, 9))} ${a}-${rng.int(10, 999)} ${'y '.repeat(rng.int(0, 9))}${b}${c}?`,
      ([a = '']) => a,
    ),
  ],
  [
    'line',
    some(
      ([a, b, c], rng) =>
        `Notes:${' and'.repeat(rng.int(0, 9))} ${a}\nseen${' so'.repeat(rng.int(0, 9))} by ${b}\nWho saw it ${rng.int(1, 999)} times,${' or not'.repeat(rng.int(0, 9))} ${c}?`,
      ([, b = '']) => b,
    ),
  ],
]

const varying: readonly (readonly [string, Draw])[] = [
  [
    'reading',
    (rng) => {
      const given = rng.shuffle([...names]).slice(0, 8)
      const ages = rng.shuffle([11, 22, 33, 44, 55, 66, 77, 88])
      const at = rng.int(0, 7)
      const lines = given.map((name, index) => `${name} is ${ages[index]}`)
      return {
        prompt: `${lines.join(', ')}, of ${rng.int(100, 999)}. Who is ${ages[at]}?`,
        answer: given[at] as string,
      }
    },
  ],
  [
    'largest',
    (rng) => {
      const numbers = Array.from({ length: 5 }, () => rng.int(10, 999))
      return { prompt: `Which is the largest of ${numbers.join(', ')}?`, answer: String(Math.max(...numbers)) }
    },
  ],
]

describe('placeCheck', () => {
  it.each(fixed)('finds a fixed %s', async (name, draw) => {
    const { findings } = await check(made(`at-${name}`, { draw, terms: { correct: exactly } }), { tasks: 4 })
    const finding = findings.find(({ id }) => id === 'answer-place')
    expect(finding?.status).toBe('fault')
    expect(finding?.detail).toContain(name)
  })

  it.each(varying)('says nothing of %s', async (name, draw) => {
    const { findings } = await check(made(`sound-${name}`, { draw, terms: { correct: exactly } }), {
      tasks: 20,
    })
    expect(findings.filter(({ status }) => status === 'fault')).toEqual([])
  })

  it('takes what a game is made of for no answer', async () => {
    const game = defineEnv({
      id: 'count-down',
      draw: ({ rng }) => {
        const heap = rng.int(3, 30)
        return { prompt: `Game ${rng.int(1, 9999)}: count down from ${heap} to 1, a number a reply.`, answer: heap }
      },
      state: ({ task }) => ({ next: task.answer, isDone: false }),
      observe: ({ state, reply }) => {
        if (reply.trim() !== String(state.next)) return null
        state.isDone = --state.next === 0
        return state.isDone ? null : 'Go on.'
      },
      maxTurns: 40,
      rewards: { done: ({ state }) => state.isDone },
      outcome: 'done',
      demonstrate: ({ answer }) => Array.from({ length: answer }, (_, index) => String(answer - index)),
    })
    const { findings } = await check(game.configure(), { tasks: 6 })
    expect(findings.find(({ id }) => id === 'answer-place')).toMatchObject({ status: 'skipped' })
  })

  it('shows nothing by few tasks', () => {
    expect(placeCheck([], [])).toMatchObject({ id: 'answer-place', status: 'skipped' })
  })
})
