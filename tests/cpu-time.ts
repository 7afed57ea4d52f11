// How long work takes by the clock of the processor: a busy machine makes the wall clock run on, not this one.

/** Milliseconds of processor time that this process spent while `work` ran. */
export async function cpuMsOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
