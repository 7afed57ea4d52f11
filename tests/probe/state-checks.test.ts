// Chance, the clock and what other episodes left are seen in verdicts, and sound states are left alone.
import { describe, expect, it } from 'vitest'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { openEnvironment } from '../../src/core/registry.ts'
import { check } from '../../src/probe/check.ts'
import { afterOthers, chance, sharedState } from '../../src/probe/state-checks.ts'
import { watchVerdicts } from '../../src/probe/watched-verdicts.ts'
import { asNumber, made, product } from './planted-golds.ts'

function withState(id: string, state: () => unknown, observe: (state: never) => void): EnvironmentFactory {
  return defineEnv({
    id,
    draw: ({ rng }: { rng: never }) => product(rng),
    state,
    maxTurns: 2,
    observe: ({ state: own }: { state: never }) => {
      observe(own)
      return null
    },
    rewards: { correct: asNumber },
    outcome: 'correct',
    demonstrate: ({ answer }: { answer: string }) => answer,
  } as never) as EnvironmentFactory
}

const one = { said: 0 }
const log: number[] = []
const table = [1, 2, 3]
let solvedOnce = false

async function found(environment: EnvironmentFactory, id: string) {
  const { findings } = await check(environment, { tasks: 6 })
  return findings.find((finding) => finding.id === id)
}

describe('chance', () => {
  it('judges half right replies many times', async () => {
    const environment = made('half-by-luck', {
      draw: product,
      terms: {
        correct: (input) =>
          asNumber(input) === true ? 1 : /^\d\d$/.test(input.reply) && Math.random() < 0.5 ? 0.5 : 0,
      },
    })
    expect(await found(environment, 'chance')).toMatchObject({ status: 'fault' })
  })

  it.each([
    ['Math.random()', () => Math.random()],
    ['Date.now()', () => Date.now()],
    ['performance.now()', () => performance.now()],
    ['new Date()', () => new Date().getTime()],
  ])('names %s', async (name, ask) => {
    const environment = made('asks', { draw: product, terms: { correct: (input) => ask() >= 0 && asNumber(input) } })
    expect(await found(environment, 'chance')).toMatchObject({
      status: 'warning',
      detail: `\`correct\` calls \`${name}\` while it judges`,
    })
  })

  it('says nothing of a date that is read from a reply, and puts all back', async () => {
    const clocks = (): unknown[] => [Reflect.get(Math, 'random'), Date, Reflect.get(performance, 'now')]
    const before = clocks()
    const environment = made('reads-dates', {
      draw: product,
      terms: { correct: (input) => new Date('2020-01-01').getTime() > 0 && asNumber(input) },
    })
    expect(await found(environment, 'chance')).toMatchObject({ status: 'ok' })
    expect(clocks()).toEqual(before)
    expect(chance).toBeTypeOf('function')
  })
})

describe('sharedState', () => {
  it.each([
    [
      'one object',
      withState(
        'one',
        () => one,
        () => one.said++,
      ),
      /the same object/,
    ],
    [
      'a list within',
      withState(
        'list',
        () => ({ turn: 0, kept: { log } }),
        () => log.push(1),
      ),
      /`state.kept.log`/,
    ],
  ])('names %s', async (_, environment, words) => {
    const finding = await found(environment, 'state-apart')
    expect(finding?.status).toBe('fault')
    expect(finding?.detail).toMatch(words)
  })

  it('leaves a table that nobody changes', async () => {
    const environment = withState(
      'table',
      () => ({ table, said: 0 }),
      (state: { said: number }) => state.said++,
    )
    expect(await found(environment, 'state-apart')).toMatchObject({ status: 'ok' })
    expect(sharedState).toBeTypeOf('function')
  })
})

describe('afterOthers', () => {
  it('sees a wrong reply that is paid once the task was solved', async () => {
    const solved = new Set<string>()
    const environment = made('remembers-solved', {
      draw: product,
      terms: {
        correct: (input) => {
          if (asNumber(input) === true) solved.add(input.task.id)
          return asNumber(input) === true ? 1 : solved.has(input.task.id) ? 0.2 : 0
        },
      },
    })
    expect(await found(environment, 'episodes-apart')).toMatchObject({ status: 'fault' })
    expect(afterOthers).toBeTypeOf('function')
  })
})

describe('watchVerdicts', () => {
  it('gives rewards back as they were', async () => {
    await using opened = await openEnvironment(
      withState(
        'back',
        () => ({}),
        () => void (solvedOnce = true),
      ),
    )
    const { verifier } = opened.spec.rubric.terms['correct'] as { verifier: { verify: unknown } }
    const before = verifier.verify
    {
      using watched = watchVerdicts(opened.spec)
      expect(verifier.verify).not.toBe(before)
      expect(watched.calls.size).toBe(0)
    }
    expect(verifier.verify).toBe(before)
    expect(solvedOnce).toBe(false)
  })
})
