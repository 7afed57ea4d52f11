import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { metricEntries } from '../../../src/core/metric-catalogue.ts'
import { metricPage } from '../../../src/core/metric-page.ts'
import { addExplainCommand, explainText } from '../../../src/cli/commands/explain.ts'
import { wrapText } from '../../../src/cli/display/wrap-text.ts'

describe('rlvr explain', () => {
  it('prints a metric with its formula and what to do', () => {
    const text = explainText('frac_reward_zero_std')
    expect(text).toContain('groups with equal rewards / groups of the step')
    expect(text).toContain('change the difficulty')
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(88)
  })

  it('says why the loss is about 0 on policy', () => {
    const words = explainText('loss').replaceAll(/\s+/gu, ' ')
    expect(words).toContain('the advantages of a group sum to 0')
    expect(words).toContain('Its gradient is not 0')
  })

  it('prints all metrics of a prefix, and a reward by its own name', () => {
    expect(explainText('clip_ratio')).toContain('clip_ratio/high_max')
    expect(explainText('rewards/correct/mean')).toContain('rewards/NAME/mean')
  })

  it('suggests the nearest name', () => {
    expect(() => explainText('entropi')).toThrow('Did you mean `entropy`?')
    expect(() => explainText('low_mean')).toThrow('Did you mean `clip_ratio/low_mean`?')
    expect(() => explainText('zzzzzzzzzz')).toThrow('Unknown metric')
  })

  it('lists every metric without an argument', () => {
    const listed = explainText(undefined)
    for (const entry of metricEntries) expect(listed).toContain(entry.name)
  })

  it('gives JSON', () => {
    expect(JSON.parse(explainText('kl', { json: true }))).toMatchObject({ name: 'kl', unit: 'nats' })
    expect(JSON.parse(explainText(undefined, { json: true }))).toHaveLength(metricEntries.length)
  })

  it('runs as a command', () => {
    const written: string[] = []
    const program = new Command().exitOverride()
    addExplainCommand(program, (text) => written.push(text))
    program.parse(['explain', 'entropy', '--json'], { from: 'user' })
    expect(JSON.parse(written.join(''))).toMatchObject({ name: 'entropy' })
  })
})

describe('wrapText', () => {
  it('keeps a long word whole, and short lines within the width', () => {
    expect(wrapText('one two three', { width: 9, first: '- ', indent: 2 })).toBe('- one two\n  three')
    expect(wrapText('a verylongword b', { width: 5 })).toBe('a\nverylongword\nb')
    expect(wrapText('', { width: 5 })).toBe('')
  })
})

describe('docs/metrics.md', () => {
  it('is what the catalogue gives; `rlvr explain --markdown > docs/metrics.md` renews it', () => {
    expect(readFileSync(new URL('../../../docs/metrics.md', import.meta.url), 'utf8')).toBe(metricPage())
  })
})
