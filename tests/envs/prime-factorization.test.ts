import { expect, test } from 'vitest'
import { primeFactors, readFactors } from '../../envs/prime-factorization/factors.ts'
import primeFactorization from '../../envs/prime-factorization/index.ts'
import { drawnTasks } from './drawn.ts'
import { verdictsOf } from './verdicts.ts'

const isPrime = (number: number): boolean =>
  number > 1 &&
  Array.from({ length: Math.floor(Math.sqrt(number)) }, (_, index) => index + 1).filter((each) => number % each === 0)
    .length === 1

test('the factors are primes, and their product is the number', async () => {
  for (const { prompt, answer } of await drawnTasks(primeFactorization, { levels: [1, 2, 3, 4, 5], count: 100 })) {
    const factors = answer.split('*').map(Number)
    expect(factors.every(isPrime), answer).toBe(true)
    expect(`${factors.reduce((product, each) => product * each, 1)}=`).toBe(prompt)
  }
})

test('primes and their powers are found', () => {
  expect([primeFactors(2), primeFactors(49), primeFactors(999_983)]).toEqual([[2], [7, 7], [999_983]])
  expect(readFactors('12 = 2^{2} \\times 3')).toEqual([2, 2, 3])
  expect(readFactors('2**2*3')).toEqual([2, 2, 3])
  expect([readFactors('2^99'), readFactors('2**x'), readFactors('two'), readFactors('2 3')]).toEqual([
    null,
    null,
    null,
    null,
  ])
})

test('factors are right in any order and form, other products are not', async () => {
  const right = ['2*2*3', '<answer>3 × 2^2</answer>', '\\boxed{2^2 \\cdot 3}', '2, 2, 3', '12 = 2 * 2 * 3', '2 x 2 x 3']
  const wrong = ['12', '4*3', '2*3', '1*2*2*3', '2*2*3*1', '2+2+3', '2*6', '']
  const task = { prompt: '12=', answer: '2*2*3' }
  expect(await verdictsOf(primeFactorization, {}, task, right)).toEqual(right.map(() => true))
  expect(await verdictsOf(primeFactorization, {}, task, wrong)).toEqual(wrong.map(() => false))
})
