// The sides of the device benchmark as processes: each says lines of JSON (`side-line.ts`) and is ended when its time is
// over, so that one that hangs costs no more than that.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describeError } from '../../src/core/errors.ts'
import type { SideLine } from './side-line.ts'

export interface Side {
  readonly name: string
  readonly command: string
  readonly parameters: readonly string[]
}

const path = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

export function ourSide(backend: string, shape: string, seconds: number): Side {
  const parameters = ['--disable-warning=ExperimentalWarning', path('device-side.ts'), backend, shape, String(seconds)]
  return { name: backend, command: process.execPath, parameters }
}

export function peerSide(
  python: string,
  shape: string,
  { seconds, device, precision }: { readonly seconds: number; readonly device: string; readonly precision: string },
): Side {
  const parameters = ['-B', path('../peers/gpu_peer.py'), shape, String(seconds), device, precision]
  return { name: `PyTorch ${device} ${precision}`, command: python, parameters }
}

/** What a side says until it ends or `deadlineMs` is over; its last line is `failed` where it did not end well. */
export async function linesOf({ command, parameters }: Side, deadlineMs: number): Promise<SideLine[]> {
  const child = spawn(command, parameters, {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: deadlineMs,
    killSignal: 'SIGKILL',
  })
  const lines: SideLine[] = []
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints = `${complaints}${text}`.slice(-4000)))
  const ended = new Promise<string | null>((done) => {
    child.once('error', (thrown) => done(describeError(thrown)))
    child.once('close', (code, signal) =>
      done(
        signal === 'SIGKILL'
          ? `was ended after ${(deadlineMs / 1000).toFixed(0)} s`
          : code === 0
            ? null
            : `ended with ${signal ?? code}`,
      ),
    )
  })
  for await (const line of createInterface({ input: child.stdout })) {
    // Libraries write there too.
    if (!line.startsWith('{"kind":') && !line.startsWith('{"kind": ')) continue
    lines.push(JSON.parse(line) as SideLine)
  }
  const fault = await ended
  if (fault !== null && lines.at(-1)?.kind !== 'failed')
    lines.push({ kind: 'failed', reason: [fault, lastSentence(complaints)].filter((part) => part !== '').join(': ') })
  return lines
}

/** What an uncaught error says of itself, or else the last line. */
function lastSentence(text: string): string {
  const lines = text.trim().split('\n')
  return (lines.findLast((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? '').trim().slice(0, 300)
}
