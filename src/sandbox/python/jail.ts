// The jail for engines that bring their own interpreter or binary: the same namespaces, system call filter and control
// group as around a Python candidate, set up by launch.py, with programs and libraries shown read-only.
import { execFile, spawn, type ChildProcess, type StdioOptions } from 'node:child_process'
import { platform } from 'node:os'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describeError } from '../../core/errors.ts'
import type { Isolation } from '../isolation.ts'
import { findInterpreter } from './interpreter.ts'
import { jailMechanisms, systemFolders } from './walls.ts'
import { groupsRemoved, removeGroupsAfter } from './supervisor-process.ts'

export interface JailOptions {
  /** Absolute path. It and all it needs must lie in `binds` or in the system's folders. */
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Shown read-only inside at their own paths, besides `/usr`, `/bin`, `/lib`, `/sbin`. */
  readonly binds: readonly string[]
  readonly memoryMb: number
  readonly processes: number
  /** Of the command: descriptors 0 to 3. */
  readonly stdio: StdioOptions
}

export interface Jail {
  /** `L3` or `L2`, and what is missing. */
  readonly isolation: Isolation
  /** The process that stands for the command: it ends as the command ends, and killing it kills the command. */
  spawn(options: JailOptions): ChildProcess
  /** Settles when nothing of ended commands is left. */
  cleared(): Promise<void>
}

const launchPath = fileURLToPath(new URL('./launch.py', import.meta.url))
const probeTimeoutMs = 20_000

/** Null where namespaces cannot be had, with why. */
export async function openJail(python = 'python3'): Promise<{ jail: Jail } | { jail: null; whyNot: string }> {
  if (platform() !== 'linux') return { jail: null, whyNot: `namespaces need Linux; this is ${platform()}` }
  let interpreter
  try {
    interpreter = await findInterpreter(python)
  } catch (thrown) {
    return { jail: null, whyNot: describeError(thrown) }
  }
  const missing: string[] = []
  for (const group of [true, false]) {
    const settings = { group, memoryMb: 256, processes: 16, binds: systemFolders, env: {} }
    const launcher = ['-s', '-S', '-B', launchPath]
    try {
      const probe = [...launcher, JSON.stringify(settings), '/bin/sh', '-c', 'test ! -e /home && echo inside']
      const { stdout } = await promisify(execFile)(interpreter.path, probe, { timeout: probeTimeoutMs, env: {} })
      if (stdout !== 'inside\n') throw new Error('the host can still be seen inside')
    } catch (thrown) {
      missing.push(describeError(thrown).slice(-300))
      continue
    }
    const { path } = interpreter
    const isolation: Isolation = { level: group ? 'L3' : 'L2', mechanisms: jailMechanisms(group), missing }
    const start = (options: JailOptions): ChildProcess => {
      const { command, args, env, binds, memoryMb, processes, stdio } = options
      const given = { group, memoryMb, processes, env, binds: [...systemFolders, ...binds] }
      const child = spawn(path, [...launcher, JSON.stringify(given), command, ...args], { stdio, env: {}, cwd: '/' })
      if (group) removeGroupsAfter(child, 'launch')
      return child
    }
    return { jail: { isolation, spawn: start, cleared: groupsRemoved } }
  }
  return { jail: null, whyNot: missing.join('; ') }
}
