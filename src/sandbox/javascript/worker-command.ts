// How a worker is started: by this process's own Node, bare or in a jail that shows it nothing but its own files.
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Jail } from '../jail/jail.ts'
import type { CompileCache } from './compile-cache.ts'

export interface WorkerCommand {
  readonly jail: Jail | null
  /** Default: this process's own. */
  readonly node: string
  readonly compileCache: CompileCache | null
}

const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
const workerPath = fileURLToPath(new URL(`./host/javascript-worker.${extension}`, import.meta.url))
const stdio = ['pipe', 'ignore', 'pipe', 'pipe'] as const
/** Wall against a candidate that grows faster than it is watched: the heap of the worker and of its isolate. */
const jailMemoryMb = 4096
const cacheInside = '/compile-cache'
/** V8 and libuv keep about 20 threads; isolated-vm adds some for each isolate. */
const jailThreads = 96

/** `--no-node-snapshot`: isolated-vm demands it. */
export function workerArgs(): string[] {
  return ['--no-node-snapshot', '--disable-warning=ExperimentalWarning', workerPath]
}

export function startWorker({ jail, node, compileCache }: WorkerCommand): ChildProcess {
  const env = (folder: string): Record<string, string> => (compileCache === null ? {} : { NODE_COMPILE_CACHE: folder })
  if (jail === null) {
    const args = [...workerArgs(), String(process.pid)]
    return spawn(node, args, { env: env(compileCache?.folder ?? ''), stdio: [...stdio] })
  }
  return jail.spawn({
    command: realpathSync(node),
    args: workerArgs(),
    env: env(cacheInside),
    binds: [dirname(realpathSync(node)), ...filesOfWorker()],
    placed: compileCache === null ? {} : placedCache(compileCache),
    memoryMb: jailMemoryMb,
    processes: jailThreads,
    stdio: [...stdio],
  })
}

function placedCache({ folder, entry, uid }: CompileCache): Record<string, string> {
  return { [`${cacheInside}/${entry}{uid}`]: join(folder, `${entry}${uid}`) }
}

/** The sources of the worker, the `package.json` that says how to read them, and the folders of its packages. */
function filesOfWorker(): string[] {
  const sources = fileURLToPath(new URL('../../', import.meta.url))
  const files = ['sandbox', 'core'].map((folder) => join(sources, folder))
  let hasManifest = false
  for (let folder = dirname(workerPath); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json')
    if (!hasManifest && existsSync(manifest)) {
      hasManifest = true
      files.push(manifest)
    }
    const packages = join(folder, 'node_modules')
    if (['isolated-vm', 'amaro', 'acorn', '@ts-morph'].some((name) => existsSync(join(packages, name)))) {
      files.push(packages, realpathSync(packages))
    }
  }
  return files
}
