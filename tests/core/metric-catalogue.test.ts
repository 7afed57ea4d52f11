import { describe, expect, it } from 'vitest'
import { findMetric, metricEntries } from '../../src/core/metric-catalogue.ts'
import { lossMetrics } from '../../trainers/policy-loss.ts'

describe('the catalogue', () => {
  it('has each name once, and fills every field', () => {
    const names = metricEntries.map((entry) => entry.name)
    expect(new Set(names).size).toBe(names.length)
    for (const entry of metricEntries) {
      for (const [field, text] of Object.entries(entry)) expect(text, `${entry.name}.${field}`).not.toBe('')
    }
  })

  it('knows every metric of the loss', () => {
    for (const name of Object.keys(lossMetrics([]))) expect(findMetric(name)?.name).toBe(name)
  })

  it('matches a reward of any name, and nothing deeper', () => {
    expect(findMetric('rewards/correct/mean')?.name).toBe('rewards/NAME/mean')
    expect(findMetric('rewards/a/b/mean')).toBeNull()
    expect(findMetric('rewards/mean')).toBeNull()
  })
})
