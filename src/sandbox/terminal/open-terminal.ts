// One terminal under way: requests to the process that stands for it, one at a time.
import { RlvrError, describeError } from '../../core/errors.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import type { Isolation } from '../isolation.ts'
import { WorkerDied, type WorkerProcess } from '../worker/worker-process.ts'
import {
  checkCommand,
  checkPath,
  checkTerminalOptions,
  terminalNumbers,
  type NumberOption,
} from './check-terminal-options.ts'
import type {
  CommandResult,
  Terminal,
  TerminalEntry,
  TerminalFiles,
  TerminalOptions,
  TerminalSnapshot,
} from './terminal.ts'

/** Where the files lie, inside. */
export const folder = '/workspace'

/** Beyond a command's own limit: starting, ending, telling, on a machine that is busy. */
const graceMs = 15_000
/** For what is done to files; session.py ends it sooner. */
const filesMs = 90_000
const mostFileBytes = 8 << 20
const mostEntries = 4096
const mostSnapshotBytes = 16 << 20

interface Parts {
  readonly host: WorkerProcess
  readonly isolation: Isolation
  readonly options: TerminalOptions
  /** Called once, when nothing of it is left, or its host is lost. */
  readonly release: () => void
  readonly signal?: AbortSignal
}

/** Sets limits, writes files, runs the first commands. Rejects where any of that fails, and nothing is left then. */
export async function beginTerminal(parts: Parts): Promise<Terminal> {
  checkTerminalOptions(parts.options)
  const terminal = new OpenTerminal(parts)
  try {
    await terminal.begin()
  } catch (thrown) {
    await terminal.close()
    throw thrown
  }
  return {
    isolation: parts.isolation,
    run: (command, options) => terminal.run(command, options),
    writeFiles: (files) => terminal.writeFiles(files),
    readFile: (path) => terminal.readFile(path),
    listFiles: () => terminal.listFiles(),
    snapshot: (options) => terminal.snapshot(options),
    close: () => terminal.close(),
  }
}

type Numbers = { readonly [name in NumberOption]: number }

class OpenTerminal {
  readonly #parts: Parts
  readonly #numbers: Numbers
  /** Settles with the request before. */
  #last: Promise<unknown> = Promise.resolve()
  #closing: Promise<void> | null = null

