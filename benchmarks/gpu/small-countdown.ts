// Countdown small enough for every back end, a GPU that a CPU plays among them: two numbers to 40, sums and differences,
// by a transformer of 26,000 parameters. `rlvr train benchmarks/gpu/small-countdown.ts` trains it.
import { characters, type Recipe } from '../../envs/recipe.ts'

export { default } from '../../envs/countdown/index.ts'

export const recipe: Recipe = {
  options: { prompt: 'compact', numbers: 2, highest: 40, operations: '+-' },
  policy: characters('0123456789+-*/=,:()', 24, { width: 32, layers: 2 }),
  settings: {
    algorithm: 'dapo',
    minibatches: 1,
    steps: 50,
    promptsPerStep: 32,
    samplesPerPrompt: 8,
    learningRate: 3e-3,
    warmupSteps: 5,
    sampling: { maxTokens: 8 },
    // All the tasks that are held out, before the first step and after the last.
    evaluation: { everySteps: 1000, tasks: 1000 },
  },
}
