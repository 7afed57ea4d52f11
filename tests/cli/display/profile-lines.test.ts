import { expect, test } from 'vitest'
import { noTraffic } from '../../../src/core/traffic-counts.ts'
import { profileLines } from '../../../src/cli/display/profile-lines.ts'

const row = {
  ...noTraffic,
  ...{ step: 1, phase: 'generate', seconds: 0.5, tokens: 100 },
  ...{ runs: 10, operations: 4000, uploads: 20, uploadedBytes: 50_000, downloads: 10, downloadedBytes: 800 },
  ...{ dispatchMs: 250, waitMs: 5 },
}

test('a profile is told a step and a token, without the first step, in which programs are made', () => {
  const first = { ...row, dispatchMs: 90_000, seconds: 100 }
  expect(profileLines([first, { ...row, step: 2 }, { ...row, step: 3, operations: 6000 }])).toEqual([
    'profile  generate  a step (mean of 2 steps): up 50 kB in 20, down 800 B in 10, 5000 operations in 10 runs, 250 ms dispatching and 5 ms waiting of 500',
    '                   a token: up 500 B, down 8 B, 50 operations, 2.50 ms dispatching, 0.050 ms waiting (200 tokens)',
  ])
})

test('a phase without replies has no line a token, and an evaluation is told as a whole', () => {
  expect(profileLines([{ ...row, phase: 'update', tokens: 0 }])).toEqual([
    expect.stringMatching(/^profile {2}update {4}in all: up 50 kB in 20/),
  ])
  expect(profileLines([])).toEqual([])
})
