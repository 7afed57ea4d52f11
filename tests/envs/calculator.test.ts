import { expect, test } from 'vitest'
import calculator from '../../envs/calculator/index.ts'
import { drawProblem, levels } from '../../envs/calculator/draw.ts'
import { Rng } from '../../src/core/random.ts'
import { calculate } from '../../src/tools/calculator/calculate.ts'
import { play, tasksOf } from './play.ts'

test('what is drawn is what the calculator makes of it, longer with each level, and rarely the same', () => {
  const rng = Rng.fromSeed(0)
  const lengths = levels.map((level) => {
    const problems = Array.from({ length: 50 }, () => drawProblem(rng, level))
    for (const { expression, value } of problems) expect(calculate(expression)).toEqual({ value })
    expect(new Set(problems.map(({ value }) => value)).size).toBe(50)
    return problems[0]?.expression.length ?? 0
  })
  expect(lengths).toEqual(lengths.toSorted((a, b) => a - b))
})

test('the answer of the tool is right, in other forms too, and wrong by one digit is wrong', async () => {
  const spec = calculator.configure({ level: 3 })
  for (const task of await tasksOf(spec, 3)) {
    const { expression, value } = task.answer
    const call = `<tool_call>${JSON.stringify({ name: 'calculator', arguments: { expression } })}</tool_call>`
    const played = await play(spec, task, (said, turn) =>
      turn === 0 ? call : `<answer>${said.at(-1)?.content ?? ''}</answer>`,
    )
    expect(played).toMatchObject({ reward: 1, outcome: true, turns: 2 })
    const outcomeOf = async (text: string) => (await play(spec, task, [text])).outcome
    expect(await outcomeOf(`It is \\boxed{${value.replaceAll(/\B(?=(\d{3})+$)/g, ',')}}`)).toBe(true)
    expect(await outcomeOf(`<answer>${BigInt(value) + 1n}</answer>`)).toBe(false)
    expect(await outcomeOf(`<answer>${expression}</answer>`)).toBe(false)
    expect(await outcomeOf(`<answer>${value} ${BigInt(value) + 1n}</answer>`)).toBe(false)
  }
  await spec.close()
})
