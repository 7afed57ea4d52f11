// The jail for engines that bring their own interpreter: the same namespaces, system call filter and control group as
// around a Python candidate, set up by launch.py, with programs and libraries shown read-only.
import { execFile, spawn, type ChildProcess, type StdioOptions } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { platform } from 'node:os'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describeError } from '../../core/errors.ts'
import type { Isolation, IsolationLevel } from '../isolation.ts'
import { groupsRemoved, removeGroupsAfter } from './control-groups.ts'
import { findInterpreter, type Interpreter } from './interpreter.ts'
import { climb, ladder } from './ladder.ts'
import { mechanismsOf, systemFolders, type WallKinds } from './mechanisms.ts'

export interface JailedCommand {
  /** Absolute path. It and all it needs must lie in `binds` or in the system's folders. */
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Shown read-only inside at their own paths, besides `/usr`, `/bin`, `/lib`, `/sbin`. */
  readonly binds: readonly string[]
  /** Shown read-only elsewhere: the path inside, where `{uid}` is the command's user, and what lies there. */
  readonly placed?: Readonly<Record<string, string>>
  /** Empty folders of 16 MiB that the command may write to, gone with it; they need namespaces. */
  readonly writable?: readonly string[]
  readonly memoryMb: number
  /** Processes and threads. */
  readonly processes: number
  /** Of the command: descriptors 0 to 3. */
  readonly stdio: StdioOptions
}

export interface Jail {
  /** `L3` or `L2`, and what is missing. */
  readonly isolation: Isolation
  /**
   * The process that stands for the command: it ends as the command ends, and killing it kills the command. Its exit
   * code is 137 where the kernel ended the command for reaching its memory limit.
   */
  spawn(command: JailedCommand): ChildProcess
  /** The command's own process, given the one that stands for it; null where it is not there. */
  commandPid(pid: number): number | null
  /** Settles when nothing of ended commands is left. */
  cleared(): Promise<void>
}

const launchPath = fileURLToPath(new URL('./launch.py', import.meta.url))
const pythonFlags = ['-E', '-s', '-S', '-B']
const probeTimeoutMs = 20_000
/** Told from inside: what of the host is there, whether calls are filtered, and as which user. */
const probe = [
  '/bin/sh',
  '-c',
  'for path in /home /etc/hostname; do test -e $path && echo $path; done; grep ^Seccomp: /proc/self/status; id -u',
]

/** Null where there are no walls to be had, with why. */
export async function openJail(python = 'python3'): Promise<{ jail: Jail } | { jail: null; whyNot: string }> {
  if (platform() !== 'linux') return { jail: null, whyNot: `namespaces need Linux; this is ${platform()}` }
  let interpreter: Interpreter
  try {
    interpreter = await findInterpreter(python)
  } catch (thrown) {
    return { jail: null, whyNot: `the jail is built by Python: ${describeError(thrown)}` }
  }
  const { found, missing } = await climb(ladder, (rung) => tryJail(interpreter, rung))
  if (found === null) return { jail: null, whyNot: missing.join('; ') }
  return { jail: jailOf(interpreter, { ...found.rung, ...found.outcome, missing }) }
}

/** Runs a program in such a jail: as which user, or how it failed. */
async function tryJail(interpreter: Interpreter, rung: WallKinds): Promise<{ user: number } | { fault: string }> {
  const args = [...launchArgs({ ...rung, memoryMb: 256, processes: 16, binds: [], env: {} }), ...probe]
  try {
    const { stdout } = await promisify(execFile)(interpreter.path, args, { timeout: probeTimeoutMs, env: {}, cwd: '/' })
    const { host, filter, user } = /^(?<host>[^]*)Seccomp:\t(?<filter>\d)\n(?<user>\d+)\n$/.exec(stdout)?.groups ?? {}
    if (filter !== '2') return { fault: 'calls are not filtered inside' }
    if (rung.namespaces && host !== '') return { fault: 'the host can still be seen inside' }
    if (!rung.namespaces && Number(user) === process.getuid?.()) return { fault: 'a command inside has this user' }
    return { user: Number(user) }
  } catch (thrown) {
    const { stderr } = thrown as { stderr?: string }
    const lastLine = stderr
      ?.trim()
      .split('\n')
      .at(-1)
      ?.replace(/^launch: /, '')
    return { fault: (lastLine || describeError(thrown)).slice(0, 300) }
  }
}

interface JailFacts extends WallKinds {
  readonly level: IsolationLevel
  /** 0 is the root of a user namespace, who is nobody outside. */
  readonly user: number
  readonly missing: readonly string[]
}

function jailOf({ path }: Interpreter, { level, user, missing, ...walls }: JailFacts): Jail {
  const { namespaces, group } = walls
  return {
    isolation: {
      level,
      mechanisms: [...mechanismsOf(walls), user === 0 ? 'user-namespace' : 'separate-user'],
      missing,
    },
    spawn({ command, args, stdio, ...walled }) {
      const launcher = launchArgs({ namespaces, group, ...walled })
      const child = spawn(path, [...launcher, command, ...args], { stdio, env: {}, cwd: '/' })
      if (group) removeGroupsAfter(child, 'launch')
      return child
    },
    commandPid: (pid) => firstChild(firstChild(pid)),
    cleared: groupsRemoved,
  }
}

interface Walled extends Omit<JailedCommand, 'command' | 'args' | 'stdio'>, Omit<WallKinds, 'seccomp'> {}

function launchArgs({
  namespaces,
  group,
  memoryMb,
  processes,
  binds,
  placed = {},
  writable = [],
  env,
}: Walled): string[] {
  return [
    ...pythonFlags,
    launchPath,
    ...(namespaces ? ['--namespaces'] : []),
    ...(group ? ['--group'] : []),
    ...['--memory-mb', String(memoryMb), '--processes', String(processes)],
    ...[...systemFolders, ...binds].flatMap((folder) => ['--bind', folder]),
    ...Object.entries(placed).flatMap(([at, path]) => ['--place', path, at]),
    ...writable.flatMap((at) => ['--writable', at]),
    ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    '--',
  ]
}

function firstChild(pid: number | null): number | null {
  if (pid === null) return null
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')[0]) || null
  } catch {
    return null
  }
}
