// Places for so many at once: whoever finds none waits for one, in the order of coming, and an abort ends the waiting.

export interface Room {
  /** What `work` gives, once there is a place for it. Rejects with the signal's reason where that comes first. */
  use<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>
}

/** @param places `Infinity` for as many as come */
export function roomFor(places: number): Room {
  let taken = 0
  const waiting: (() => void)[] = []
  const enter = async (signal: AbortSignal | undefined): Promise<void> => {
    signal?.throwIfAborted()
    if (taken < places) {
      taken++
      return
    }
    await new Promise<void>((resolve, reject) => {
      const leave = (): void => {
        waiting.splice(waiting.indexOf(go), 1)
        reject(signal?.reason as Error)
      }
      const go = (): void => {
        signal?.removeEventListener('abort', leave)
        resolve()
      }
      waiting.push(go)
      signal?.addEventListener('abort', leave, { once: true })
    })
  }
  return {
    use: async (work, signal) => {
      await enter(signal)
      try {
        return await work()
      } finally {
        // Who waits takes the place over, so that `taken` stays.
        const next = waiting.shift()
        if (next === undefined) taken--
        else next()
      }
    },
  }
}
