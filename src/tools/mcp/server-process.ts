// An MCP server as a child process that speaks over standard input and output, one JSON-RPC message a line, in a process
// group of its own that is killed as a whole. It is the transport of `@modelcontextprotocol/client`, whose own one ends the
// first process alone.
// https://modelcontextprotocol.io/specification/2025-11-25/basic/transports (stdio)
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client'
import { setTimeout } from 'node:timers/promises'
import { forgetGroup, watchGroup } from './group-watch.ts'
import type { ServerCommand } from './mcp-server.ts'

/** What a server gets of this process's environment, as in the client of the protocol. */
const inherited = ['HOME', 'LANG', 'LOGNAME', 'PATH', 'SHELL', 'TERM', 'TMPDIR', 'USER']
/** Between the request to end and the end. */
const graceMs = 500
/** Longest line that is read; a longer one ends the server. */
const mostLineBytes = 8 * 2 ** 20
const mostWords = 600

export class ServerProcess implements Transport {
  onclose?: NonNullable<Transport['onclose']>
  onerror?: NonNullable<Transport['onerror']>
  onmessage?: NonNullable<Transport['onmessage']>
  /** Settles when the server is gone, with how it went. */
  readonly ended: Promise<string>

  readonly #command: ServerCommand
  readonly #read: (line: string) => JSONRPCMessage
  readonly #end = Promise.withResolvers<string>()
  #child: ChildProcess | null = null
  #isOver = false
  /** Why this side killed it; empty where it did not. */
  #reason = ''
  #errorWords = ''
  #strayWords = ''

  /** @param read makes a message of a line, or throws */
  constructor(command: ServerCommand, read: (line: string) => JSONRPCMessage) {
    this.#command = command
    this.#read = read
    this.ended = this.#end.promise
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** What it said besides messages, for those who look for the fault; empty where it said nothing. */
  get words(): string {
    const said = this.#errorWords.trim().slice(-mostWords)
    const stray = this.#strayWords === '' ? '' : `It wrote what is no message: ${this.#strayWords}`
    return [stray, said === '' ? '' : `It said: ${said}`].filter((part) => part !== '').join(' ')
  }

  async start(): Promise<void> {
    const { command, args = [], env = {}, cwd } = this.#command
    if (cwd !== undefined && !existsSync(cwd)) {
      this.#over(`could not be started: there is no folder ${cwd}`)
      return
    }
    const kept = Object.fromEntries(
      inherited.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
    )
    const child = spawn(command, args, {
      stdio: 'pipe',
      env: { ...kept, ...env },
      detached: process.platform !== 'win32',
      windowsHide: true,
      ...(cwd !== undefined && { cwd }),
    })
    this.#child = child
    child.once('error', (error: NodeJS.ErrnoException) =>
      this.#over(
        `could not be started: ${error.code === 'ENOENT' ? `there is no command \`${command}\`` : error.message}`,
      ),
    )
    if (child.pid === undefined) return
    watchGroup(child.pid)
    child.once('exit', (code, signal) => {
      // What it left behind goes with it, while its number is still its own.
      this.#killGroup('SIGKILL')
      // What it wrote before is read first.
      setImmediate(() =>
        this.#over(this.#reason || (signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`)),
      )
    })
    child.stdin.on('error', () => undefined)
    child.stderr.on('data', (chunk: Buffer) => {
      this.#errorWords = (this.#errorWords + chunk.toString('utf8')).slice(-4 * mostWords)
    })
    this.#readLines(child.stdout)
    // It holds nobody up: whoever waits for an answer has a deadline that does.
    child.unref()
    for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as unknown as { unref(): void }).unref()
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (this.#isOver) throw new Error('The server is gone.')
    this.#child?.stdin?.write(`${JSON.stringify(message)}\n`)
  }

  /** Ends it with all that it started; gives how it went. */
  async close(): Promise<void> {
    if (this.#isOver) return
    this.#reason ||= 'was ended'
    // Whoever waits for the end must not find the event loop empty.
    this.#child?.ref()
    this.#child?.stdin?.end()
    this.#killGroup('SIGTERM')
    const waiting = new AbortController()
    await Promise.race([this.ended, setTimeout(graceMs, undefined, { signal: waiting.signal }).catch(() => undefined)])
    waiting.abort()
    this.#killGroup('SIGKILL')
    await this.ended
  }

  /** Ends it at once, for a reason that its users are told. */
  kill(reason: string): void {
    if (this.#isOver) return
    this.#reason ||= reason
    this.#child?.ref()
    this.#killGroup('SIGKILL')
  }

  #killGroup(signal: 'SIGTERM' | 'SIGKILL'): void {
    const child = this.#child
    if (child?.pid === undefined) return
    try {
      if (process.platform === 'win32') child.kill(signal)
      else process.kill(-child.pid, signal)
    } catch {
      // The whole group is gone.
    }
  }

  #over(how: string): void {
    if (this.#isOver) return
    this.#isOver = true
    const child = this.#child
    if (child?.pid !== undefined) forgetGroup(child.pid)
    for (const stream of child?.stdio ?? []) stream?.destroy()
    this.#end.resolve(how)
    this.onclose?.()
  }

  #readLines(output: NodeJS.ReadableStream): void {
    let parts: Buffer[] = []
    let bytes = 0
    output.on('error', () => undefined)
    output.on('data', (chunk: Buffer) => {
      let from = 0
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
        this.#take(Buffer.concat([...parts, chunk.subarray(from, end)]).toString('utf8'))
        parts = []
        bytes = 0
        from = end + 1
      }
      const rest = chunk.subarray(from)
      bytes += rest.length
      if (bytes <= mostLineBytes) return void parts.push(rest)
      parts = []
      this.kill(`was ended, because it wrote a line of more than ${mostLineBytes / 2 ** 20} MiB`)
    })
  }

  #take(line: string): void {
    if (line.trim() === '' || this.#isOver) return
    let message: JSONRPCMessage
    try {
      message = this.#read(line)
    } catch {
      // Some servers log on their standard output; others speak nonsense. Whoever waits in vain is told.
      this.#strayWords = line.slice(0, 200)
      if (isAnswer(line)) this.kill('was ended, because it answered by no message of JSON-RPC')
      return
    }
    this.onmessage?.(message)
  }
}

/** Whether somebody waits for it, whatever else is wrong with it. */
function isAnswer(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && 'id' in value && ('result' in value || 'error' in value)
  } catch {
    return false
  }
}
