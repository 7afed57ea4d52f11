// Our side of `grpo-step`, a process of its own: `train` as anyone calls it, held at the beginning of each step until
// a round is asked for. A round is one step: 64 prompts x 8 replies of at most 16 tokens, one optimizer step.
// node ours-grpo-step.ts PROMPTS.json STEPS THREADS
import { readFileSync } from 'node:fs'
import { defineEnv, taskList, openTransformer, scored, type TrainablePolicy } from '../../src/index.ts'
import { grpo, keepAll, train } from '../../trainers/index.ts'
import { answerRounds, type RoundResult } from '../answer-rounds.ts'
import { onnxRuntimeVersion } from './ours-model.ts'

const [promptsFile = '', steps = '', threads = ''] = process.argv.slice(2)
const { prompts, alphabet, settings } = JSON.parse(readFileSync(promptsFile, 'utf8')) as {
  prompts: string[]
  alphabet: string
  settings: { promptsPerStep: number; samplesPerPrompt: number; maxTokens: number; learningRate: number }
}
const { promptsPerStep, samplesPerPrompt, maxTokens, learningRate } = settings

const environment = defineEnv({
  id: 'digit-one',
  tasks: taskList({
    train: prompts.slice(1).map((prompt) => ({ prompt, answer: '1' })),
    test: prompts.slice(0, 1).map((prompt) => ({ prompt, answer: '1' })),
  }),
  rewards: { correct: ({ reply }) => scored(reply.includes('1') ? 1 : 0, 'whether there is a 1') },
  outcome: 'correct',
})

const policy = await openTransformer({
  architecture: {
    width: 128,
    layers: 4,
    heads: 4,
    maxLengthTokens: 64,
    positions: 'rotary',
    mlp: 'swiglu',
    mlpWidth: 384,
  },
  tokenizer: { kind: 'character', alphabet },
  seed: 0,
  backend: 'onnx-cpu',
  threads: Number(threads),
})

/** Opened by a round, and shut by the step that it lets through. */
let gate = Promise.withResolvers<void>()
let finished = Promise.withResolvers<RoundResult>()
let waitedMs = 0
let lastEnd = performance.now()
let replyTokens = 0
let atBeginning = false

const held: TrainablePolicy = {
  name: policy.name,
  multipleReplies: policy.multipleReplies,
  entropies: policy.entropies,
  maxLengthTokens: policy.maxLengthTokens,
  get version() {
    return policy.version
  },
  async generate(requests, sampling, options) {
    if (atBeginning) {
      atBeginning = false
      const from = performance.now()
      await gate.promise
      waitedMs += performance.now() - from
    }
    const replies = await policy.generate(requests, sampling, options)
    replyTokens = replies.reduce((sum, { lengthTokens }) => sum + (lengthTokens ?? 0), 0) / replies.length
    return replies
  },
  encode: (messages, reply) => policy.encode(messages, reply),
  score: async (sequences, options) => await policy.score(sequences, options),
  accumulate: async (sequences, options, coefficients) => await policy.accumulate(sequences, options, coefficients),
  apply: async (options) => await policy.apply(options),
  discard: async () => await policy.discard(),
  snapshot: async (folder) => await policy.snapshot(folder),
  restore: async (folder) => await policy.restore(folder),
  freeze: async () => await policy.freeze(),
}

const training = train({
  environment,
  policy: held,
  settings: {
    seed: 0,
    algorithm: grpo({ filter: keepAll() }),
    steps: Number(steps),
    promptsPerStep,
    samplesPerPrompt,
    minibatches: 1,
    updatesPerRollout: 1,
    microbatchTokens: 16384,
    sampling: { maxTokens },
    learningRate,
    maxGradNorm: 1,
    coldStart: null,
    evaluation: { everySteps: 1_000_000, tasks: 1, repliesPerTask: 1 },
    checkpointEverySteps: 1_000_000,
  },
  onEvent: (event) => {
    if (event.type === 'phase-start' && event.phase === 'generate') atBeginning = true
    if (event.type !== 'step') return
    const now = performance.now()
    const ms = (name: string): number => (event.metrics[name] ?? 0) * 1000
    const parts = {
      generate: ms('time/generate'),
      verify: ms('time/verify'),
      update: ms('time/update'),
      'tokens a reply': replyTokens,
    }
    gate = Promise.withResolvers()
    finished.resolve({ value: now - lastEnd - waitedMs, parts })
    lastEnd = now
    waitedMs = 0
  },
})
training.catch((thrown: unknown) => finished.reject(thrown))

await answerRounds(
  { name: 'rlvr onnx-cpu', version: `onnxruntime-node ${onnxRuntimeVersion()}`, detail: 'train(), as in `rlvr train`' },
  async () => {
    finished = Promise.withResolvers()
    gate.resolve()
    return await finished.promise
  },
)
process.exit(0)
