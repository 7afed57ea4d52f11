// Ctrl-C: the first one asks the command to stop, a second one ends the process at once.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { startWatchdog } from '../rollout/watchdog.ts'
import { RlvrError } from '../core/errors.ts'
import { endNow } from './end-now.ts'
import { exitCode } from './exit-code.ts'

export interface HangOptions {
  /** Told at the end. */
  readonly advice: string
  /** How long such code may keep everything else from running; 0 for as long as it likes. */
  readonly seconds: number
  /** The run whose `hang.json` is to hold what was found. */
  readonly run?: string
}

/** The words of `--watchdog SECONDS`, and where it stands unless something else is said. */
export const watchdogOption = {
  flags: '--watchdog <seconds>',
  description: 'ends where code that is not the library’s keeps everything from running for so long; 0 for never',
  seconds: 60,
} as const

/** Ends the command where a verifier or an environment loops for ever. Keep it for as long as such code may run. */
export function watchForHangs({ advice, seconds, run }: HangOptions): Disposable {
  const record = run === undefined ? undefined : join(run, 'hang.json')
  // That of the attempt before.
  if (record !== undefined) rmSync(record, { force: true })
  if (seconds === 0) return { [Symbol.dispose]: () => undefined }
  const limitMs = seconds * 1000
  return startWatchdog({
    advice,
    limitMs,
    onHang: () => endNow(exitCode.failed),
    ...(record !== undefined && { record }),
  })
}

let controller: AbortController | undefined

/** A signal that aborts on Ctrl-C with `RLVR_INTERRUPTED`. Commands that never ask for it end by the default. */
export function interruptSignal(): AbortSignal {
  if (controller !== undefined) return controller.signal
  const own = new AbortController()
  controller = own
  const stop = (): void => {
    if (own.signal.aborted) endNow(exitCode.interrupted)
    own.abort(new RlvrError('RLVR_INTERRUPTED', 'Interrupted. What was written so far is kept.'))
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return own.signal
}
