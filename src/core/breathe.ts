// Lets timers and signals have their turn. A policy and verifiers that answer at once are a chain of microtasks, and
// nothing else of the process would run until its end: no abort, no Ctrl-C, no other server's request.

/** Longest time without a turn of the event loop. */
const longestMs = 4

let last = performance.now()

/** Gives the event loop a turn where it has had none for a few milliseconds. */
export async function breathe(): Promise<void> {
  if (performance.now() - last < longestMs) return
  await new Promise<void>((resolve) => setImmediate(resolve))
  last = performance.now()
}
