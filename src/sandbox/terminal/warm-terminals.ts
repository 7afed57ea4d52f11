// Terminals of this machine: finds the walls that it gives, and keeps some terminals ready, so that an episode does not wait
// for one.
import { realpathSync } from 'node:fs'
import { spawn, type ChildProcess } from 'node:child_process'
import { platform } from 'node:os'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { RlvrError, describeError } from '../../core/errors.ts'
import { groupsRemoved, removeGroupsAfter } from '../jail/control-groups.ts'
import { findInterpreter, type Interpreter } from '../jail/interpreter.ts'
import { climb, ladder, type Rung } from '../jail/ladder.ts'
import { mechanismsOf, systemFolders } from '../jail/mechanisms.ts'
import type { Isolation } from '../isolation.ts'
import { WorkerProcess } from '../worker/worker-process.ts'
import { beginTerminal, folder } from './open-terminal.ts'
import { checkTerminalOptions } from './check-terminal-options.ts'
import type { Terminal, TerminalOptions, Terminals, TerminalsOptions } from './terminal.ts'

const hostPath = fileURLToPath(new URL('./host.py', import.meta.url))
const startTimeoutMs = 30_000
const probe = 'ls -d /home /etc/hostname 2>/dev/null; grep ^Seccomp: /proc/self/status; echo "$((6 * 7))"'

/** @throws RlvrError `RLVR_SANDBOX` where this machine gives no walls, with what is lacking */
export async function warmTerminals({ spares, python }: Required<TerminalsOptions>): Promise<Terminals> {
  if (platform() !== 'linux') throw lacking(`namespaces need Linux; this is ${platform()}`)
  let interpreter: Interpreter
  try {
    interpreter = await findInterpreter(python)
  } catch (thrown) {
    throw lacking(`the jail is built by Python: ${describeError(thrown)}`)
  }
  const rungs = ladder.filter(({ namespaces }) => namespaces)
  const { found, missing } = await climb(rungs, async (rung) => await tryRung(interpreter, rung))
  if (found === null) throw lacking(missing.join('; '))
  const isolation = { level: found.rung.level, mechanisms: mechanismsOf(found.rung), missing }
  return new WarmTerminals({
    spares,
    isolation,
    start: () => startHost(interpreter, found.rung),
    first: found.outcome.host,
  })
}

function lacking(what: string): RlvrError {
  return new RlvrError('RLVR_SANDBOX', `This machine gives no terminal behind walls. Missing: ${what}.`)
}

function spawnHost(interpreter: Interpreter, { group }: Rung): ChildProcess {
  const node = dirname(realpathSync(process.execPath))
  const settings = {
    group,
    folder,
    // Where Debian's `awk` and others lead.
    binds: [...systemFolders, '/etc/alternatives', ...interpreter.folders, node],
    path: [dirname(interpreter.path), node, '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
  }
  const args = ['-E', '-s', '-S', '-B', '-X', 'utf8', hostPath, JSON.stringify(settings)]
  const child = spawn(interpreter.path, args, {
    env: { TZ: 'UTC', LANG: 'C.UTF-8' },
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    cwd: '/',
  })
  if (group) removeGroupsAfter(child, 'terminal')
  return child
}

async function startHost(interpreter: Interpreter, rung: Rung): Promise<WorkerProcess> {
  const host = await WorkerProcess.start(spawnHost(interpreter, rung), startTimeoutMs)
  const { ready, fault } = host.greeting
  if (ready === true) return host
  host.kill('closed')
  throw new RlvrError('RLVR_SANDBOX', `A terminal could not be made: ${fault as string}.`)
}

/** A terminal with these walls, in which a command has seen that they stand. */
async function tryRung(interpreter: Interpreter, rung: Rung): Promise<{ host: WorkerProcess } | { fault: string }> {
  let host: WorkerProcess | null = null
  try {
    host = await WorkerProcess.start(spawnHost(interpreter, rung), startTimeoutMs)
    const { ready, fault } = host.greeting
    if (ready !== true) return { fault: fault as string }
    const isolation = { level: rung.level, mechanisms: [], missing: [] }
    const terminal = await beginTerminal({ host, isolation, options: {}, release: () => undefined })
    const { output } = await terminal.run(probe)
    await terminal.close()
    if (output !== 'Seccomp:\t2\n42\n') return { fault: `a command in there says \`${output.trim().slice(0, 200)}\`` }
    const kept = host
    host = null
    return { host: kept }
  } catch (thrown) {
    return { fault: describeError(thrown) }
  } finally {
    host?.kill('closed')
    await host?.death
  }
}

interface Parts {
  readonly spares: number
  readonly isolation: Isolation
  readonly start: () => Promise<WorkerProcess>
  readonly first: WorkerProcess
}

class WarmTerminals implements Terminals {
  readonly isolation: Isolation
  readonly #parts: Parts
  readonly #ready: WorkerProcess[]
  readonly #hosts = new Set<WorkerProcess>()
  #starting = 0
  #isClosed = false

  constructor(parts: Parts) {
    this.#parts = parts
    this.isolation = parts.isolation
    this.#ready = [parts.first]
    this.#hosts.add(parts.first)
    this.#fill()
  }

  async open(options: TerminalOptions = {}, given: { signal?: AbortSignal } = {}): Promise<Terminal> {
    checkTerminalOptions(options)
    given.signal?.throwIfAborted()
    const host = this.#take() ?? (await this.#start())
    this.#fill()
    return await beginTerminal({
      host,
      isolation: this.isolation,
      options,
      release: () => this.#give(host),
      ...(given.signal !== undefined && { signal: given.signal }),
    })
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#ready.length = 0
    for (const host of this.#hosts) host.kill('closed')
    await Promise.all([...this.#hosts].map(async ({ death }) => await death))
    await groupsRemoved()
  }

  #take(): WorkerProcess | undefined {
    for (let host = this.#ready.pop(); host !== undefined; host = this.#ready.pop()) {
      if (host.isAlive) return host
      this.#hosts.delete(host)
    }
    return undefined
  }

  #give(host: WorkerProcess): void {
    if (host.isAlive && !this.#isClosed && this.#ready.length < Math.max(1, this.#parts.spares)) {
      this.#ready.push(host)
      return
    }
    host.kill('closed')
    void host.death.then(() => this.#hosts.delete(host))
  }

  async #start(): Promise<WorkerProcess> {
    if (this.#isClosed) throw new RlvrError('RLVR_SANDBOX', 'These terminals are closed.')
    const host = await this.#parts.start()
    this.#hosts.add(host)
    if (!this.#isClosed) return host
    host.kill('closed')
    throw new RlvrError('RLVR_SANDBOX', 'These terminals are closed.')
  }

  /** Those that are missing are made beside whatever goes on. */
  #fill(): void {
    while (!this.#isClosed && this.#ready.length + this.#starting < this.#parts.spares) {
      this.#starting++
      void this.#start().then(
        (host) => {
          this.#starting--
          this.#give(host)
        },
        // Whoever needs one starts one himself, and is told.
        () => this.#starting--,
      )
      if (this.#starting > 1) return
    }
  }
}
