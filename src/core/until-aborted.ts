// Work that ends with a signal, whether or not its author listens to it.
import { RlvrError } from './errors.ts'

/**
 * What `work` gives. Rejects with `RLVR_INTERRUPTED` as soon as `signal` aborts, whatever becomes of the work then;
 * it is not begun where the signal has aborted before.
 */
export async function untilAborted<T>(
  signal: AbortSignal | undefined,
  where: string,
  work: () => T | Promise<T>,
): Promise<T> {
  if (signal === undefined) return await work()
  const interrupted = (): RlvrError => new RlvrError('RLVR_INTERRUPTED', `${where} was interrupted.`)
  if (signal.aborted) throw interrupted()
  const abort = Promise.withResolvers<never>()
  const end = (): void => abort.reject(interrupted())
  signal.addEventListener('abort', end, { once: true })
  try {
    return await Promise.race([work(), abort.promise])
  } finally {
    signal.removeEventListener('abort', end)
  }
}
