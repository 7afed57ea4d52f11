// A timer that does not blame others for this process's own pauses. While the event loop is blocked, answers pile up
// unread and the timers run out; Node then runs the timers first. So one that comes late lets what has arrived be read
// before it counts as run out.

/** Later than this, the event loop was blocked. */
const lateMs = 50
/** For reading what has arrived meanwhile. */
const extraMs = 250
/** However often the loop is blocked, somebody's time is over at last. */
const mostExtensions = 4

export interface Deadline {
  /** Starts it anew. */
  refresh(): void
  cancel(): void
}

export function startDeadline(ms: number, expire: () => void): Deadline {
  let due: number
  let extensions: number
  let timer: NodeJS.Timeout
  const wait = (delayMs: number): void => {
    due = performance.now() + delayMs
    timer = setTimeout(fire, delayMs)
  }
  const fire = (): void => {
    if (performance.now() - due <= lateMs || extensions === mostExtensions) return expire()
    extensions++
    wait(extraMs)
  }
  const begin = (): void => {
    extensions = 0
    wait(ms)
  }
  begin()
  return {
    refresh: () => {
      clearTimeout(timer)
      begin()
    },
    cancel: () => clearTimeout(timer),
  }
}
