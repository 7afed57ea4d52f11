// PyTorch as a contender: a Python process that stays alive and times rounds itself, so its start does not count.
// One JSON object a line each way; see torch_gpt.py for the messages.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Contender, Work } from '../contender.ts'

const script: string = fileURLToPath(new URL('./torch_gpt.py', import.meta.url))

export interface PythonPeerOptions extends Work {
  readonly job: 'train-step' | 'generate'
  /** The interpreter: a name on the PATH or a path. */
  readonly python: string
  /** torch.compile instead of eager. */
  readonly compiled: boolean
  /** Whether a larger value of a round is the better one. */
  readonly higherIsBetter: boolean
}

/** The interpreter, or its torch, is missing. The message says how to get it. */
export class PeerMissing extends Error {
  override readonly name = 'PeerMissing'
}

/**
 * Starts the peer with idle OpenMP threads sleeping and again with them spinning, and keeps the faster one:
 * spinning pays with MKL, and starves the threads of a separate OpenBLAS.
 * @throws PeerMissing without the interpreter or its torch
 */
export async function pythonPeer(options: PythonPeerOptions): Promise<Contender> {
  let best: { peer: Contender; value: number } | null = null
  for (const waitPolicy of ['passive', 'active'] as const) {
    const peer = await startPeer(options, waitPolicy)
    const values = [await peer.round(), await peer.round()]
    const value = options.higherIsBetter ? Math.max(...values) : Math.min(...values)
    if (best === null || (options.higherIsBetter ? value > best.value : value < best.value)) {
      await best?.peer.close()
      best = { peer, value }
    } else await peer.close()
  }
  if (best === null) throw new Error('no wait policy was tried')
  return best.peer
}

async function startPeer(options: PythonPeerOptions, waitPolicy: 'passive' | 'active'): Promise<Contender> {
  const flags = ['--serve', options.job, '--shape', options.shape, '--threads', String(options.threads)]
  if (options.compiled) flags.push('--compiled')
  const child = spawn(options.python, ['-B', script, ...flags], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      ...process.env,
      OMP_NUM_THREADS: String(options.threads),
      // "active" is left to the library's own default, which spins for a while and then sleeps.
      ...(waitPolicy === 'passive' ? { OMP_WAIT_POLICY: 'passive' } : {}),
    },
  })
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints = (complaints + text).slice(-4000)))
  child.stdin.on('error', () => {}) // a dead peer is noticed by its missing answer
  const failed = new Promise<never>((_, reject) => {
    child.once('error', (error) => reject(missing(options.python, error.message)))
    child.once('close', (code) => reject(missing(options.python, complaints, code)))
  })
  failed.catch(() => {}) // closing a peer on purpose ends here too
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()

  async function answer(): Promise<Record<string, unknown>> {
    const line = await Promise.race([lines.next(), failed])
    // At the end of its output the peer has died; `failed` says why as soon as the process is gone.
    return line.done === true ? failed : (JSON.parse(line.value) as Record<string, unknown>)
  }

  const hello = await answer()
  const choice = Object.entries(hello['choice'] as Record<string, string>).map(([key, value]) => `${key}=${value}`)
  return {
    name: options.compiled ? 'PyTorch, torch.compile' : 'PyTorch',
    version: String(hello['version']),
    detail: [...choice, `openmp=${waitPolicy}`].join(' '),
    async round() {
      child.stdin.write(`${JSON.stringify({ steps: options.stepsPerRound })}\n`)
      return Number((await answer())['value'])
    },
    close() {
      child.stdin.end()
    },
  }
}

function missing(python: string, complaints: string, code?: number | null): Error {
  if (code === undefined || complaints.includes("No module named 'torch'"))
    return new PeerMissing(
      `\`${python}\` ${code === undefined ? `did not start (${complaints})` : 'has no torch'}. ` +
        'Install PyTorch (Debian: `apt install python3-torch`; elsewhere: `python3 -m pip install torch`), ' +
        'or name an interpreter that has it with --python PATH or RLVR_BENCH_PYTHON.',
    )
  return new Error(`the PyTorch peer of \`${python}\` ended with code ${code}: ${complaints.trim().slice(-1000)}`)
}
