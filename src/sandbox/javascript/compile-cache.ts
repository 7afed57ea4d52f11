// Node's compile cache of the worker's own files: with it a worker is there in a third of the time, because nobody
// strips types or compiles again. Filled once, by a worker that runs no job; jailed workers can only read it.
import { spawn } from 'node:child_process'
import { readlinkSync, rmSync } from 'node:fs'
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface CompileCache {
  readonly folder: string
  /** The folder in it that Node reads, without the number of the user, which Node puts at its end. */
  readonly entry: string
  readonly uid: number
  remove(): Promise<void>
}

const fillTimeoutMs = 10_000

/** `args` start a worker. Null where it cannot be made; workers start without one then, only slower. */
export async function fillCompileCache(node: string, args: readonly string[]): Promise<CompileCache | null> {
  let folder: string
  try {
    await sweep()
    folder = await mkdtemp(join(tmpdir(), `${ownPrefix()}${process.pid}-`))
  } catch {
    return null
  }
  const removeNow = (): void => rmSync(folder, { recursive: true, force: true })
  process.once('exit', removeNow)
  // Its standard input is at its end, so it loads its files, stores them and ends.
  const child = spawn(node, args, {
    env: { NODE_COMPILE_CACHE: folder },
    stdio: ['ignore', 'ignore', 'ignore', 'ignore'],
    timeout: fillTimeoutMs,
    killSignal: 'SIGKILL',
  })
  await new Promise<void>((resolve) => {
    child.once('error', () => resolve())
    child.once('exit', () => resolve())
  })
  // Jailed workers are users of their own.
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644)
  }
  await chmod(folder, 0o755)
  const uid = process.getuid?.() ?? 0
  const entry = (await readdir(folder)).find((name) => name.endsWith(`-${uid}`))
  if (entry === undefined) {
    removeNow()
    return null
  }
  return {
    folder,
    entry: entry.slice(0, -String(uid).length),
    uid,
    remove: async () => {
      process.off('exit', removeNow)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** With the process namespace, in which alone the number of a process means something: containers may share a folder. */
function ownPrefix(): string {
  let namespace = ''
  try {
    namespace = readlinkSync('/proc/self/ns/pid').replaceAll(/\D/g, '')
  } catch {
    // Not Linux.
  }
  return `rlvr-compile-cache-${namespace}-`
}

/** Removes what processes left that were killed. */
async function sweep(): Promise<void> {
  const prefix = ownPrefix()
  for (const name of await readdir(tmpdir())) {
    const owner = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : Number.NaN
    if (owner > 0 && !isAlive(owner)) await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => {})
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    // Somebody else's lives too.
    return (thrown as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
