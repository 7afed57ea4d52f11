import { expect, test } from 'vitest'
import addition from '../../envs/addition/index.ts'

test('a level is the most digits that a number has', async () => {
  for (const level of [1, 2, 5]) {
    const tasks = await addition.configure({ level, prompt: 'compact' }).tasks({ split: 'train', seed: 0 })
    const prompts = Array.from({ length: 200 }, (_, index) => tasks.at(index).prompt as string)
    const longest = Math.max(...prompts.flatMap((prompt) => prompt.match(/\d+/g) ?? []).map(({ length }) => length))
    expect(longest).toBe(level)
  }
})
