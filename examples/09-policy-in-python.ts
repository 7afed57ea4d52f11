// A policy that learns and whose model lives in a Python process: PyTorch in 09-model.py, text and tokens here. The two
// speak JSON over HTTP; what crosses is tokens, log-probabilities and coefficients, so that any model can stand there.
// Run it from the repository: RLVR_TORCH_PYTHON=/path/to/python npm run -s example -- examples/09-policy-in-python.ts
// Where rlvr is installed: cp node_modules/rlvr/examples/09-* . && node 09-policy-in-python.ts
// On the command line: rlvr train countdown --policy ./09-policy-in-python.ts
import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import {
  RlvrError,
  defaultOptimizer,
  defineEnv,
  type GenerateRequest,
  type Message,
  type Reply,
  type Sampling,
  type TokenScores,
  type TokenSequence,
  type TrainablePolicy,
} from 'rlvr'
import { checkPolicy } from 'rlvr/testing'
import { train } from 'rlvr/trainers'
import { exact } from 'rlvr/verifiers'

export interface PythonPolicyOptions {
  /** The Python that has PyTorch; that of the environment variable RLVR_TORCH_PYTHON, or `python3`, where left out. */
  readonly python?: string
  /** The characters that it reads and writes. */
  readonly alphabet?: string
  readonly maxLengthTokens?: number
  readonly seed?: number | string
}

/** Starts the Python process and waits until its model is made. */
export async function openPythonPolicy(options: PythonPolicyOptions = {}): Promise<PythonPolicy> {
  const { python = process.env['RLVR_TORCH_PYTHON'] ?? 'python3', alphabet = '0123456789+-*/=,:()', seed = 0 } = options
  const { maxLengthTokens = 40 } = options
  const model = new ModelProcess(python)
  const shape = { vocabulary: alphabet.length + 2, length: maxLengthTokens, width: 64, layers: 3, heads: 4 }
  await model.start({ ...shape, seed: typeof seed === 'number' ? seed : 0 })
  return new PythonPolicy(model, alphabet, maxLengthTokens)
}

// What `--policy ./09-policy-in-python.ts` opens.
export default ({ seed }: { readonly seed: number | string }): Promise<PythonPolicy> => openPythonPolicy({ seed })

export class PythonPolicy implements TrainablePolicy {
  readonly name = 'python'
  readonly entropies = true
  readonly maxLengthTokens: number
  readonly #model: ModelProcess
  readonly #alphabet: string
  /** The token that ends a reply, and the one that each message begins with. */
  readonly #end: number
  readonly #start: number

  constructor(model: ModelProcess, alphabet: string, maxLengthTokens: number) {
    this.maxLengthTokens = maxLengthTokens
    this.#model = model
    this.#alphabet = alphabet
    this.#end = alphabet.length
    this.#start = alphabet.length + 1
  }

  get version(): number {
    return this.#model.version
  }

