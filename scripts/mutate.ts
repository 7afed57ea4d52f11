// How much the tests notice: plants one small fault at a time in a copy of the tree, runs the tests nearest to it, and
// says which faults none of them noticed. A sample tells nearly as much as all of them.
//   npm run -s mutate -- src/core trainers verifiers --sample 150 --seed 1
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Rng } from '../src/core/random.ts'
import { mutantsOf, withMutant, type Mutant } from './mutate/mutants.ts'
import { nearTests, testDistances, type Files } from './mutate/near-tests.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    tests: { type: 'string', default: '8' },
    slow: { type: 'string', default: '20' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

if (values.help || positionals.length === 0) {
  console.error(`npm run -s mutate -- FOLDER, FILE or FILE:LINE … [--sample N] [--seed S] [--tests N] [--slow S] [--only KIND] [--json]

Plants small faults in a copy of the tree, one at a time, and runs the tests nearest to each.
  --sample N   of all faults, N of them, shared out evenly over what is named
  --seed S     which ones (1)
  --tests N    at most this many test files a fault (8)
  --slow S     test files that take longer are not asked (20 seconds)
  --only KIND  operator, constant, condition, return, statement or call
  --json       one JSON object at the end of stdout`)
  process.exit(values.help ? 0 : 2)
}

interface Tried {
  readonly mutant: Mutant
  readonly fate: 'killed' | 'survived' | 'too slow' | 'untested'
}

const copy = mkdtempSync(join(tmpdir(), 'rlvr-mutate-'))
let running: number | undefined
const clear = (): void => {
  end(running)
  rmSync(copy, { recursive: true, force: true, maxRetries: 3 })
}
process.once('exit', clear)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

const begun = performance.now()
const files = copyTree()
const distances = testDistances(files)
const baselines = new Map<string, { readonly ok: boolean; readonly ms: number | null }>()
const tried: Tried[] = []

for (const mutant of chosenMutants()) {
  const { path, line, kind, before, after } = mutant
  const fate = await fateOf(mutant)
  tried.push({ mutant, fate })
  const words = `${shorten(before)} → ${shorten(after)}`
  console.error(`${String(tried.length).padStart(4)}  ${fate.padEnd(9)} ${path}:${line}  ${kind}: ${words}`)
}
report()

/** The tracked and new files of the tree, in a folder of their own. */
function copyTree(): Files {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  const paths = listed.split('\n').filter((path) => path !== '' && existsSync(join(root, path)))
  for (const path of paths) cpSync(join(root, path), join(copy, path), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  const sources = paths.filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
  return new Map(sources.map((path) => [path, readFileSync(join(root, path), 'utf8')]))
}

function chosenMutants(): Mutant[] {
  const rng = Rng.fromSeed(values.seed).fork('mutants')
  const share = values.sample === undefined ? Number.POSITIVE_INFINITY : Number(values.sample) / positionals.length
  return positionals.flatMap((tree, index) => {
    const [place = '', line] = tree.split(':')
    const own = [...files].filter(([path]) => isWithin(path, place))
    if (own.length === 0) throw new Error(`There are no sources in ${tree}.`)
    const all = own
      .flatMap(([path, source]) => mutantsOf(path, source))
      .filter((mutant) => values.only === undefined || mutant.kind === values.only)
      .filter((mutant) => line === undefined || mutant.line === Number(line))
    const count = Math.min(all.length, Math.round(share * (index + 1)) - Math.round(share * index) || all.length)
    console.error(`${tree}: ${count} of ${all.length} faults in ${own.length} files`)
    return rng.fork(tree).shuffle(all).slice(0, count)
  })
}

/** The tests nearest to the fault first; more of them where those notice nothing. */
async function fateOf(mutant: Mutant): Promise<Tried['fate']> {
  const all = nearTests(mutant.path, distances, Number(values.tests))
  const source = files.get(mutant.path) as string
  let asked = 0
  for (const group of [all.slice(0, 2), all.slice(2)]) {
    const { tests, ms: usualMs } = await passing(group)
    if (tests.length === 0) continue
    asked += tests.length
    writeFileSync(join(copy, mutant.path), withMutant(source, mutant))
    const { ok, ms } = await runTests(tests, usualMs * 4 + 30_000)
    writeFileSync(join(copy, mutant.path), source)
    if (!ok) return ms === null ? 'too slow' : 'killed'
  }
  return asked === 0 ? 'untested' : 'survived'
}

/** Those that pass without a fault, and how long they take. Each is tried once. */
async function passing(tests: readonly string[]): Promise<{ tests: string[]; ms: number }> {
  const passed: string[] = []
  let sum = 0
  for (const test of tests) {
    const known = baselines.get(test) ?? (await baselineOf(test))
    baselines.set(test, known)
    if (known.ok) passed.push(test)
    sum += known.ms ?? 0
  }
  return { tests: passed, ms: sum }
}

async function baselineOf(test: string): Promise<{ ok: boolean; ms: number | null }> {
  const baseline = await runTests([test], Number(values.slow) * 1000)
  if (!baseline.ok)
    console.error(`${test} ${baseline.ms === null ? 'is slow' : 'fails without a fault'} and is not asked.`)
  return baseline
}

/** `ms` is null where the time was up. */
async function runTests(tests: readonly string[], limitMs: number): Promise<{ ok: boolean; ms: number | null }> {
  const started = performance.now()
  const options = ['run', '--bail=1', '--reporter=dot', '--maxWorkers=1', ...tests]
  const vitest = spawn(process.execPath, [join(root, 'node_modules', 'vitest', 'vitest.mjs'), ...options], {
    cwd: copy,
    stdio: 'ignore',
    detached: true,
  })
  running = vitest.pid
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    end(vitest.pid)
  }, limitMs)
  const code = await new Promise((resolve) => vitest.once('exit', resolve))
  clearTimeout(timer)
  running = undefined
  return { ok: code === 0, ms: isLate ? null : performance.now() - started }
}

/** Ends a run of tests with its workers, which a fault may have sent round in circles. */
function end(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

function report(): void {
  const folders = positionals.map((tree) => {
    const own = tried.filter(({ mutant }) => isWithin(mutant.path, tree.split(':')[0] as string))
    return { folder: tree, ...counted(own) }
  })
  const survivors = tried.filter(({ fate }) => fate === 'survived' || fate === 'untested').map(({ mutant }) => mutant)
  const seconds = Math.round((performance.now() - begun) / 1000)
  const total = counted(tried)
  if (values.json) console.log(JSON.stringify({ folders, total, survivors, seconds, seed: values.seed }))
  else {
    for (const each of [...folders, { folder: 'all', ...total }])
      console.log(
        `${each.folder.padEnd(16)} ${each.killed} of ${each.tried} noticed (${(each.share * 100).toFixed(1)} %)`,
      )
    for (const { path, line, before, after } of survivors)
      console.log(`survived  ${path}:${line}  ${shorten(before)} → ${shorten(after)}`)
    console.log(`${seconds} s`)
  }
}

function isWithin(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place.replace(/\/$/, '')}/`)
}

function counted(some: readonly Tried[]): { tried: number; killed: number; share: number } {
  const killed = some.filter(({ fate }) => fate === 'killed' || fate === 'too slow').length
  return { tried: some.length, killed, share: some.length === 0 ? 0 : killed / some.length }
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length > 60 ? `${line.slice(0, 60)}…` : line
}
