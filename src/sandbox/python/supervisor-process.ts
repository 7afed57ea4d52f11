// Starts the server of one worker (supervisor.py) and removes what only its parent can remove after it was killed.
import { spawn, type ChildProcess } from 'node:child_process'
import { rmdir } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Interpreter } from './interpreter.ts'

/** What a supervisor is told to build. */
export interface Walls {
  readonly namespaces: boolean
  /** Memory and process control groups. */
  readonly group: boolean
  readonly seccomp: boolean
  /** Shown read-only inside, at their own paths. */
  readonly binds: readonly string[]
  /** Folders in which supervisors make their control groups, `rlvr-PID-...`; told by the first one. */
  readonly groupParents?: readonly string[]
}

const supervisorPath = fileURLToPath(new URL('./supervisor.py', import.meta.url))
const removalTries = 80
const removalPauseMs = 25

const removals = new Set<Promise<void>>()

/** A supervisor process; its first frame says whether these walls could be built. */
export function spawnSupervisor(interpreter: Interpreter, walls: Walls): ChildProcess {
  const flags = ['-s', '-S', '-B', '-X', 'utf8']
  const child = spawn(interpreter.path, [...flags, supervisorPath, JSON.stringify(walls)], {
    // Nothing of the parent's environment; the hash seed makes the order of sets the same in every run.
    env: { PYTHONHASHSEED: '0', TZ: 'UTC', LANG: 'C.UTF-8' },
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    cwd: '/',
  })
  child.once('exit', () => {
    if (child.pid === undefined || !walls.groupParents) return
    const removal = removeGroups(walls.groupParents, child.pid).finally(() => removals.delete(removal))
    removals.add(removal)
  })
  return child
}

/** Settles when the groups of all supervisors that have ended are gone. */
export async function groupsRemoved(): Promise<void> {
  await Promise.all(removals)
}

/** A group can be removed once the last process in it is gone: the kernel kills them with their supervisor. */
async function removeGroups(parents: readonly string[], pid: number): Promise<void> {
  let folders = parents.flatMap((parent) => ['candidate', 'tester'].map((cell) => `${parent}/rlvr-${pid}-${cell}`))
  for (let attempt = 0; attempt < removalTries && folders.length > 0; attempt++) {
    if (attempt > 0) await wait(removalPauseMs)
    const left: string[] = []
    for (const folder of folders) {
      await rmdir(folder).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') left.push(folder)
      })
    }
    folders = left
  }
}
