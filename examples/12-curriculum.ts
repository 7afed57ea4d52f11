// A curriculum: tasks get harder once they are solved, and easier where they are not. Seconds on a CPU.
// Run it from the repository: npm run -s example -- examples/12-curriculum.ts
// Where rlvr is installed: cp node_modules/rlvr/examples/12-curriculum.ts . && node 12-curriculum.ts
import { curriculum, defineEnv, openTransformer, Type } from 'rlvr'
import { train } from 'rlvr/trainers'
import { exact } from 'rlvr/verifiers'

// The largest of `level` + 1 digits.
const largest = defineEnv({
  id: 'largest',
  options: Type.Object({ level: Type.Integer({ minimum: 1, default: 1 }) }),
  draw: ({ rng, options }) => {
    const digits = Array.from({ length: options.level + 1 }, () => rng.int(0, 9))
    return { prompt: `${digits.join('')}:`, answer: String(Math.max(...digits)) }
  },
  rewards: { correct: exact() },
  outcome: 'correct',
  demonstrate: ({ answer }) => answer,
})

// One level up where 70 % of the replies to its newest 16 tasks solve them, one down at 10 %.
const rising = await curriculum({ id: 'largest-rising', environment: largest, from: 2, to: 5, window: 16 })

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
  tokenizer: { kind: 'character', alphabet: '0123456789:' },
  seed: 0,
})

let level = 0
const summary = await train({
  environment: rising,
  policy,
  settings: {
    steps: 40,
    samplesPerPrompt: 8,
    learningRate: 3e-3,
    coldStart: 40,
    // All levels, each as often, whatever the curriculum has come to.
    evaluation: { everySteps: 40, tasks: 40 },
  },
  onEvent: (event) => {
    const now = event.type === 'step' ? (event.metrics['curriculum/level'] ?? level) : level
    if (event.type !== 'step' || now === level) return
    level = now
    console.log(`step ${event.step}: level ${level}, outcome ${event.metrics['outcome']?.toFixed(2)}`)
  },
})
await policy.close()

const { coldStart, end } = summary.heldOut
console.log(`level ${level}; ${coldStart.sampledPass1.toFixed(3)} before, ${end.sampledPass1.toFixed(3)} at the end`)
