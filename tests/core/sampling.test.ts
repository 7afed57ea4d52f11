import { expect, test } from 'vitest'
import { checkSampling } from '../../src/core/sampling.ts'

test('what sampling may be is taken, any of it missing', () => {
  for (const fine of [
    {},
    { temperature: 0 },
    { topK: 3, topP: 0.5, minP: 0, maxTokens: 1, stop: ['\n'] },
    { stop: undefined },
  ])
    expect(() => checkSampling(fine)).not.toThrow()
})

test.each<[unknown, string]>([
  [null, '`sampling` is an object like { temperature: 1 }; got null'],
  [[], 'got []'],
  [{ temprature: 1 }, '`sampling` has no field `temprature`. Did you mean `temperature`?'],
  [{ temperature: Number.NaN }, '`sampling.temperature` is a finite number from 0; got NaN.'],
  [{ temperature: Infinity }, 'got Infinity.'],
  [{ temperature: -1 }, 'got -1.'],
  [{ topK: 0.5 }, '`sampling.topK` is a whole number from 0; got 0.5.'],
  [{ topP: 0 }, '`sampling.topP` is a share above 0, at most 1; got 0.'],
  [{ topP: 1.5 }, 'got 1.5.'],
  [{ maxTokens: 0 }, '`sampling.maxTokens` is a whole number from 1; got 0.'],
  [{ maxTokens: '5' }, 'got "5".'],
  [{ minP: 2 }, '`sampling.minP` is a share from 0 to 1; got 2.'],
  [{ stop: 'a' }, '`sampling.stop` is a list of texts, none of them empty; got "a".'],
  [{ stop: [''] }, 'got [""].'],
])('%o is refused', (wrong, words) => {
  expect(() => checkSampling(wrong)).toThrow(words)
})
