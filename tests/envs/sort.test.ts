import { expect, test } from 'vitest'
import sort from '../../envs/sort/index.ts'

test('a level is two less than how many numbers there are', async () => {
  for (const level of [1, 4]) {
    const tasks = await sort.configure({ level, prompt: 'words' }).tasks({ split: 'train', seed: 0 })
    for (let index = 0; index < 20; index++) expect(tasks.at(index).answer.match(/\d+/g)).toHaveLength(level + 2)
  }
})
