// Which walls this machine can build around a candidate. Every step of the ladder is really tried, from the strongest
// down: a supervisor is started with it and a program inside tries to get out.
import { platform } from 'node:os'
import { SandboxFault } from '../engine.ts'
import type { Isolation } from '../isolation.ts'
import { WorkerProcess } from '../worker-process.ts'
import type { Interpreter } from './interpreter.ts'
import { spawnSupervisor } from './python-engine.ts'

/** What a supervisor is told to build. */
export interface Walls {
  readonly namespaces: boolean
  readonly group: boolean
  readonly seccomp: boolean
  /** Shown read-only inside, at their own paths. */
  readonly binds: readonly string[]
}

const systemFolders = ['/usr', '/bin', '/lib', '/lib32', '/lib64', '/libx32', '/sbin']
const probeTimeoutMs = 20_000

export async function chooseWalls(
  interpreter: Interpreter,
  allowUnsafe: boolean,
): Promise<{ walls: Walls; isolation: Isolation }> {
  void allowUnsafe
  if (platform() !== 'linux') {
    throw new SandboxFault('unavailable', 'The Python engine needs Linux.')
  }
  const binds = [...systemFolders, ...interpreter.folders]
  const missing: string[] = []
  for (const [level, rung] of [
    ['L3', { namespaces: true, group: true, seccomp: true }],
    ['L2', { namespaces: true, group: false, seccomp: true }],
    ['L1', { namespaces: false, group: false, seccomp: true }],
  ] as const) {
    const walls = { ...rung, binds }
    const worker = await WorkerProcess.start(spawnSupervisor(interpreter, walls), probeTimeoutMs)
    const { ready, fault } = worker.greeting
    worker.kill('closed')
    if (ready === true) return { walls, isolation: { level, mechanisms: [], missing } }
    missing.push(String(fault))
  }
  throw new SandboxFault('unavailable', `No isolation works: ${missing.join('; ')}`)
}
