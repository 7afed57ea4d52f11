// A tool that hangs is named once and called no more, a check that is ended tells what it found, and memory beside the
// heap counts.
import { describe, expect, it } from 'vitest'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { check } from '../../src/probe/check.ts'
import { asNumber, made, product } from './planted-golds.ts'

const never = new Promise<string>(() => undefined)

describe('check', () => {
  it('names a tool that hangs and the argument, and calls it no more', { timeout: 120_000 }, async () => {
    let hung = 0
    const environment = defineEnv({
      id: 'hangs-on-star',
      draw: ({ rng }: { rng: never }) => product(rng),
      maxTurns: 3,
      tools: {
        find: {
          description: 'Finds a word.',
          parameters: { type: 'object', properties: { word: { type: 'string' } }, required: ['word'] },
          run: ({ word }: { word: string }) => {
            if (!word.includes('OR')) return 'none'
            hung++
            return never
          },
        },
      },
      rewards: { correct: asNumber },
      outcome: 'correct',
      demonstrate: ({ answer }: { answer: string }) => answer,
    } as never) as EnvironmentFactory
    const { findings } = await check(environment, { tasks: 4 })
    const finding = findings.find(({ id }) => id === 'tool-strange')
    expect(finding?.status).toBe('fault')
    expect(finding?.detail).toMatch(/^`find` is not over after 5 s, given .*OR/)
    expect(hung).toBe(2)
  })

  it('tells what it found when it is ended', async () => {
    const ending = new AbortController()
    let judged = 0
    const environment = made('ends', {
      draw: product,
      terms: {
        correct: (input) => {
          if (++judged === 200) ending.abort()
          return input.reply.trim() === '' || asNumber(input)
        },
      },
    })
    const { findings } = await check(environment, { tasks: 20, signal: ending.signal })
    expect(findings.find(({ id }) => id === 'whole')).toMatchObject({ status: 'skipped' })
    expect(findings.find(({ id }) => id === 'empty')).toMatchObject({ status: 'fault' })
  })

  it('counts memory beside the heap', async () => {
    const kept: Uint8Array[] = []
    const environment = made('keeps-buffers', {
      draw: product,
      terms: {
        correct: (input) => {
          kept.push(new Uint8Array(20_000))
          return asNumber(input)
        },
      },
    })
    const { findings } = await check(environment, { tasks: 4 })
    expect(findings.find(({ id }) => id === 'memory')).toMatchObject({ status: 'fault' })
  })
})
