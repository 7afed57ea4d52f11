// `check` finds what is planted in an environment, says which reply was paid, and finds nothing in sound ones.
import { describe, expect, it } from 'vitest'
import { defineEnv } from '../../src/core/define-env.ts'
import { check } from '../../src/probe/check.ts'
import { describeEnv, faultText } from '../../src/probe/describe-env.ts'
import { guessing, sums } from '../rollout/example-environments.ts'
import { clean, faulty, planted } from './planted.ts'

const tasks = 24

describe('check', () => {
  it.each([...clean, sums, guessing].map((environment) => [environment.id, environment] as const))(
    'finds no fault in %s',
    async (_, environment) => {
      const { findings, counts, episodes } = await check(environment, { tasks })
      expect(findings.filter(({ status }) => status === 'fault')).toEqual([])
      expect(counts.ok).toBeGreaterThan(25)
      expect(episodes).toBeGreaterThan(20)
      expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length)
    },
  )

  it.each(faulty.map(([finding, environment]) => [finding, environment.id, environment] as const))(
    'finds %s in %s',
    async (finding, _, environment) => {
      const { findings } = await check(environment, { tasks })
      expect(findings.filter(({ status }) => status === 'fault').map(({ id }) => id)).toContain(finding)
    },
  )

  it('names the task and the reply that was paid, and what it got', async () => {
    const { findings } = await check(planted('pays-nothing', { correct: ({ reply }) => reply === '' }), { tasks: 4 })
    const found = findings.find(({ id }) => id === 'empty')
    expect(found).toMatchObject({ group: 'probe', status: 'fault', paid: { reply: '', reward: 1, outcome: true } })
    expect(found?.detail).toBe('it solves 4 of 4 tasks')
  })

  it('names tasks that cannot be had, and looks at the others', async () => {
    const faultyList = defineEnv({
      id: 'faulty-list',
      draw: ({ rng, index }) => {
        if (index === 3) throw new Error('no row')
        return { prompt: `Say ${rng.int(100, 999)}.`, answer: 'x' }
      },
      rewards: { correct: ({ reply, task }) => reply === task.answer },
      outcome: 'correct',
      demonstrate: ({ answer }) => answer,
    })
    const { findings } = await check(faultyList, { tasks: 4 })
    const found = findings.find(({ id }) => id === 'faulty')
    expect(found?.status).toBe('fault')
    expect(found?.detail).toMatch(/^2 cannot; task 3 of the train split: .*no row/)
  })

  it('gives the same report again', async () => {
    const timeless = async () => ({ ...(await check(sums, { tasks: 6 })), seconds: 0 })
    expect(await timeless()).toEqual(await timeless())
  })

  it('ends where it is told to', async () => {
    await expect(check(sums, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
  })
})

describe('describeEnv', () => {
  it('makes a test of each finding, which fails where it is a fault', async () => {
    const tests = new Map<string, () => void>()
    const names: string[] = []
    const runner = {
      describe: (name: string, body: () => void) => {
        names.push(name)
        body()
      },
      it: (name: string, body: () => void) => tests.set(name.split(':')[0] ?? '', body),
    }
    const broken = planted('pays-refusals', { correct: ({ reply }) => reply.includes('know') })
    const { findings } = await describeEnv(broken, { tasks: 4, runner })
    expect(names).toEqual(['environment pays-refusals'])
    expect(tests.size).toBe(findings.length)
    expect(tests.get('refusal')).toThrow('to "I do not know."')
    expect(tests.get('nesting')).not.toThrow()
  })

  it('says a fault without a reply in one sentence', () => {
    const text = faultText({ id: 'split', group: 'data', says: 'It is.', status: 'fault', detail: '' })
    expect(text).toBe('split: It is.')
  })
})

// As an author writes it, at the top of a test file.
await describeEnv(sums, { tasks: 4 })
