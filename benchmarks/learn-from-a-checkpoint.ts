// `node benchmarks/learn-from-a-checkpoint.ts FOLDER [options]`: a base model of our own in the layout of Hugging Face
// (`learning/`), taught by supervised steps; then GRPO with LoRA on two environments, a run a seed; then the adapters
// answered by transformers and PEFT. Everything goes into FOLDER; what is there is not done again, so an interrupted
// command is given again. Prints a table, or with --json its rows as one object on the last line.
import { existsSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { learningRun, withElsewhere, type LearningResult } from './learning/learning-run.ts'
import { subjects, type SubjectName } from './learning/lessons.ts'
import { taughtBase } from './learning/taught-base.ts'
import { pairedGain } from './learning/paired-gain.ts'
import type { BaseSize } from './learning/empty-base.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    size: { type: 'string', default: '5M' },
    'teaching-steps': { type: 'string', default: '800' },
    batch: { type: 'string', default: '32' },
    'teaching-rate': { type: 'string', default: '1e-3' },
    steps: { type: 'string', default: '60' },
    prompts: { type: 'string', default: '16' },
    seeds: { type: 'string', default: '5' },
    environments: { type: 'string', default: 'countdown,sort' },
    threads: { type: 'string', default: '2' },
    python: { type: 'string' },
    'base-only': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})
const [folder] = positionals
const sizes = ['1M', '5M', '12M']
const environments = values.environments.split(',')
if (
  folder === undefined ||
  !sizes.includes(values.size) ||
  environments.some((name) => !Object.hasOwn(subjects, name))
) {
  console.error(
    `Usage: node benchmarks/learn-from-a-checkpoint.ts FOLDER [--size ${sizes.join('|')}] [--environments ${Object.keys(subjects).join(',')}] [--seeds 5] [--steps 60] [--prompts 16] [--teaching-steps 800] [--batch 32] [--teaching-rate 1e-3] [--threads 2] [--python PATH] [--base-only] [--json]`,
  )
  process.exit(2)
}
const note = (text: string): void => console.error(text)
const python = values.python ?? (process.env['RLVR_BENCH_PYTHON'] || '').split(':').find(Boolean) ?? null
if (python === null) note('Without --python PATH (transformers, PEFT) adapters are not measured elsewhere.')

const threads = Number(values.threads)
const base = await taughtBase({
  folder,
  size: values.size as BaseSize,
  steps: Number(values['teaching-steps']),
  batchSize: Number(values.batch),
  learningRate: Number(values['teaching-rate']),
  threads,
  note,
})
const ownFolder = (environment: string, seed: number): string => join(folder, environment, `seed-${seed}`)
const results: LearningResult[] = []
if (!values['base-only'])
  for (let seed = 0; seed < Number(values.seeds); seed++)
    for (const environment of environments as SubjectName[]) {
      const own = ownFolder(environment, seed)
      note(`${environment} seed ${seed}${existsSync(own) ? ', gone on with' : ''} (load ${loadavg()[0]?.toFixed(1)})`)
      results.push(
        await learningRun({
          base,
          environment,
          seed,
          folder: own,
          steps: Number(values.steps),
          promptsPerStep: Number(values.prompts),
          threads,
          note,
        }),
      )
    }
// Last, so that no adapter waits for Python.
if (python !== null)
  for (const [index, result] of results.entries())
    results[index] = await withElsewhere(result, ownFolder(result.environment, result.seed), python)

const share = (value: number): string => value.toFixed(3)
const between = ({ low, high }: { low: number; high: number }): string => `${share(low)} to ${share(high)}`
console.log(
  `${values.size} base ${base}, ${values.steps} steps of ${values.prompts} × 8 replies, ${cpus()[0]?.model}, ${threads} threads`,
)
console.log(
  '| environment | seed | before | after | gain by task | greedy before | greedy after | in Python | greedy in Python | equal greedy | minutes | of processor | load |',
)
console.log('|---|---|---|---|---|---|---|---|---|---|---|---|---|')
for (const { environment, seed, before, after, elsewhere, seconds, processorSeconds, load } of results) {
  const gain = await pairedGain(join(ownFolder(environment, seed), 'run'))
  console.log(
    `| ${environment} | ${seed} | ${share(before.sampledPass1)} (${between(before.interval)}) | ${share(after.sampledPass1)} (${between(after.interval)}) | ${gain === null ? '' : share(gain.value)}${gain?.interval ? ` (${between(gain.interval)})` : ''} | ${share(before.greedyPass1)} | ${share(after.greedyPass1)} | ${
      elsewhere === null
        ? '| |'
        : `${share(elsewhere.sampledPass1)} (${between(elsewhere.interval)}) | ${share(elsewhere.greedyPass1)} | ${elsewhere.equal} of ${elsewhere.questions}`
    } | ${(seconds / 60).toFixed(1)} | ${(processorSeconds / 60).toFixed(1)} | ${load.map((each) => each.toFixed(0)).join(' to ')} |`,
  )
}
if (values.json) console.log(JSON.stringify({ base, results }))
