import { expect, test } from 'vitest'
import { summaryLines } from '../../../src/cli/display/train-summary.ts'
import type { TrainSummary } from '../../../trainers/train.ts'

const heldOut = {
  sampledPass1: 0.25,
  greedyPass1: 0.5,
  sampledReward: 0.625,
  interval: { low: 0.1, high: 0.4 },
  tasks: 8,
}
const summary = {
  ...{ environment: 'addition', algorithm: 'grpo', seed: 0, steps: 1, seconds: 61, peakRssMb: 300, alarms: [] },
  heldOut: { coldStart: heldOut, end: heldOut },
  failures: { replies: 4, unjudged: 0, truncated: 0, refused: 0, failed: 0, empty: 0, causes: [] },
} as unknown as TrainSummary

test('a cold start is named where there was one', () => {
  const lines = (hadColdStart: boolean): string[] =>
    summaryLines(summary, { run: 'runs/a', report: 'runs/a/report.html', hadColdStart })
  expect(lines(true)[3]).toBe('  after the cold start    0.250 (0.100 to 0.400)    0.500            0.625')
  expect(lines(false)[3]).toBe('  at the start            0.250 (0.100 to 0.400)    0.500            0.625')
})
