import { expect, test } from 'vitest'
import { singleRequests, type GenerateRequest } from '../../src/core/policy.ts'

const request: GenerateRequest = { messages: [{ role: 'user', content: 'a' }], seed: 'x' }

test('a request for one reply is itself', () => {
  expect(singleRequests(request)).toEqual([request])
  expect(singleRequests(request)[0]).toBe(request)
})

test('a request for several replies is as many for one, each with a seed of its own', () => {
  expect(singleRequests({ ...request, n: 3 })).toEqual([
    { ...request, seed: 'x/0' },
    { ...request, seed: 'x/1' },
    { ...request, seed: 'x/2' },
  ])
  expect(singleRequests({ ...request, n: 1 })).toEqual([{ ...request, seed: 'x/0' }])
  expect(singleRequests({ ...request, n: 2, seeds: ['a', 'b'] }).map(({ seed }) => seed)).toEqual(['a', 'b'])
  expect(singleRequests({ ...request, seeds: ['a', 'b'] }).map(({ seed }) => seed)).toEqual(['a', 'b'])
})

test.each([
  [{ n: 0 }, 'got n 0 and no seeds'],
  [{ n: -1 }, 'got n -1 and no seeds'],
  [{ n: 1.5 }, 'got n 1.5 and no seeds'],
  [{ n: 2, seeds: ['a'] }, 'got n 2 and 1 seeds'],
])('%o is refused', (wrong, message) => {
  expect(() => singleRequests({ ...request, ...wrong })).toThrow(message)
})
