import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { numbersOf, presetCases, type Batch, type PresetNumbers } from './preset-cases.ts'

const fixture = JSON.parse(readFileSync(new URL('../fixtures/preset-losses.json', import.meta.url), 'utf8')) as {
  batches: { [name in 'judged' | 'unjudged']: Batch }
  cases: { [name: string]: PresetNumbers }
}

describe('loss and derivative of the presets', () => {
  it('are held for every case', () => {
    expect(Object.keys(presetCases())).toEqual(Object.keys(fixture.cases))
  })

  it.each(Object.entries(presetCases()))('of %s are what they were to 1e-12', (name, presetCase) => {
    const wanted = fixture.cases[name] as PresetNumbers
    const got = numbersOf(presetCase, fixture.batches[presetCase.batch])
    const distance = (a: readonly number[], b: readonly number[]): number =>
      Math.max(...a.map((value, i) => Math.abs(value - (b[i] as number))))
    expect(got.coefficients).toHaveLength(wanted.coefficients.length)
    expect(distance(got.losses, wanted.losses)).toBeLessThan(1e-12)
    expect(distance(got.coefficients, wanted.coefficients)).toBeLessThan(1e-12)
  })
})
