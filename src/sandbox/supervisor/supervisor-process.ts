// Starts the server of one worker (supervisor.py).
import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { removeGroupsAfter } from '../jail/control-groups.ts'
import type { Interpreter } from '../jail/interpreter.ts'
import type { WallKinds } from '../jail/mechanisms.ts'

/** What a supervisor is told to build. */
export interface Walls extends WallKinds {
  /** Shown read-only inside, at their own paths. */
  readonly binds: readonly string[]
  /** Folders from which programs import, besides the standard library. */
  readonly packages: readonly string[]
}

const supervisorPath = fileURLToPath(new URL('./supervisor.py', import.meta.url))

/** A supervisor process; its first frame says whether these walls could be built. */
export function spawnSupervisor(interpreter: Interpreter, walls: Walls): ChildProcess {
  const flags = ['-s', '-S', '-B', '-X', 'utf8']
  const child = spawn(interpreter.path, [...flags, supervisorPath, JSON.stringify(walls)], {
    // Nothing of the parent's environment; the hash seed makes the order of sets the same in every run.
    env: { PYTHONHASHSEED: '0', TZ: 'UTC', LANG: 'C.UTF-8' },
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    cwd: '/',
  })
  if (walls.group) removeGroupsAfter(child, 'candidate', 'tester')
  return child
}
