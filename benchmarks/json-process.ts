// A side of a comparison in a process of its own, so that its peak memory and processor time are its own too: it prints
// one JSON object when it is ready, reads one a round from stdin, and answers with one. What else it prints is ignored.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** What a side says of one round. */
export interface MeasuredRound {
  /** In the benchmark's unit. */
  readonly value: number
  /** Processor time of the whole process during the round. */
  readonly cpuMs: number
  /** Largest resident memory of the process so far. */
  readonly peakMb: number
  /** Parts of the round by name, in milliseconds unless the name says otherwise. */
  readonly parts?: { readonly [name: string]: number }
}

export interface JsonProcess {
  /** The first object: `name`, `version` and whatever else the side tells of itself. */
  readonly hello: { readonly [name: string]: unknown }
  ask(request: object): Promise<{ readonly [name: string]: unknown }>
  /** Ends its input and waits for it to go. */
  close(): Promise<void>
}

/** A side that cannot be measured here, and what it lacks. */
export class SideMissing extends Error {
  override readonly name = 'SideMissing'
}

/** @throws SideMissing where the program cannot be started or says that a module is missing */
export async function openJsonProcess(
  command: string,
  parameters: readonly string[],
  environment: { readonly [name: string]: string } = {},
): Promise<JsonProcess> {
  const child = spawn(command, parameters, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  })
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints = (complaints + text).slice(-4000)))
  child.stdin.on('error', () => {}) // a dead side is noticed by its missing answer
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const failed = new Promise<never>((_, reject) => {
    child.once('error', (error) => reject(new SideMissing(`\`${command}\` did not start: ${error.message}`)))
    child.once('close', (code) => reject(failureOf(command, code, complaints)))
  })
  failed.catch(() => {}) // closing a side on purpose ends here too
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()

  async function answer(): Promise<{ readonly [name: string]: unknown }> {
    for (;;) {
      const line = await Promise.race([lines.next(), failed])
      if (line.done === true) return await failed
      if (line.value.startsWith('{"')) return JSON.parse(line.value) as { readonly [name: string]: unknown }
    }
  }

  return {
    hello: await answer(),
    async ask(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`)
      return await answer()
    },
    async close() {
      child.stdin.end()
      await ended
    },
  }
}

function failureOf(command: string, code: number | null, complaints: string): Error {
  const module = /No module named '([^']+)'/.exec(complaints)?.[1]
  if (module !== undefined)
    return new SideMissing(
      `\`${command}\` has no ${module}. Name an interpreter that has it with --python PATH or RLVR_BENCH_PYTHON.`,
    )
  return new Error(`${command} ended with code ${code}: ${complaints.trim().slice(-2000)}`)
}
