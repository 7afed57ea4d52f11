import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { liveDisplay } from '../../../src/cli/display/display-live.ts'
import { plainDisplay } from '../../../src/cli/display/display-plain.ts'
import type { DisplayStream } from '../../../src/cli/display/display-stream.ts'
import { liveView } from '../../../src/cli/display/live-view.ts'
import { sparkline } from '../../../src/cli/display/sparkline.ts'
import { columnsOf, fitText, printable } from '../../../src/cli/display/terminal-text.ts'
import { trainDisplay } from '../../../src/cli/display/train-display.ts'
import { TrainProgress } from '../../../src/cli/display/train-progress.ts'
import type { TrainEvent } from '../../../trainers/train-event.ts'
import { hostileReply, sampleGroup } from '../../view/sample-run.ts'

const escape = '\u001b'

function events(): TrainEvent[] {
  const list: TrainEvent[] = [
    { type: 'plan', lines: ['16 prompts × 16 replies'], totalSteps: 30, coldStartSteps: 5 },
    { type: 'phase-start', phase: 'cold-start', step: 1 },
  ]
  for (let step = 1; step <= 5; step++) {
    list.push({ type: 'cold-start-step', step, metrics: { loss: 3 / step, grad_norm: 1, tokens_per_second: 9000 } })
  }
  const result = {
    sampledPass1: 0.25,
    greedyPass1: 0.4,
    sampledReward: 0.3,
    interval: { low: 0.22, high: 0.28 },
    tasks: 500,
  }
  list.push({ type: 'evaluation', step: 0, result })
  for (let step = 1; step <= 30; step++) {
    list.push({ type: 'phase-start', phase: 'generate', step })
    list.push({
      type: 'step',
      step,
      metrics: {
        reward: step === 7 ? null : step / 40,
        outcome: step / 50,
        frac_reward_zero_std: 0.2,
        entropy: 1 - step / 60,
        kl: null,
        grad_norm: 0.5,
        loss: 0,
        tokens_per_second: 6500,
        step_time: 1.2,
        'time/generate': 0.6,
        'time/verify': 0.1,
        'time/update': 0.5,
      },
      sample: {
        id: 'g',
        taskId: 't',
        episodes: sampleGroup(step).map((record) => ({ record, sequence: null })),
      },
    })
  }
  list.push({ type: 'evaluation', step: 30, result: { ...result, sampledPass1: 0.55 } })
  list.push({ type: 'warning', step: 30, message: `entropy fell${escape}[2J` })
  list.push({ type: 'checkpoint', step: 30, coldStartStep: 20, path: 'runs/a/checkpoints/30' })
  return list
}

function recorder(size: { columns?: number; rows?: number } = {}): { stream: DisplayStream; written: string[] } {
  const written: string[] = []
  return { written, stream: { write: (text) => written.push(text), isTTY: true, columns: 80, rows: 24, ...size } }
}

describe('liveView', () => {
  const progress = new TrainProgress()
  for (const event of events()) progress.handle(event)

  it.each([
    [80, 24],
    [200, 60],
    [40, 12],
    [20, 6],
    [1, 1],
  ])('fits %i columns and %i rows', (columns, rows) => {
    const lines = liveView(progress, { columns, rows, elapsedSeconds: 62, colour: false })
    expect(lines.length).toBeLessThanOrEqual(Math.max(4, rows - 1))
    for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(Math.max(20, columns))
    expect(lines.join('')).not.toMatch(/NaN|Infinity|undefined/u)
  })

  it('shows the step, the metrics, the held-out result and a group on 80 by 24', () => {
    const text = liveView(progress, { columns: 80, rows: 24, elapsedSeconds: 62, colour: false }).join('\n')
    for (const words of ['step 30/30', '1 min 2 s', 'reward', 'outcome', '0.550', '0.220 to 0.280', 'equal groups']) {
      expect(text).toContain(words)
    }
    for (const words of [
      'entropy',
      'grad norm',
      '6500',
      'generate 50%',
      '+0.860',
      '(3 + 4) * 2',
      'null',
      '! step 30',
    ]) {
      expect(text).toContain(words)
    }
    expect(text).not.toContain(escape)
  })

  it('shows a run that has told nothing yet', () => {
    const text = liveView(new TrainProgress(), { columns: 80, rows: 24, elapsedSeconds: 0, colour: false }).join('\n')
    expect(text).toContain('starting')
    expect(text).not.toMatch(/NaN|Infinity|undefined/u)
  })

  it('forgets the curves of the cold start when training begins', () => {
    expect(progress.courses.loss).toHaveLength(30)
  })
})

it('an alarm stays in the scrollback of the live view, and in its last line', () => {
  const { stream, written } = recorder({ columns: 120 })
  const display = liveDisplay(stream, { colour: false })
  display.handle({ type: 'alarm', step: 4, name: 'truncation', message: 'most are cut' })
  display.close()
  expect(written[0]).toContain('ALARM truncation at step 4: most are cut (rlvr explain truncation)\n')
  expect(written[0]).toContain('! step 4: truncation: most are cut')
})

