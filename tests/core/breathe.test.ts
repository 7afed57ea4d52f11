import { expect, test } from 'vitest'
import { breathe } from '../../src/core/breathe.ts'

test('a long chain of microtasks leaves timers their turns', async () => {
  let turns = 0
  const timer = setInterval(() => turns++, 1)
  const end = performance.now() + 60
  while (performance.now() < end) await breathe()
  clearInterval(timer)
  expect(turns).toBeGreaterThan(2)
})
