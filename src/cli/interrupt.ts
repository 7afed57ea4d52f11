// Ctrl-C: the first one asks the command to stop, a second one ends the process at once.
import { startWatchdog } from '../rollout/watchdog.ts'
import { RlvrError } from '../core/errors.ts'
import { endNow } from './end-now.ts'
import { exitCode } from './exit-code.ts'

/** Ends the command where a verifier or an environment loops for ever. Keep it for as long as such code may run. */
export function watchForHangs(advice: string): Disposable {
  return startWatchdog({ advice, onHang: () => endNow(exitCode.failed) })
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
