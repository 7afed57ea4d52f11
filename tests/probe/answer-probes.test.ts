// Near misses are other answers, and a program among others is left alone.
import { describe, expect, it } from 'vitest'
import { check } from '../../src/probe/check.ts'
import { answerProbes, nearMisses } from '../../src/probe/answer-probes.ts'
import { asNumber, made, product } from './planted-golds.ts'

describe('nearMisses', () => {
  it('changes the number alone where words stand around it', () => {
    expect(nearMisses('That makes 42')).toEqual(nearMisses('42').map((each) => `That makes ${each}`))
    expect(nearMisses('42 eggs')).toContain('43 eggs')
    expect(nearMisses('heron')).toContain('qheron')
  })
})

describe('answerProbes', () => {
  it('finds nothing where words stand before a number that is read', async () => {
    const environment = made('words-first', {
      draw: product,
      gold: (answer) => `That makes ${answer}`,
      terms: { correct: asNumber },
    })
    const { findings } = await check(environment, { tasks: 12 })
    expect(findings.find(({ id }) => id === 'nearly')).toMatchObject({ status: 'ok' })
  })

  it('lists no programs', () => {
    const form = { kind: 'bare', answer: 'def f(x):\n  return x', wrap: (answer: string) => answer }
    const input = { form, otherAnswers: ['def g(x):\n  return 1', 'def h(x):\n  return 2'] } as never
    expect(answerProbes.find(({ id }) => id === 'spam')?.replies(input)).toEqual([])
  })
})
