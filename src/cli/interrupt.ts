// Ctrl-C: the first one asks the command to stop, a second one ends the process at once.
import { RlvrError } from '../core/errors.ts'
import { exitCode } from './exit-code.ts'

let controller: AbortController | undefined

/** A signal that aborts on Ctrl-C with `RLVR_INTERRUPTED`. Commands that never ask for it end by the default. */
export function interruptSignal(): AbortSignal {
  if (controller !== undefined) return controller.signal
  const own = new AbortController()
  controller = own
  const stop = (): void => {
    if (own.signal.aborted) process.exit(exitCode.interrupted)
    own.abort(new RlvrError('RLVR_INTERRUPTED', 'Interrupted. What was written so far is kept.'))
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return own.signal
}