  async generate(
    requests: readonly GenerateRequest[],
    { temperature, topK, topP, maxTokens, minP = 0, stop = [] }: Sampling,
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<Reply[]> {
    signal?.throwIfAborted()
    const { version } = this
    const prompts = requests.map((request) => this.#promptOf(request))
    const replies = await this.#model.call<{ tokens: number[]; logProbs: number[]; finish: 'stop' | 'length' }[]>(
      'generate',
      {
        prompts: prompts.map(({ tokens }) => [...tokens]),
        seeds: requests.map(({ seed }) => seed),
        ...{ temperature, topK, topP, minP, maxTokens },
        // Texts that end a reply are tokens here: a character is one.
        stop: [[this.#end], ...stop.map((text) => this.#tokensOf(text))],
      },
      signal,
    )
    return replies.map(({ tokens, logProbs, finish }, index) => {
      const prompt = prompts[index] as TokenSequence
      const text = tokens.map((token) => this.#alphabet[token] ?? '').join('')
      const cuts = stop.map((each) => text.indexOf(each)).filter((at) => at >= 0)
      return {
        text: text.slice(0, cuts.length === 0 ? undefined : Math.min(...cuts)),
        finish,
        lengthTokens: tokens.length,
        sequence: {
          tokens: Int32Array.from([...prompt.tokens, ...tokens]),
          sampled: Uint8Array.from([...prompt.sampled, ...tokens.map(() => 1)]),
          logProbs: Float32Array.from([...prompt.logProbs, ...logProbs]),
          // Greedy tokens are drawn from no distribution; their probabilities are those at temperature 1.
          sampledBy: prompt.logProbs.length === 0 ? { version, temperature: temperature || 1 } : null,
        },
      }
    })
  }

  encode(messages: readonly Message[], reply: string): TokenSequence {
    const prompt = this.#tokensOfMessages(messages)
    const written = [...this.#tokensOf(reply), this.#end]
    return {
      tokens: Int32Array.from([...prompt, ...written]),
      sampled: Uint8Array.from([...prompt.map(() => 0), ...written.map(() => 1)]),
      logProbs: new Float32Array(written.length),
      sampledBy: null,
    }
  }

  async score(sequences: readonly TokenSequence[], { temperature }: { temperature: number }): Promise<TokenScores[]> {
    return scoresOf(await this.#model.call('score', { sequences: plain(sequences), temperature }))
  }

  /** A loss that asks for the present log-probabilities costs a pass of its own. */
  async accumulate(
    ...[sequences, { temperature }, given]: Parameters<TrainablePolicy['accumulate']>
  ): Promise<TokenScores[]> {
    const coefficients =
      typeof given === 'function'
        ? given((await this.score(sequences, { temperature })).map(({ logProbs }) => logProbs))
        : given
    return scoresOf(
      await this.#model.call('accumulate', {
        sequences: plain(sequences),
        temperature,
        logProbs: coefficients.map(({ logProbs }) => [...logProbs]),
        entropies: coefficients.map(({ entropies = [] }) => [...entropies]),
      }),
    )
  }

  async apply({ learningRate, maxGradNorm, optimizer }: Parameters<TrainablePolicy['apply']>[0]): Promise<{
    gradNorm: number
    skipped: boolean
  }> {
    const { gradNorm, skipped } = await this.#model.call<{ gradNorm: number | null; skipped: boolean }>('apply', {
      ...{ learningRate, maxGradNorm, ...defaultOptimizer, ...optimizer },
    })
    return { gradNorm: gradNorm ?? Number.NaN, skipped }
  }

  async discard(): Promise<void> {
    await this.#model.call('discard', {})
  }

  async snapshot(folder: string): Promise<void> {
    await this.#model.call('snapshot', { folder })
  }

  async restore(folder: string): Promise<void> {
    await this.#model.call('restore', { folder })
  }

  async freeze(): Promise<Pick<TrainablePolicy, 'score'> & { close(): Promise<void> }> {
    const frozen = await this.#model.call<string>('freeze', {})
    return {
      score: async (sequences, { temperature }) =>
        scoresOf(await this.#model.call('score', { sequences: plain(sequences), temperature, frozen })),
      close: async () => await this.#model.call('thaw', { name: frozen }),
    }
  }

  async close(): Promise<void> {
    await this.#model.close()
  }

  /** The tokens to go on from: those of the turn before as they were, and what was said since. */
  #promptOf({ messages, previous }: GenerateRequest): TokenSequence {
    const since = this.#tokensOfMessages(messages.slice(previous?.messages ?? 0))
    const { tokens = [], sampled = [], logProbs = new Float32Array(0) } = previous?.sequence ?? {}
    return {
      tokens: Int32Array.from([...tokens, ...since]),
      sampled: Uint8Array.from([...sampled, ...since.map(() => 0)]),
      logProbs,
      sampledBy: null,
    }
  }

  #tokensOfMessages(messages: readonly Message[]): number[] {
    return messages.flatMap(({ content }) => [this.#start, ...this.#tokensOf(content)])
  }

  #tokensOf(text: string): number[] {
    return Array.from(text, (character) => {
      const token = this.#alphabet.indexOf(character)
      if (token >= 0) return token
      throw new RlvrError(
        'RLVR_POLICY',
        `The policy reads ${this.#alphabet}; it was given ${JSON.stringify(character)}.`,
      )
    })
  }
}

/** The Python process, called as if it were here. It ends with this one, whatever ends this one. */
class ModelProcess {
  version = 0
  readonly #python: string
  readonly #token = randomUUID()
  #child: ChildProcess | null = null
  #port = 0
  #complaints = ''

  constructor(python: string) {
    this.#python = python
  }

  async start(settings: { readonly [name: string]: unknown }): Promise<void> {
    const child = spawn(this.#python, [fileURLToPath(new URL('09-model.py', import.meta.url))])
    this.#child = child
    child.stderr.on('data', (data: Buffer) => (this.#complaints = (this.#complaints + data.toString()).slice(-2000)))
    child.stdin.on('error', () => {})
    child.stdin.write(`${JSON.stringify({ ...settings, token: this.#token })}\n`)
    this.#port = await new Promise((resolve, reject) => {
      child.once('error', (thrown) => reject(this.#gone(thrown.message)))
      child.once('close', (code) => reject(this.#gone(`it ended with exit code ${code}`)))
      child.stdout.once('data', (data: Buffer) => resolve(Number(data.toString())))
    })
  }

  /** Rejects with `RLVR_POLICY` in the words of the process where it cannot, and where it is gone. */
  async call<Result>(name: string, body: object, signal?: AbortSignal): Promise<Result> {
    let answer: { readonly result: Result; readonly version: number; readonly error?: string }
    try {
      const response = await fetch(`http://127.0.0.1:${this.#port}/${name}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${this.#token}` },
        body: JSON.stringify(body),
        ...(signal !== undefined && { signal }),
      })
      answer = (await response.json()) as typeof answer
    } catch (thrown) {
      signal?.throwIfAborted()
      throw this.#gone(`it does not answer ${name}${await this.#end()}`, thrown)
    }
    if (answer.error !== undefined)
      throw new RlvrError('RLVR_POLICY', `The model in Python refuses ${name}: ${answer.error}`)
    this.version = answer.version
    return answer.result
  }

  async close(): Promise<void> {
    const child = this.#child
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('close', resolve))
    child.stdin?.end()
    await ended
  }

  /** How the process ended; nothing where it goes on. Its connections break a moment before it is known to be gone. */
  async #end(): Promise<string> {
    const child = this.#child
    if (child === null) return ''
    if (child.exitCode === null && child.signalCode === null)
      await once(child, 'close', { signal: AbortSignal.timeout(1000) }).catch(() => {})
    if (child.signalCode !== null) return `, ended by ${child.signalCode}`
    return child.exitCode === null ? '' : `, ended with exit code ${child.exitCode}`
  }

  #gone(reason: string, cause?: unknown): RlvrError {
    const words = this.#complaints.trim().split('\n').at(-1) ?? ''
    const advice = words.includes("No module named 'torch'")
      ? ' Install it (pip install torch), or name another Python by RLVR_TORCH_PYTHON.'
      : ''
    return new RlvrError(
      'RLVR_POLICY',
      `${this.#python} holds no model: ${reason}. ${words}${advice}`.trim(),
      cause === undefined ? {} : { cause },
    )
  }
}

/** Sequences as JSON holds them. */
function plain(sequences: readonly TokenSequence[]): { tokens: number[]; sampled: number[] }[] {
  return sequences.map(({ tokens, sampled }) => ({ tokens: [...tokens], sampled: [...sampled] }))
}

function scoresOf(rows: readonly { logProbs: number[]; entropies: number[] }[]): TokenScores[] {
  return rows.map(({ logProbs, entropies }) => ({
    logProbs: Float32Array.from(logProbs),
    entropies: Float32Array.from(entropies),
  }))
}

if (import.meta.main) {
  // The contract, and then a training: the larger of two digits.
  const findings = await checkPolicy(await openPythonPolicy({ alphabet: '0123456789,:' }), {
    prompts: ['1,2:', '7,3:'],
    reply: '7',
  })
  console.log(`${findings.length} promises kept`)
  const larger = defineEnv({
    id: 'larger',
    draw: ({ rng }) => {
      const [a, b] = [rng.int(0, 9), rng.int(0, 9)]
      return { prompt: `${a},${b}:`, answer: String(Math.max(a, b)) }
    },
    rewards: { correct: exact() },
    outcome: 'correct',
    demonstrate: ({ answer }) => answer,
  })
  const policy = await openPythonPolicy({ alphabet: '0123456789,:', maxLengthTokens: 12 })
  const { heldOut } = await train({
    environment: larger,
    policy,
    settings: { steps: 30, samplesPerPrompt: 8, coldStart: 20, evaluation: { everySteps: 30, tasks: 10 } },
  })
  await policy.close()
  const { coldStart, end } = heldOut
  console.log(`${coldStart.sampledPass1.toFixed(3)} after the cold start, ${end.sampledPass1.toFixed(3)} at the end`)
}
