import { expect, test } from 'vitest'
import countPrimes from '../../envs/count-primes/index.ts'
import { drawnTasks } from './drawn.ts'

test('counts are those of trying every divisor, and spread evenly', async () => {
  const counts = new Map<string, number>()
  for (const { prompt, answer, id } of await drawnTasks(countPrimes, { levels: [1, 2, 3, 4, 5], count: 240 })) {
    const [from = 0, to = 0] = (prompt as string).slice(0, -1).split('..').map(Number)
    let count = 0
    for (let number = Math.max(2, from); number <= to; number++) {
      let divisor = 2
      while (divisor * divisor <= number && number % divisor !== 0) divisor++
      if (divisor * divisor > number) count++
    }
    expect(answer, id).toBe(String(count))
    counts.set(answer, (counts.get(answer) ?? 0) + 1)
  }
  expect(Math.max(...counts.values())).toBeLessThan(150)
  expect(counts.size).toBe(50)
})
