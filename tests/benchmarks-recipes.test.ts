// The benchmark that says whether GRPO learns by the recipes: its controls, and what it makes of rows.
import { describe, expect, test } from 'vitest'
import { parity } from '../benchmarks/recipes/parity.ts'
import { rewardedByCoin } from '../benchmarks/recipes/coin.ts'
import type { RecipeRow } from '../benchmarks/recipes/recipe-run.ts'
import { figuresOf, recipeTable } from '../benchmarks/recipes/recipe-table.ts'
import bandit from '../envs/bandit/index.ts'
import sort from '../envs/sort/index.ts'
import { Rng } from '../src/core/random.ts'
import { checkEnvironment } from '../src/testing/check-environment.ts'
import { play, tasksOf } from './envs/play.ts'

describe('rewards of a coin', () => {
  test('are heads half of the time, for right replies as for wrong ones, and the same for a seed', async () => {
    const spec = rewardedByCoin(sort.configure({}))
    const [task] = await tasksOf(spec, 1)
    if (task === undefined) throw new Error('no task')
    for (const reply of [String(task.answer), 'wrong']) {
      const played = await Promise.all(Array.from({ length: 400 }, (_, seed) => play(spec, task, [reply], { seed })))
      const heads = played.filter(({ outcome }) => outcome === true)
      expect(heads.every(({ reward }) => reward === 1)).toBe(true)
      // Ten standard deviations of a fair coin.
      expect(Math.abs(heads.length - 200)).toBeLessThan(100)
      expect((await play(spec, task, [reply], { seed: 7 })).outcome).toBe(played[7]?.outcome)
    }
  })

  test('take the place of what steps earn too', async () => {
    const spec = rewardedByCoin(bandit.configure({ prompt: 'compact' }))
    const [task] = await tasksOf(spec, 1)
    if (task === undefined) throw new Error('no task')
    for (let seed = 0; seed < 8; seed++) {
      const { reward, outcome, turns } = await play(spec, task, () => '1', { seed })
      expect({ reward, turns }).toEqual({ reward: Number(outcome), turns: 11 })
    }
  })

  test('leave held-out tasks as they are judged', async () => {
    const spec = rewardedByCoin(sort.configure({}))
    for (const task of await tasksOf(spec, 5, { split: 'test' }))
      for (let seed = 0; seed < 5; seed++) {
        const gold = spec.demonstrate(task, Rng.fromSeed(0))?.[0]?.text ?? ''
        expect((await play(spec, task, [gold], { seed })).outcome).toBe(true)
        expect((await play(spec, task, ['wrong'], { seed })).outcome).toBe(false)
      }
  })
})

test('parity keeps the contract, and one bit more turns the answer', async () => {
  await checkEnvironment(parity)
  for (const { prompt, answer } of await tasksOf(parity.configure({}), 50)) {
    const ones = (prompt as string).split('1').length - 1
    expect(answer).toBe(ones % 2 === 1 ? '1' : '0')
  }
})

describe('the figures of a recipe', () => {
  const row = (seed: number, curve: readonly number[], low: number): RecipeRow => ({
    environment: 'sort',
    kind: 'reasoning',
    reward: 'environment',
    seed,
    recipe: 'abc',
    coldStartSteps: 50,
    steps: 20,
    greedy: { coldStart: 0.5, end: 0.75 },
    curve: curve.map((pass1, point) => [point * 10, pass1]),
    gain: {
      value: (curve.at(-1) as number) - (curve[0] as number),
      interval: { low, high: 1 },
      method: 'bootstrap',
      tasks: 100,
    },
    seconds: 30 + seed,
    processorSeconds: 40,
    load: 1,
  })

  test('are means over seeds, with the interval of Student', () => {
    const rows = [row(0, [0.2, 0.3, 0.4], 0.1), row(1, [0.2, 0.4, 0.5], 0.1), row(2, [0.2, 0.5, 0.6], 0.1)]
    const [figures] = figuresOf([...rows, { ...row(0, [0.2, 0.1, 0], -0.3), reward: 'coin' }])
    // Gains 0.2, 0.3 and 0.4: the standard error is 0.1 / sqrt(3), the quantile of two degrees of freedom 4.3027.
    expect(figures?.gain).toBeCloseTo(0.3)
    expect(figures?.interval?.low).toBeCloseTo(0.3 - (4.3027 * 0.1) / Math.sqrt(3), 4)
    expect(figures?.curves).toHaveLength(3)
    expect(figures?.curves[1]).toEqual([
      { step: 0, value: 0.2 },
      { step: 10, value: 0.4 },
      { step: 20, value: 0.5 },
    ])
    expect(figures).toMatchObject({ seeds: 3, seedsAbove: 3, learns: true, secondsOnTwoCores: 20 })
  })

  test('say that it learns only where every seed does', () => {
    const [figures] = figuresOf([row(0, [0.2, 0.9], 0.5), row(1, [0.2, 0.9], -0.01)])
    expect(figures).toMatchObject({ seedsAbove: 1, learns: false })
    expect(recipeTable([figures as never])).toContain('| sort | reasoning | environment | 2 | 50 + 20 | 0.20 | 0.90 |')
  })
})
