import { describe, expect, it } from 'vitest'
import { labelRow } from '../../../verifiers/choice/labels.ts'
import { statedChoice } from '../../../verifiers/choice/stated-choice.ts'
import { english, hedged, notStated } from './wordings.ts'

const row = labelRow(Array.from('ABCDE'))

function statedBy(reply: string): string | null {
  const stated = statedChoice(reply, row)
  if (typeof stated === 'string') return null
  return stated.isHedge ? 'hedge' : stated.labels.join('')
}

describe('statedChoice', () => {
  it.each(english)('reads in %j the choice %j', (reply, stated) => {
    expect(statedBy(reply)).toBe(stated)
  })

  it.each(notStated)('finds no choice in %j', (reply) => {
    expect(statedBy(reply)).toBeNull()
  })

  it.each(hedged)('pays nobody for %j', (reply) => {
    expect(statedBy(reply) ?? '').not.toMatch(/^[A-E]$/)
  })
})
