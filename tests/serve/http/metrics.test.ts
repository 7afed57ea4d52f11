import { expect, onTestFinished, test } from 'vitest'
import { ServerMetrics } from '../../../src/serve/http/metrics.ts'

test('durations are counted into buckets, numbers by their names', () => {
  const metrics = new ServerMetrics()
  onTestFinished(() => metrics.close())
  for (const seconds of [0.0005, 0.003, 700]) metrics.request({ method: 'POST', route: '/score', status: 200, seconds })
  metrics.frame('/a"b', 0.02)
  const lines = metrics
    .text({ inFlight: 2, sessions: { open: 3, refusedTotal: 1 }, name: 'x', none: Number.NaN })
    .split('\n')
  const labels = 'method="POST",route="/score",status="200"'
  expect(lines).toContain('# TYPE rlvr_request_duration_seconds histogram')
  for (const [bound, count] of [
    ['0.001', 1],
    ['0.0025', 1],
    ['0.005', 2],
    ['600', 2],
    ['+Inf', 3],
  ] as const)
    expect(lines).toContain(`rlvr_request_duration_seconds_bucket{${labels},le="${bound}"} ${count}`)
  expect(lines).toContain(`rlvr_request_duration_seconds_count{${labels}} 3`)
  expect(lines).toContain('rlvr_frame_duration_seconds_count{path="/a\\"b"} 1')
  expect(lines).toContain('rlvr_in_flight 2')
  expect(lines).toContain('rlvr_sessions_open 3')
  expect(lines).toContain('# TYPE rlvr_sessions_refused_total counter')
  expect(lines.filter((line) => line.startsWith('rlvr_name') || line.includes('NaN'))).toEqual([])
  // A line is a comment or a sample (the format's grammar).
  const sample = /^[a-z_][a-z\d_]*(\{([a-z]+="(\\.|[^"\\])*",?)*\})? \S+$/
  expect(lines.filter((line) => line !== '' && !line.startsWith('# ') && !sample.test(line))).toEqual([])
})