describe('liveDisplay', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('redraws at most ten times a second, and shows what came last', () => {
    const { stream, written } = recorder()
    const display = liveDisplay(stream, { now: () => Date.now() })
    for (let i = 0; i < 50; i++) {
      display.handle({ type: 'step', step: i, metrics: { reward: 0.5 }, sample: null })
      vi.advanceTimersByTime(10)
    }
    expect(written.length).toBeLessThanOrEqual(7)
    vi.advanceTimersByTime(200)
    expect(written.at(-1)).toContain('step 49/0')
    display.close()
  })

  it('hides the cursor while it draws and gives it back, once', () => {
    const { stream, written } = recorder()
    const display = liveDisplay(stream)
    for (const event of events()) display.handle(event)
    display.close()
    display.close()
    expect(written[0]).toContain(`${escape}[?25l`)
    expect(written.at(-1)).toBe(`${escape}[?25h`)
    expect(written.filter((text) => text === `${escape}[?25h`)).toHaveLength(1)
    display.handle({ type: 'warning', step: 1, message: 'late' })
    expect(written.at(-1)).toBe(`${escape}[?25h`)
  })

  it('lets no control sequence of a reply or a warning through', () => {
    const { stream, written } = recorder({ columns: 200, rows: 60 })
    const display = liveDisplay(stream)
    for (const event of events()) display.handle(event)
    display.close()
    const text = written.join('')
    expect(text).toContain('␛[2J')
    expect(text).not.toContain(`${escape}[2J`)
    expect(text).not.toContain('\u202E')
  })

  it('erases every row of its old lines after the window became narrower', () => {
    const listeners: (() => void)[] = []
    const { stream, written } = recorder({ columns: 80 })
    const resizable = {
      ...stream,
      on: (_event: string, listener: () => void) => listeners.push(listener),
    }
    const display = liveDisplay(resizable, { now: () => Date.now() })
    display.handle({ type: 'step', step: 1, metrics: {}, sample: null })
    const rows = (written[0] ?? '').split('\n').length - 1
    resizable.columns = 40
    for (const listener of listeners) listener()
    vi.advanceTimersByTime(200)
    const up = Number(new RegExp(String.raw`\[(\d+)A`, 'u').exec(written.at(-1) ?? '')?.[1])
    expect(up).toBeGreaterThan(rows)
    display.close()
  })
})

describe('plainDisplay', () => {
  it('writes a line a step, without control sequences', () => {
    const { stream, written } = recorder()
    const display = plainDisplay(stream)
    for (const event of events()) display.handle(event)
    display.close()
    const text = written.join('')
    expect(text).not.toContain(escape)
    expect(text).not.toMatch(/NaN|Infinity|undefined/u)
    expect(text.split('\n').filter((line) => line.startsWith('step '))).toHaveLength(30)
    expect(text).toContain('step 7/30  reward –  outcome 0.140')
    expect(text).toContain(
      'held-out at step 30  sampled 0.550 (95 % 0.220 to 0.280)  greedy 0.400  reward 0.300  500 tasks',
    )
  })

  it('names an alarm and where it is explained, and counts what could not be judged', () => {
    const { stream, written } = recorder()
    const display = plainDisplay(stream)
    display.handle({
      type: 'step',
      step: 3,
      metrics: { reward: null, invalid_rewards: 16, empty_replies: 2 },
      sample: null,
    })
    display.handle({
      type: 'step',
      step: 4,
      metrics: { reward: 1, invalid_rewards: 0, empty_replies: 0 },
      sample: null,
    })
    display.handle({ type: 'alarm', step: 4, name: 'truncation', message: `most are cut${escape}[2J` })
    const [third, fourth, alarm] = written
    expect(third).toMatch(/reward –.*not judged 16 {2}empty 2\n$/u)
    expect(fourth).not.toMatch(/judged|empty/u)
    expect(alarm).toBe('ALARM truncation at step 4: most are cut␛[2J (rlvr explain truncation)\n')
  })

  it('writes every N steps, and always the last', () => {
    const { stream, written } = recorder()
    const display = plainDisplay(stream, { every: 20 })
    for (const event of events()) display.handle(event)
    expect(written.filter((line) => line.startsWith('step ')).map((line) => line.split(' ')[1])).toEqual([
      '20/30',
      '30/30',
    ])
  })
})

describe('trainDisplay', () => {
  it('redraws on a terminal only', () => {
    const terminal = recorder()
    const live = trainDisplay(terminal.stream, { TERM: 'xterm' })
    live.handle({ type: 'warning', step: 1, message: 'x' })
    live.close()
    expect(terminal.written.join('')).toContain(`${escape}[?25l`)
    for (const [isTTY, environment] of [
      [false, { TERM: 'xterm' }],
      [true, { TERM: 'dumb' }],
      [true, { CI: '1' }],
    ] as const) {
      const { stream, written } = recorder()
      const display = trainDisplay({ ...stream, isTTY }, environment)
      display.handle({ type: 'warning', step: 1, message: 'x' })
      display.close()
      expect(written).toEqual(['warning at step 1: x\n'])
    }
  })
})

describe('text of a terminal', () => {
  it('makes control characters visible', () => {
    expect(printable(`a\nb\r\nc\u0007\u009b2J${escape}[1m\u202Ex`)).toBe('a⏎b⏎c␇�2J␛[1m�x')
    expect(printable(hostileReply)).not.toContain(escape)
  })

  it('counts wide characters as two and combining marks as none', () => {
    expect(columnsOf('日本')).toBe(4)
    expect(columnsOf('e\u0301')).toBe(1)
    expect(fitText('日本語', 5)).toBe('日本…')
    expect(fitText('abc', 0)).toBe('')
  })

  it('draws a sparkline of the whole course in the columns it has', () => {
    expect(sparkline([0, 0.5, 1], 3, { low: 0, high: 1 })).toBe('▁▅█')
    expect(sparkline([0, 0, 1, 1], 2)).toBe('▁█')
    expect(sparkline([null, 1, 1], 3)).toBe(' ▅▅')
    expect(sparkline([], 5)).toBe('')
    expect(sparkline([Number.NaN, 1], 2)).toBe(' ▅')
  })
})
