// The same 50 steps of GRPO on countdown through each back end, and through policies whose model lives elsewhere, with
// several seeds: do they learn the same?
// node --conditions=rlvr-source benchmarks/gpu/learn.ts FOLDER --on onnx-cpu,tfjs-wasm --seeds 0,1,2
// Back ends start from one base that is taught once; with `--policy NAME` a policy is taught by itself first. What is in
// FOLDER is not done again. Every run is a run of the command line, so `rlvr view` shows it.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { HeldOutResult } from '../../src/core/held-out.ts'
import { pairedGain } from '../learning/paired-gain.ts'
import { learningTable, type LearnedRow } from './learning-table.ts'
import { recipe } from './small-countdown.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    on: { type: 'string', default: 'onnx-cpu' },
    policy: { type: 'string', multiple: true, default: [] },
    seeds: { type: 'string', default: '0,1,2' },
    steps: { type: 'string', default: '50' },
    taught: { type: 'string', default: '400' },
  },
})
const [folder] = positionals
if (folder === undefined || positionals.length > 1)
  throw new Error('Usage: node benchmarks/gpu/learn.ts FOLDER [--on BACKEND,…] [--policy NAME] [--seeds 0,1,2]')

const program = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
const environment = fileURLToPath(new URL('small-countdown.ts', import.meta.url))
const settings = join(folder, 'settings.json')
mkdirSync(folder, { recursive: true })
// The recipe in full, which a policy of another kind would not be given.
writeFileSync(settings, JSON.stringify(recipe.settings))
const teaching = ['--set', `coldStart.steps=${values.taught}`, '--set', 'coldStart.learningRate=3e-3']

interface Summary {
  readonly seconds: number
  readonly heldOut: { readonly coldStart: HeldOutResult; readonly end: HeldOutResult }
}

/** The run's directory, which alone is in `runs`. A run that stands there whole is taken, one that was interrupted goes on. */
async function trained(runs: string, parameters: readonly string[]): Promise<string> {
  mkdirSync(runs, { recursive: true })
  const began = readdirSync(runs, { withFileTypes: true }).find((entry) => entry.isDirectory())
  if (began !== undefined && existsSync(join(runs, began.name, 'summary.json'))) return join(runs, began.name)
  const given =
    began === undefined
      ? ['train', environment, '--config', settings, ...parameters, '--runs', runs, '--threads', '1']
      : ['train', '--resume', join(runs, began.name)]
  const code = await new Promise<number | null>((done, failed) => {
    const child = spawn(process.execPath, [...process.execArgv, program, ...given], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    child.once('error', failed).once('close', done)
  })
  if (code !== 0) throw new Error(`rlvr ${given.join(' ')} ended with ${code}`)
  const made = readdirSync(runs, { withFileTypes: true }).find((entry) => entry.isDirectory())
  return join(runs, (made as { name: string }).name)
}

async function rowOf(name: string, seed: string, parameters: readonly string[]): Promise<LearnedRow> {
  const runs = join(folder as string, name.replaceAll(/[^\w.-]+/g, '-'), `seed-${seed}`)
  const run = await trained(runs, [...parameters, '--seed', seed, '--steps', values.steps])
  const { seconds, heldOut } = JSON.parse(readFileSync(join(run, 'summary.json'), 'utf8')) as Summary
  return { name, seed, seconds, before: heldOut.coldStart, after: heldOut.end, gain: await pairedGain(run) }
}

const rows: LearnedRow[] = []
const seeds = values.seeds.split(',')
const backends = values.on.split(',').filter((name) => name !== '')
if (backends.length > 0) {
  const base = await trained(join(folder, 'base'), [
    ...['--backend', 'onnx-cpu', '--steps', '1', '--set', 'warmupSteps=0'],
    ...teaching,
  ])
  for (const backend of backends)
    for (const seed of seeds) rows.push(await rowOf(backend, seed, ['--policy', resolve(base), '--backend', backend]))
}
for (const policy of values.policy)
  for (const seed of seeds) rows.push(await rowOf(policy, seed, ['--policy', policy, ...teaching]))
const table = learningTable(rows)
writeFileSync(join(folder, 'table.md'), `${table}\n`)
console.log(table)
