import { expect, test } from 'vitest'
import { layered, plainAlgorithm, renamedSettings, settingDescriptions } from '../../trainers/plain-settings.ts'
import { algorithmCatalogue } from '../../trainers/catalogue.ts'
import { algorithms } from '../../trainers/presets.ts'

test('every setting has a dotted name and says what it means', () => {
  expect([...settingDescriptions.keys()]).toContain('evaluation.tasks')
  for (const [name, description] of settingDescriptions) expect(description, name).not.toBe('undefined')
})

test('layers go into groups, and an algorithm replaces the one below whole', () => {
  const below = { steps: 1, coldStart: { steps: 2, batchSize: 3 }, algorithm: { name: 'dapo', clip: 0.3 } }
  expect(layered(below, { coldStart: { steps: 5 }, algorithm: { name: 'gspo' } })).toEqual({
    steps: 1,
    coldStart: { steps: 5, batchSize: 3 },
    algorithm: { name: 'gspo' },
  })
})

test('an algorithm is its name, or its name with options', () => {
  expect(plainAlgorithm('dapo')).toEqual({ name: 'dapo' })
  expect(() => plainAlgorithm({ clip: 0.3 })).toThrow(/`algorithm` is the name of one \(grpo, /)
})

test('the catalogue names every preset', () => {
  expect(algorithmCatalogue.map(({ name }) => name)).toEqual(Object.keys(algorithms))
})

test('settings with the name that replies to a held-out task had before are read', () => {
  expect(renamedSettings({ steps: 1, evaluation: { tasks: 3, samplesPerTask: 2 } })).toEqual({
    steps: 1,
    evaluation: { tasks: 3, repliesPerTask: 2 },
  })
  const present = { evaluation: { repliesPerTask: 2 } }
  expect(renamedSettings(present)).toBe(present)
})
