// The live view of a training run: redrawn in place, at most ten times a second. Plans, warnings and checkpoints are
// written above it and stay in the scrollback.
import type { TrainEvent } from '../../../trainers/train-event.ts'
import type { DisplayStream, TrainDisplay } from './display-stream.ts'
import { liveView } from './live-view.ts'
import { columnsOf, printable } from './terminal-text.ts'
import { checkpointWords } from './checkpoint-words.ts'
import { TrainProgress } from './train-progress.ts'

export interface LiveDisplayOptions {
  readonly colour?: boolean
  readonly redrawsPerSecond?: number
  /** Milliseconds of a clock that only rises. */
  readonly now?: () => number
}

const escape = '\u001b['
const hideCursor = `${escape}?25l`
const showCursor = `${escape}?25h`
// Between these two the terminal shows nothing, so that a redraw does not flicker; others ignore them.
const beginUpdate = `${escape}?2026h`
const endUpdate = `${escape}?2026l`

export function liveDisplay(stream: DisplayStream, options: LiveDisplayOptions = {}): TrainDisplay {
  const { colour = true, redrawsPerSecond = 10, now = () => performance.now() } = options
  const spacingMs = 1000 / redrawsPerSecond
  const progress = new TrainProgress()
  const startedAt = now()
  const checkpointLine = checkpointWords()
  let drawn: readonly string[] = []
  let drawnAt = -Infinity
  let pending: NodeJS.Timeout | null = null
  let closed = false

  const columns = (): number => stream.columns ?? 80
  // After the window has become narrower, a drawn line may take several rows.
  const drawnRows = (): number =>
    drawn.reduce(
      (rows, line) => rows + Math.max(1, Math.ceil(columnsOf(withoutStyle(line)) / Math.max(1, columns()))),
      0,
    )
  const erase = (): string => (drawn.length === 0 ? '' : `${escape}${drawnRows()}A\r${escape}J`)
  const draw = (above: readonly string[] = []): void => {
    if (pending !== null) clearTimeout(pending)
    pending = null
    drawnAt = now()
    const lines = liveView(progress, {
      columns: columns(),
      rows: stream.rows ?? 24,
      elapsedSeconds: (drawnAt - startedAt) / 1000,
      colour,
    })
    const text = [...above, ...lines].map((line) => `${line}\n`).join('')
    stream.write(`${beginUpdate}${hideCursor}${erase()}${text}${endUpdate}`)
    drawn = lines
  }
  const drawSoon = (): void => {
    if (pending !== null) return
    const wait = drawnAt + spacingMs - now()
    if (wait <= 0) draw()
    // Unreferenced: a pending picture must not keep the process alive.
    else pending = setTimeout(draw, wait).unref()
  }
  const restore = (): void => void stream.write(showCursor)
  // The clock goes on while a long phase says nothing.
  const clock = setInterval(drawSoon, 1000).unref()
  stream.on?.('resize', drawSoon)
  process.once('exit', restore)

  return {
    handle(event: TrainEvent): void {
      if (closed) return
      progress.handle(event)
      const above = lastingLines(event, checkpointLine)
      if (above.length > 0) draw(above)
      else drawSoon()
    },
    close(): void {
      if (closed) return
      closed = true
      clearInterval(clock)
      draw()
      stream.off?.('resize', drawSoon)
      process.off('exit', restore)
      restore()
    },
  }
}

/** What stays in the scrollback. */
function lastingLines(event: TrainEvent, checkpointLine: ReturnType<typeof checkpointWords>): string[] {
  if (event.type === 'plan') return event.lines.map(printable)
  if (event.type === 'warning') return [printable(`warning at step ${event.step}: ${event.message}`)]
  if (event.type === 'alarm')
    return [printable(`ALARM ${event.name} at step ${event.step}: ${event.message} (rlvr explain ${event.name})`)]
  if (event.type === 'checkpoint') return [checkpointLine(event) ?? []].flat().map(printable)
  return []
}

function withoutStyle(line: string): string {
  return line.replaceAll(new RegExp(`${String.fromCodePoint(27)}\\[[0-9;]*m`, 'gu'), '')
}
