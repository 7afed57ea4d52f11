import { describe, expect, test } from 'vitest'
import { check } from '../../src/probe/check.ts'
import { turnProbes } from '../../src/probe/turn-probes.ts'
import { faultyTools, soundTools } from './planted-tools.ts'

describe('environments with tools and several turns', () => {
  test.each(soundTools.map((environment) => [environment.id, environment] as const))(
    'of %s, which is sound, nothing is found',
    async (_, environment) => {
      const { findings } = await check(environment, { tasks: 5 })
      expect(findings.filter(({ status }) => status === 'fault' || status === 'warning')).toEqual([])
    },
  )

  test.each(faultyTools.map(([finding, environment]) => [finding, environment.id, environment] as const))(
    '`%s` names the fault of %s',
    async (finding, _, environment) => {
      const { findings } = await check(environment, { tasks: 5 })
      const faults = findings.filter(({ status }) => status === 'fault').map(({ id }) => id)
      expect(faults).toContain(finding)
    },
  )

  test('a demonstration by calls is shown by its calls', async () => {
    const { sample } = await check(soundTools[0] as (typeof soundTools)[number], { tasks: 1 })
    expect(sample.gold).toMatch(/^look\(\{\}\)\n---\nput\(\{"box":/)
  })

  test('each probe has an id of its own', () => {
    expect(new Set(turnProbes.map(({ id }) => id)).size).toBe(turnProbes.length)
  })
})
