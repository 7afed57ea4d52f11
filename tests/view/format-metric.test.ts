import { describe, expect, it } from 'vitest'
import { axisOver } from '../../src/view/axis.ts'
import { escapeHtml, escapeJsonForHtml } from '../../src/view/escape-html.ts'
import { formatMetric, formatSeconds } from '../../src/view/format-metric.ts'

describe('formatMetric', () => {
  it('prints values in the manner of their unit', () => {
    expect(formatMetric(0.7346, 'share')).toBe('0.735')
    expect(formatMetric(-0.0001, 'reward')).toBe('0.000')
    expect(formatMetric(12345.6, 'tokens/s')).toBe('12.3k')
    expect(formatMetric(3e-4)).toBe('3.0e-4')
    expect(formatMetric(0.25, 'nats')).toBe('0.2500')
  })

  it('prints a dash for what is no number', () => {
    for (const value of [null, undefined, Number.NaN, Infinity]) expect(formatMetric(value, 'share')).toBe('–')
  })

  it('prints times', () => {
    expect(['0.5', '59.94', '192', '3700'].map((seconds) => formatSeconds(Number(seconds)))).toEqual([
      '500 ms',
      '59.9 s',
      '3 min 12 s',
      '1 h 1 min',
    ])
  })
})

describe('escaping', () => {
  it('leaves no markup, no control characters and no marks of direction', () => {
    expect(escapeHtml('<b a="1">\u001b[2J\u202e\nx')).toBe('&lt;b a=&quot;1&quot;&gt;␛[2J�\nx')
    expect(escapeHtml('\ud800')).toBe('�')
  })

  it('keeps JSON inside its script element', () => {
    const text = escapeJsonForHtml({ a: '</script><!--\u2028' })
    expect(text).not.toContain('<')
    expect(JSON.parse(text)).toEqual({ a: '</script><!--\u2028' })
  })
})

describe('axisOver', () => {
  it('gives round ticks over the values', () => {
    expect(axisOver([0, 0.9], { from: 100, to: 0 }).ticks).toEqual([0, 0.5, 1])
  })

  it('gives room to one value, and to none', () => {
    for (const values of [[5], [0], [], [Number.NaN], [-2, -2]]) {
      const axis = axisOver(values, { from: 0, to: 100 })
      expect(axis.high).toBeGreaterThan(axis.low)
      expect(Number.isFinite(axis.at(axis.low))).toBe(true)
    }
  })
})
