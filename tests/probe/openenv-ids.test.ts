import { expect, test } from 'vitest'
import { check } from '../../src/probe/check.ts'
import { openEnvIds, openEnvIdsOf, openEnvResults } from '../../src/probe/openenv-ids.ts'
import { store } from './planted-tools.ts'

test('each of the 46 ids has findings of a report or a reason for none, and each finding that is named exists', async () => {
  const { findings, openEnv } = await check(store('sound-ids'), { tasks: 2 })
  expect(Object.keys(openEnvIds)).toHaveLength(46)
  const known = new Set(findings.map(({ id }) => id))
  for (const [id, ours] of Object.entries(openEnvIds))
    if (typeof ours === 'string') expect(ours.length, id).toBeGreaterThan(10)
    else
      expect(
        ours.filter((each) => !known.has(each)),
        id,
      ).toEqual([])
  expect(openEnv.map(({ id }) => id)).toEqual(Object.keys(openEnvIds))
})

test('an id is as bad as the worst of its findings', () => {
  const finding = { group: 'contract', says: '', detail: '' } as const
  const results = openEnvResults([
    { ...finding, id: 'quick', status: 'ok' },
    { ...finding, id: 'memory', status: 'fault' },
  ])
  expect(results.find(({ id }) => id === 'semantic.resource_envelope')).toMatchObject({
    status: 'fault',
    findings: ['quick', 'memory'],
  })
  expect(openEnvIdsOf('memory')).toEqual(['runtime.resource_bounds', 'semantic.resource_envelope'])
})
