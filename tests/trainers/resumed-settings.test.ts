import { expect, test } from 'vitest'
import { changedSettings, resumedWith, settingsRecord } from '../../trainers/resumed-settings.ts'
import { linear } from '../../trainers/schedules.ts'
import { tinySettings } from './tiny-training.ts'

const before = settingsRecord(tinySettings(), { level: 1 })
const strict = { accept: false }

test('the same settings are no change', () => {
  expect(resumedWith(before, settingsRecord(tinySettings(), { level: 1 }), strict)).toBeNull()
})

test('a setting that changes what is learned is refused by name, and taken where that is accepted', () => {
  const now = settingsRecord(tinySettings({ maxGradNorm: 3 }), { level: 2 })
  expect(changedSettings(before, now).map(({ name }) => name)).toEqual(['maxGradNorm', 'options.level'])
  expect(() => resumedWith(before, now, strict)).toThrow(
    /maxGradNorm 1 → 3; options\.level 1 → 2\. Put maxGradNorm, options\.level back/,
  )
  expect(resumedWith(before, now, { accept: true })).toBe(
    'Settings have changed since the checkpoint: maxGradNorm 1 → 3; options.level 1 → 2.',
  )
})

test('what only changes what is measured, kept or done is told, not refused', () => {
  const now = settingsRecord(tinySettings({ checkpointEverySteps: 9, microbatchTokens: 99, steps: 50 }), { level: 1 })
  expect(resumedWith(before, now, strict)).toContain('steps 4 → 50')
})

test('a schedule may be stretched with the run, and no more than that', () => {
  const rate = (peak: number, totalSteps: number): object => ({
    steps: totalSteps,
    learningRate: linear({ peak, totalSteps }),
  })
  const was = settingsRecord(tinySettings(rate(1, 4)), {})
  expect(resumedWith(was, settingsRecord(tinySettings(rate(1, 9)), {}), strict)).toContain('learningRate linear at 1')
  expect(() => resumedWith(was, settingsRecord(tinySettings(rate(2, 9)), {}), strict)).toThrow('Put learningRate back')
})
