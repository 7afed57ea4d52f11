// Our side of the checkpoint benchmarks, a process of its own, through the public policy interface.
// node ours-checkpoint.ts step|generate|load FOLDER THREADS SETTINGS, with the settings of peers/checkpoint_peer.py.
import { openPretrained, type TokenSequence, type TransformerPolicy } from '../../src/index.ts'
import { loraTargets } from '../../src/policy/transformer/model/lora.ts'
import { Rng } from '../../src/core/random.ts'
import { answerRounds, type RoundResult } from '../answer-rounds.ts'
import { onnxRuntimeVersion } from './ours-model.ts'

const [job = '', folder = '', threads = '', settings = '{}'] = process.argv.slice(2)
const given = JSON.parse(settings) as {
  mode: 'lora' | 'full'
  batch: number
  tokens: number
  rank: number
  /** What ours may take while it learns; a share of what is free where left out. */
  memoryMb?: number
  prompt: number
  new: number
}
const startedMs = performance.now()

/** @param trainable false for what only answers, as the other side's model is set to */
async function open(trainable = true): Promise<TransformerPolicy> {
  const lora = given.mode === 'lora' ? { rank: given.rank, alpha: 2 * given.rank, targets: loraTargets } : null
  return await openPretrained(folder, {
    backend: 'onnx-cpu',
    threads: Number(threads),
    trainable,
    ...(lora !== null && { lora }),
    ...(given.memoryMb !== undefined && { memoryBytes: given.memoryMb * 1e6 }),
  })
}

async function stepRound(): Promise<() => Promise<RoundResult>> {
  const policy = await open()
  const { batch, tokens } = given
  const rng = Rng.fromSeed('checkpoint step')
  const vocabulary = policy.architecture.vocabularySize
  const sequences = Array.from({ length: batch }, (): TokenSequence => ({
    tokens: Int32Array.from({ length: tokens + 1 }, () => rng.int(3, vocabulary - 1)),
    sampled: new Uint8Array(tokens + 1).fill(1, 1),
    logProbs: new Float32Array(tokens),
    sampledBy: null,
  }))
  const coefficients = sequences.map(() => ({ logProbs: new Float32Array(tokens).fill(-1 / (batch * tokens)) }))
  return async () => {
    const begun = performance.now()
    await policy.accumulate(sequences, { temperature: 1 }, coefficients)
    const middle = performance.now()
    await policy.apply({ learningRate: 1e-4, maxGradNorm: Infinity })
    const end = performance.now()
    return { value: end - begun, parts: { gradient: middle - begun, update: end - middle } }
  }
}

/** A user's message of random letters whose conversation has exactly so many tokens. */
function prompt(policy: TransformerPolicy, length: number, name: string): { role: 'user'; content: string } {
  const rng = Rng.fromSeed('checkpoint prompt').fork(name)
  const tokensOf = (content: string): number =>
    policy.encode([{ role: 'user', content }], '').sampled.findIndex((mark) => mark === 1)
  let content = ''
  for (let tries = 0; tries < 100 * length; tries++) {
    const longer = content + String.fromCodePoint(rng.int(97, 122))
    const count = tokensOf(longer)
    if (count <= length) content = longer
    if (count === length) return { role: 'user', content }
  }
  throw new Error(`no message of ${length} tokens was found`)
}

async function generateRound(): Promise<() => Promise<RoundResult>> {
  const policy = await open(false)
  const requests = Array.from({ length: given.batch }, (_, index) => ({
    messages: [prompt(policy, given.prompt, `prompt ${index}`)],
    seed: index,
  }))
  const run = async (maxTokens: number): Promise<{ ms: number; tokens: number }> => {
    const begun = performance.now()
    const replies = await policy.generate(requests, { temperature: 0, topK: 0, topP: 1, maxTokens })
    const tokens = replies.reduce((sum, { lengthTokens }) => sum + (lengthTokens ?? 0), 0)
    return { ms: performance.now() - begun, tokens }
  }
  return async () => {
    const all = await run(given.new)
    return { value: (all.tokens / all.ms) * 1000, parts: { all: all.ms, tokens: all.tokens } }
  }
}

function loadRound(): () => Promise<RoundResult> {
  return async () => {
    const begun = performance.now()
    const policy = await open()
    const loaded = performance.now()
    const content = Array.from({ length: given.prompt }, (_, at) => String.fromCodePoint(97 + ((at * 7) % 26))).join('')
    const messages = [{ role: 'user' as const, content }]
    await policy.generate([{ messages, seed: 0 }], { temperature: 0, topK: 0, topP: 1, maxTokens: 1 })
    const end = performance.now()
    return {
      value: end - begun,
      parts: { load: loaded - begun, 'first token': end - loaded, 'import (not counted)': startedMs },
    }
  }
}

const round = job === 'step' ? await stepRound() : job === 'generate' ? await generateRound() : loadRound()
await answerRounds({ name: 'rlvr onnx-cpu', version: `onnxruntime-node ${onnxRuntimeVersion()}` }, round)
process.exit(0)
