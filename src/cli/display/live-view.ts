// The picture of a running training, as lines that fit the screen. Pure: progress, size and time in, lines out.
import { lastReply, type Episode } from '../../core/episode.ts'
import type { MetricUnit } from '../../core/metric-catalogue.ts'
import { formatMetric, formatSeconds } from '../../view/format-metric.ts'
import { sparkline } from './sparkline.ts'
import { columnsOf, fitText, printable } from './terminal-text.ts'
import type { FollowedMetric, TrainProgress } from './train-progress.ts'

export interface LiveViewOptions {
  readonly columns: number
  readonly rows: number
  readonly elapsedSeconds: number
  readonly colour: boolean
}

type Style = 'bold' | 'dim' | 'good' | 'bad' | 'accent'
/** A piece of a line; plain where it is only text. */
type Piece = string | readonly [style: Style, text: string]

const codes: { readonly [name in Style]: string } = { bold: '1', dim: '2', good: '32', bad: '31', accent: '36' }

/** At most `rows - 1` lines of at most `columns` columns, so that the cursor's own line never scrolls the screen. */
export function liveView(progress: TrainProgress, options: LiveViewOptions): string[] {
  const columns = Math.max(20, options.columns)
  const room = Math.max(4, options.rows - 1)
  const sparkColumns = Math.max(8, Math.min(60, columns - 46))
  const head = [headLine(progress, options), barLine(progress, columns), []]
  const body = [...metricLines(progress, sparkColumns), timeLine(progress, columns)]
  const tail = progress.lastWarning === null ? [] : [warningLine(progress)]
  const left = room - head.length - body.length - tail.length
  const lines = [...head, ...body, ...(left >= 4 ? sampleLines(progress, left, columns) : []), ...tail]
  return lines.slice(0, room).map((line) => paint(line, columns, options.colour))
}

function headLine(progress: TrainProgress, { elapsedSeconds }: LiveViewOptions): Piece[] {
  const { step, inColdStart, totalSteps, coldStartSteps, phase } = progress
  const total = inColdStart ? coldStartSteps : totalSteps
  const what: Piece = ['bold', `${inColdStart ? 'cold start' : 'step'} ${step}/${total}`]
  return [what, '  ', ['accent', phase ?? 'starting'], '  ', ['dim', formatSeconds(elapsedSeconds)]]
}

function barLine(progress: TrainProgress, columns: number): Piece[] {
  const total = progress.inColdStart ? progress.coldStartSteps : progress.totalSteps
  const share = total > 0 ? Math.min(1, progress.step / total) : 0
  const width = columns - 6
  const done = Math.round(share * width)
  return [['accent', '━'.repeat(done)], ['dim', '─'.repeat(width - done)], `${Math.round(share * 100)}%`.padStart(5)]
}

function metricLines(progress: TrainProgress, sparkColumns: number): Piece[][] {
  const { metrics, evaluations, inColdStart } = progress
  const followed = (label: string, name: FollowedMetric, unit: MetricUnit, scale?: typeof unitScale): Piece[] => [
    ...labelled(label, formatMetric(metrics[name], unit)),
    ['accent', sparkline(progress.courses[name], sparkColumns, scale)],
  ]
  const speed: Piece[] = [
    ...labelled('tokens/s', formatMetric(metrics['tokens_per_second'], 'tokens/s')),
    ['dim', `step ${formatMetric(metrics['step_time'], 'seconds')}`],
  ]
  const first = evaluations[0]
  const last = evaluations.at(-1)
  const heldOut: Piece[] = last
    ? [
        ...labelled('held-out', formatMetric(last.result.sampledPass1, 'share')),
        [
          'good',
          sparkline(
            evaluations.map((evaluation) => evaluation.result.sampledPass1),
            Math.min(sparkColumns, 16),
            unitScale,
          ),
        ],
        ` ${formatMetric(last.result.interval.low, 'share')} to ${formatMetric(last.result.interval.high, 'share')}`,
        ['dim', `  greedy ${formatMetric(last.result.greedyPass1, 'share')}`],
        ['dim', `  reward ${formatMetric(last.result.sampledReward, 'reward')}`],
        ['dim', first === last ? '' : `  from ${formatMetric(first?.result.sampledPass1, 'share')}`],
      ]
    : [...labelled('held-out', '–'), ['dim', 'not evaluated yet']]
  if (inColdStart) return [followed('loss', 'loss', 'none'), followed('grad norm', 'grad_norm', 'none'), speed, heldOut]
  const kl = metrics['kl']
  const levels = Object.entries(metrics).filter(([name]) => /^curriculum\/(?:.+\/)?level$/.test(name))
  return [
    followed('reward', 'reward', 'reward'),
    followed('outcome', 'outcome', 'share', unitScale),
    heldOut,
    followed('equal groups', 'frac_reward_zero_std', 'share', unitScale),
    followed('entropy', 'entropy', 'nats'),
    ...(levels.length > 0
      ? [
          [
            ...labelled('level', levels.map(([, level]) => formatMetric(level, 'count')).join(' ')),
            ['dim', `solved ${formatMetric(metrics['curriculum/success'], 'share')}`] as const,
          ],
        ]
      : []),
    ...(typeof kl === 'number' ? [labelled('kl', formatMetric(kl, 'nats'))] : []),
    followed('grad norm', 'grad_norm', 'none'),
    speed,
  ]
}

