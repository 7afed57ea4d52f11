// One writer a run: a `lock` file that names the process which writes. The lock of a process that has died is
// taken over, so that a killed run can be resumed at once.
import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { RlvrError } from '../core/errors.ts'
import { recordError, systemCode } from './record-error.ts'

/** Who holds a lock. */
interface Holder {
  readonly format: 1
  readonly pid: number
  readonly host: string
  /** Tells a process from a later one that was given the same number; null where the system does not say. */
  readonly processStart: string | null
  readonly token: string
}

export interface RunLock {
  /** Gives the run free; a second call does nothing. */
  release(): void
}

/**
 * Takes the lock of a run directory.
 * @throws RlvrError `RLVR_RECORD` when a living process holds it, or one on another machine
 */
export function lockRun(folder: string): RunLock {
  const path = join(folder, 'lock')
  const own: Holder = {
    format: 1,
    pid: process.pid,
    host: hostname(),
    processStart: processStart(process.pid),
    token: randomUUID(),
  }
  // Each turn of this loop either takes the lock, finds a living holder, or removes a dead one.
  for (let attempt = 0; attempt < 10; attempt++) {
    try {
      placeLock(path, own)
      return { release: () => release(path, own) }
    } catch (thrown) {
      if (systemCode(thrown) !== 'EEXIST') throw recordError(thrown, `lock the run ${folder}`)
    }
    const holder = readHolder(path)
    if (holder !== null && isHeld(holder)) throw heldError(folder, path, holder)
    removeDeadLock(path, holder?.token ?? null)
  }
  throw new RlvrError('RLVR_RECORD', `Could not lock ${folder}: other processes keep taking its lock. Try again.`)
}

/** Makes the lock appear with its words in it: an empty one would look like that of a dead process. */
function placeLock(path: string, own: Holder): void {
  const text = `${JSON.stringify(own)}\n`
  const written = `${path}.${own.token}`
  try {
    writeFileSync(written, text)
    linkSync(written, path)
  } catch (thrown) {
    // Some file systems have no hard links.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(systemCode(thrown) ?? '')) throw thrown
    writeFileSync(path, text, { flag: 'wx' })
  } finally {
    rmSync(written, { force: true })
  }
}

/** Whoever holds the lock; null when it has gone meanwhile or its writer was stopped before it had written. */
function readHolder(path: string): Holder | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder
  } catch {
    return null
  }
}

function isHeld(holder: Holder): boolean {
  if (holder.host !== hostname()) return true
  try {
    process.kill(holder.pid, 0)
  } catch (thrown) {
    // EPERM: it lives, under another user.
    if (systemCode(thrown) === 'ESRCH') return false
  }
  const start = processStart(holder.pid)
  return start === null || holder.processStart === null || start === holder.processStart
}

/**
 * Moves the lock aside before removing it: of two processes that both found it dead only one succeeds in that.
 * Should the moved file turn out to be a new lock of the quicker one, it is put back.
 */
function removeDeadLock(path: string, deadToken: string | null): void {
  const aside = `${path}.${randomUUID()}`
  try {
    renameSync(path, aside)
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return
    throw recordError(thrown, `remove the lock ${path} of a process that has died`)
  }
  if ((readHolder(aside)?.token ?? null) !== deadToken) renameSync(aside, path)
  else rmSync(aside, { force: true })
}

function release(path: string, own: Holder): void {
  if (readHolder(path)?.token === own.token) rmSync(path, { force: true })
}

function heldError(folder: string, path: string, holder: Holder): RlvrError {
  const who =
    holder.host === hostname()
      ? `process ${holder.pid}${holder.pid === process.pid ? ' (this one)' : ''}`
      : `process ${holder.pid} on the machine ${holder.host}`
  const advice =
    holder.host === hostname()
      ? 'Stop it, or wait until it has ended.'
      : `From here nobody can tell whether it lives: if it has ended, delete ${path}.`
  return new RlvrError('RLVR_RECORD', `The run ${folder} is being written by ${who}. ${advice}`)
}

/** When a process began, in clock ticks since the system did (`proc(5)`, field 22 of `stat`). */
function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the program's name in parentheses and may itself hold spaces and parentheses.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null
  }
}
