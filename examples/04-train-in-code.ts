// Training in code: an environment of your own, a small transformer, GRPO. A few seconds on a CPU.
// Run it from the repository: npm run -s example -- examples/04-train-in-code.ts
// Where rlvr is installed: cp node_modules/rlvr/examples/04-train-in-code.ts . && node 04-train-in-code.ts
import { defineEnv, openTransformer } from 'rlvr'
import { dapo, train } from 'rlvr/trainers'
import { exact } from 'rlvr/verifiers'

// The larger of two digits.
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

const policy = await openTransformer({
  architecture: {
    width: 48,
    layers: 1,
    heads: 4,
    maxLengthTokens: 12,
    positions: 'learned',
    mlp: 'silu',
    mlpWidth: 192,
  },
  tokenizer: { kind: 'character', alphabet: '0123456789,:' },
  seed: 0,
})

const summary = await train({
  environment: larger,
  policy,
  // Any of the settings; the others have defaults. Without a line of them this trains 200 steps after a cold start.
  settings: {
    algorithm: dapo({ clip: [0.2, 0.3] }),
    steps: 50,
    samplesPerPrompt: 8,
    learningRate: 3e-3,
    coldStart: 40,
    evaluation: { everySteps: 10, tasks: 10 },
  },
  onEvent: (event) => {
    if (event.type === 'plan') console.log(event.lines.join('\n'))
    if (event.type === 'evaluation')
      console.log(`step ${event.step}: pass@1 on held-out tasks ${event.result.sampledPass1.toFixed(3)}`)
  },
})
await policy.close()

const { coldStart, end } = summary.heldOut
console.log(`${coldStart.sampledPass1.toFixed(3)} after the cold start, ${end.sampledPass1.toFixed(3)} at the end`)
