// Answers in other forms, beside the right one, in another case: what is planted is named, and sound ones are left alone.
import { describe, expect, it } from 'vitest'
import { check } from '../../src/probe/check.ts'
import { goldChecks } from '../../src/probe/gold-checks.ts'
import { goldFrame, otherForms } from '../../src/probe/gold-frame.ts'
import { plantedGolds, soundGolds } from './planted-golds.ts'

const tasks = 20
const own = ['solvable', 'wrong-in-form', 'other-form', 'tolerance', 'letter-case']

describe('goldChecks', () => {
  it.each(
    plantedGolds.map(([finding, status, environment]) => [finding, environment.id, status, environment] as const),
  )('finds %s in %s', async (finding, _, status, environment) => {
    const { findings } = await check(environment, { tasks })
    expect(findings.find(({ id }) => id === finding)).toMatchObject({ status })
  })

  it.each(soundGolds.map((environment) => [environment.id, environment] as const))(
    'says nothing of %s',
    async (_, environment) => {
      const { findings } = await check(environment, { tasks })
      const bad = findings.filter(({ id, status }) => own.includes(id) && /fault|warning/.test(status))
      expect(bad).toEqual([])
    },
  )

  it('skips what it has no demonstration for', async () => {
    const findings = await goldChecks({ spec: { needs: [] } as never, probed: [], golds: [], replies: [] })
    expect(findings.map(({ status }) => status)).toEqual(own.map(() => 'skipped'))
  })
})

describe('goldFrame', () => {
  it('cuts the reference answer out of a sentence', () => {
    const form = { kind: 'bare', answer: 'It is 7, not 17.', wrap: (answer: string) => answer }
    const frame = goldFrame({
      task: { answer: 7 },
      gold: [{ text: 'It is 7, not 17.' }],
      input: { form, code: null },
    } as never)
    expect(frame?.wrap('8')).toBe('It is 8, not 17.')
  })
})

describe('otherForms', () => {
  it('writes the same number', () => {
    expect(otherForms('0.500').map(({ text }) => text)).toEqual(['0.5', '.5', '0.500.', '1/2'])
    expect(otherForms('-1234').map(({ text }) => text)).toEqual(['-1234.', '-1234.0', '-1,234'])
  })
})