  constructor(parts: Parts) {
    this.#parts = parts
    this.#numbers = Object.fromEntries(
      Object.entries(terminalNumbers).map(([name, [, , usual]]) => [
        name,
        parts.options[name as NumberOption] ?? usual,
      ]),
    ) as Numbers
  }

  async begin(): Promise<void> {
    const { memoryMb, processes, diskMb } = this.#numbers
    const { files, modes, commands = [] } = this.#parts.options
    const limits = { memoryMb, processes, diskMb, files: mostEntries, cpuSeconds: 3600 }
    const told = await this.#ask({ kind: 'begin', ...limits }, filesMs, this.#parts.signal)
    if (told['begun'] !== true) throw new RlvrError('RLVR_SANDBOX', 'A terminal did not begin.')
    if (files !== undefined) await this.#write(files, modes ?? {})
    for (const command of commands) {
      const { exitCode, output } = await this.run(command)
      if (exitCode !== 0)
        throw new RlvrError(
          'RLVR_SANDBOX',
          `A first command of a terminal ended with ${exitCode}: \`${command.slice(0, 80)}\` printed ${output.slice(-300)}`,
        )
    }
  }

  async run(command: string, options: { timeoutMs?: number; signal?: AbortSignal } = {}): Promise<CommandResult> {
    checkCommand(command)
    const { outputBytes, timeoutMs: usual } = this.#numbers
    const { timeoutMs = usual, signal } = options
    if (!Number.isInteger(timeoutMs) || timeoutMs < 1)
      throw new RlvrError('RLVR_SANDBOX', `\`timeoutMs\` is a whole number from 1; got ${String(timeoutMs)}.`)
    const told = await this.#ask({ kind: 'run', command, timeoutMs, outputBytes }, timeoutMs + graceMs, signal)
    return {
      output: told['output'] as string,
      truncated: told['truncated'] === true,
      outputBytes: Number(told['bytes']),
      exitCode: Number(told['exitCode']),
      timedOut: told['timedOut'] === true,
      outOfMemory: told['outOfMemory'] === true,
    }
  }

  async writeFiles(files: TerminalFiles): Promise<void> {
    for (const path of Object.keys(files)) checkPath(path)
    await this.#write(files, {})
  }

  async readFile(path: string): Promise<string> {
    checkPath(path)
    const told = await this.#files({ kind: 'read', path, mostBytes: mostFileBytes }, `\`${path}\``)
    const { base64, bytes } = told as unknown as { base64: string; bytes: number }
    if (bytes > mostFileBytes)
      throw new RlvrError('RLVR_SANDBOX', `\`${path}\` has ${bytes} bytes; at most ${mostFileBytes} are read.`)
    return Buffer.from(base64, 'base64').toString('utf8')
  }

  async listFiles(): Promise<readonly TerminalEntry[]> {
    return entriesOf(await this.#files({ kind: 'list', entries: mostEntries }, 'The working folder'))
  }

  async snapshot(options: { mostBytes?: number; mostEntries?: number } = {}): Promise<TerminalSnapshot> {
    const most = { mostBytes: options.mostBytes ?? mostSnapshotBytes, entries: options.mostEntries ?? mostEntries }
    const told = await this.#files({ kind: 'snapshot', ...most }, 'The working folder')
    return { entries: entriesOf(told), complete: told['complete'] === true }
  }

  close(): Promise<void> {
    this.#closing ??= this.#end()
    return this.#closing
  }

  async #end(): Promise<void> {
    const { host, release } = this.#parts
    try {
      await this.#last.catch(() => undefined)
      // It is ready for the next one then, and nothing of this one is left.
      if (host.isAlive) {
        const { ready } = await host.request({ kind: 'close' }, filesMs)
        if (ready !== true) host.kill('closed')
      }
    } catch {
      host.kill('closed')
      await host.death
    } finally {
      release()
    }
  }

  async #write(files: TerminalFiles, modes: Readonly<Record<string, number>>): Promise<void> {
    const listed: Json[] = Object.entries(files).map(([path, content]) => [
      path,
      typeof content === 'string' ? content : { base64: Buffer.from(content).toString('base64') },
      modes[path] ?? null,
    ])
    await this.#files({ kind: 'write', files: listed }, 'Files')
  }

  async #files(order: JsonObject, what: string): Promise<JsonObject> {
    const told = await this.#ask(order, filesMs)
    if (typeof told['fault'] === 'string')
      throw new RlvrError('RLVR_SANDBOX', `${what} could not be ${pastOf(order['kind'])}: ${told['fault']}.`)
    return told
  }

  /** After the request before it, whoever made it. */
  async #ask(order: JsonObject, timeoutMs: number, signal?: AbortSignal): Promise<JsonObject> {
    if (this.#closing !== null) throw new RlvrError('RLVR_SANDBOX', 'This terminal is closed.')
    const asked = this.#last
      .catch(() => undefined)
      .then(async () => await this.#parts.host.request(order, timeoutMs, { signal }))
    this.#last = asked
    try {
      return await asked
    } catch (thrown) {
      if (signal?.aborted === true) throw signal.reason
      if (!(thrown instanceof WorkerDied)) throw thrown
      const why = thrown.reason === 'closed' ? 'it was closed' : describeError(thrown)
      throw new RlvrError('RLVR_SANDBOX', `This terminal has ended: ${why}.`, { cause: thrown })
    }
  }
}

function pastOf(kind: Json | undefined): string {
  return kind === 'write' ? 'written' : 'read'
}

function entriesOf(told: JsonObject): TerminalSnapshot['entries'] {
  const entries = told['entries'] as (JsonObject & TerminalEntry)[]
  return entries.map(({ base64, ...entry }) => ({
    ...entry,
    ...(typeof base64 === 'string' && { content: Buffer.from(base64, 'base64') }),
  }))
}
