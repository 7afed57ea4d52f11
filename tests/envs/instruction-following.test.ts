import { expect, test } from 'vitest'
import { drawInstructions } from '../../envs/instruction-following/draw.ts'
import instructionFollowing from '../../envs/instruction-following/index.ts'
import { words } from '../../envs/words.ts'
import { Rng } from '../../src/core/random.ts'
import { checkEnvironment } from '../../src/testing/check-environment.ts'
import { tasksOf } from './play.ts'
import { verdictsOf } from './verdicts.ts'

test.each([1, 2, 3])('level %i keeps the contract in both styles', async (level) => {
  await checkEnvironment(instructionFollowing.configure({ level }))
  await checkEnvironment(instructionFollowing.configure({ level, prompt: 'compact' }))
})

test('marks of compact prompts stand for instructions, which can be followed together in few characters', async () => {
  const seen = new Set<string>()
  for (const level of [1, 2, 3]) {
    const spec = instructionFollowing.configure({ level, prompt: 'compact' })
    for (const task of await tasksOf(spec, 150)) {
      const { answer, prompt } = task
      expect(prompt).toMatch(/^[a-h]{3}(?:[\^"<]|[*[.x-][234])+:$/)
      expect(answer).toHaveLength(level + 1)
      for (const { id } of answer) seen.add(id)
      const gold = spec.demonstrate(task, Rng.fromSeed(0))?.[0]?.text ?? ''
      expect(gold.length).toBeLessThan(60)
      const word = (prompt as string).slice(0, 3)
      // The word alone follows no instruction, and another word none either.
      const replies = [gold, word, gold.replaceAll(new RegExp(word, 'gi'), 'hgh')]
      const outcomes = await verdictsOf(instructionFollowing, {}, { prompt, answer }, replies)
      expect(outcomes, `${prompt as string} ${gold}`).toEqual([true, false, false])
    }
  }
  expect(seen.size).toBe(9)
})

test('drawn instructions can be followed together, and are as many as the level says', async () => {
  const seen = new Set<string>()
  for (const level of [1, 2, 3]) {
    const spec = instructionFollowing.configure({ level })
    const tasks = await spec.tasks({ split: 'train', seed: 3 })
    for (let index = 0; index < 1500; index++) {
      const task = tasks.at(index)
      const gold = spec.demonstrate(task, Rng.fromSeed(0))?.[0]?.text ?? ''
      const { answer, prompt } = task
      expect(answer).toHaveLength(level + 1)
      for (const { id } of answer) seen.add(id)
      expect(
        await verdictsOf(instructionFollowing, {}, { prompt, answer }, [gold]),
        `${JSON.stringify(prompt)}\n${gold}`,
      ).toEqual([true])
    }
  }
  expect(seen.size).toBe(21)
})

test('replies of many words, glued or not, follow few tasks', async () => {
  const spam = [words.join(''), words.join(' '), words.join('').slice(0, 600), words.join(' ').slice(0, 600)]
  let paid = 0
  for (let index = 0; index < 400; index++) {
    const { prompt, instructions } = drawInstructions(Rng.fromSeed(index), 1)
    const outcomes = await verdictsOf(instructionFollowing, {}, { prompt, answer: instructions }, spam)
    expect(outcomes.slice(0, 2)).toEqual([false, false])
    paid += outcomes.filter(Boolean).length
  }
  expect(paid).toBeLessThan(40)
})