const unitScale = { low: 0, high: 1 }

function labelled(label: string, value: string): Piece[] {
  return [['dim', label.padEnd(13)], ['bold', value.padStart(8)], '  ']
}

function timeLine(progress: TrainProgress, columns: number): Piece[] {
  const phases = [...progress.seconds].filter(([, seconds]) => seconds > 0)
  const total = phases.reduce((sum, [, seconds]) => sum + seconds, 0)
  if (total <= 0)
    return [
      ['dim', 'time'.padEnd(13)],
      ['dim', '–'.padStart(8)],
    ]
  const width = Math.max(8, Math.min(24, columns - 60))
  const shades = '█▓▒░·'
  const bar = phases.map(([, seconds], i) => (shades[i] ?? '·').repeat(Math.round((seconds / total) * width))).join('')
  const words = phases.map(
    ([phase, seconds], i) => `${shades[i] ?? '·'} ${phase} ${Math.round((seconds / total) * 100)}%`,
  )
  return [['dim', 'time'.padEnd(13)], bar, '  ', ['dim', words.join('  ')]]
}

/** The prompt, then a line a reply: advantage as a bar, reward, and the start of the text. Best replies first. */
function sampleLines(progress: TrainProgress, room: number, columns: number): Piece[][] {
  const { sample } = progress
  if (sample === null) return []
  const first = sample.group.episodes[0]
  if (first === undefined) return []
  const prompt = first.record.messages.findLast((message) => message.role === 'user')?.content ?? ''
  const episodes = [...sample.group.episodes].sort((a, b) => (b.record.advantage ?? 0) - (a.record.advantage ?? 0))
  const count = Math.min(episodes.length, room - 2, 8)
  // Best and worst say most; the middle gives way on a small screen.
  const best = Math.ceil(count / 2)
  const shown = [...episodes.slice(0, best), ...episodes.slice(episodes.length - (count - best))]
  const largest = Math.max(0, ...episodes.map((episode) => Math.abs(episode.record.advantage ?? 0)))
  const title: Piece[] = [['dim', `a group of step ${sample.step}  `], fitText(printable(prompt), columns)]
  return [[], title, ...shown.map((episode) => replyLine(episode, largest))]
}

function replyLine({ record }: Episode, largest: number): Piece[] {
  const { advantage, reward, outcome } = record
  const size = largest > 0 ? Math.round((Math.abs(advantage ?? 0) / largest) * 5) : 0
  const bar = '█'.repeat(size)
  const up = (advantage ?? 0) >= 0
  const mark: Piece = outcome === null ? ['dim', '?'] : outcome ? ['good', '✓'] : ['bad', '✗']
  return [
    ['bad', up ? '     ' : bar.padStart(5)],
    ['dim', '│'],
    ['good', up ? bar.padEnd(5) : '     '],
    (advantage === null ? '–' : `${advantage > 0 ? '+' : ''}${formatMetric(advantage, 'reward')}`).padStart(8),
    ' ',
    mark,
    (reward === null ? 'null' : formatMetric(reward, 'reward')).padStart(7),
    '  ',
    printable(lastReply(record)),
  ]
}

function warningLine(progress: TrainProgress): Piece[] {
  const count = progress.warnings > 1 ? ` (${progress.warnings} so far)` : ''
  return [['bad', `! ${printable(progress.lastWarning ?? '')}${count}`]]
}

/** The pieces of a line until the screen's edge, styled after cutting, so that no style is cut in half. */
function paint(pieces: readonly Piece[], columns: number, colour: boolean): string {
  let line = ''
  let used = 0
  for (const piece of pieces) {
    const text = typeof piece === 'string' ? piece : piece[1]
    const cut = fitText(text, columns - used)
    used += columnsOf(cut)
    line += typeof piece === 'string' || !colour || cut === '' ? cut : `\u001b[${codes[piece[0]]}m${cut}\u001b[0m`
    if (cut !== text) break
  }
  return line
}
