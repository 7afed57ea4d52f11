// The end of the process, at once: a second Ctrl-C. `process.exit` would run the destructors of the addon that
// computes, which abort while one of its threads is at work ("terminate called …").

/** Ends the process with `code`, whatever its threads are doing. */
export function endNow(code: number): never {
  try {
    // Whoever has something to put right, such as the terminal's cursor, listens to this.
    process.emit('exit', code)
  } finally {
    replaceProcess(code)
    // Where a process cannot be replaced.
    process.kill(process.pid, 'SIGKILL')
  }
  throw new Error('A process that was killed goes on.')
}

/** Puts a shell that only exits in this process's place: no code of ours, and no thread, is left. */
function replaceProcess(code: number): void {
  try {
    process.execve?.('/bin/sh', ['sh', '-c', `exit ${code}`], {})
  } catch {}
}
