// `npm run -s bench -- NAME [--json]`: runs one benchmark. The table goes to stderr with --json, else to stdout;
// with --json the last line of stdout is the report as one JSON object.
import { parseArgs } from 'node:util'
import { RlvrError, describeError, unknownName } from '../src/core/errors.ts'
import { table, type Benchmark } from './benchmark.ts'
import { workloads, type ShapeName } from './contender.ts'
import { checkpointGenerate, checkpointLoad, checkpointStep } from './checkpoint-jobs.ts'
import { generate } from './generate.ts'
import { grpoStep } from './grpo-step.ts'
import { benchCheckers } from './checkers.ts'
import { benchEpisodes } from './episodes.ts'
import { benchHostile } from './hostile-answers.ts'
import { benchMathVerify } from './math-verify.ts'
import { benchProbes } from './probes.ts'
import { benchRecipes } from './recipes.ts'
import { benchRecords } from './records.ts'
import { benchSandbox } from './sandbox.ts'
import { benchServe } from './serve/throughput.ts'
import { pythonsOf, runSides, wholeNumber } from './side-options.ts'
import { benchSqlEpisodes } from './sql-episodes.ts'
import { benchStartUp } from './start-up.ts'
import { benchTerminal } from './terminal.ts'
import { trainStep } from './train-step.ts'

const benchmarks: readonly Benchmark[] = [trainStep, generate]

const usage = `Usage: npm run -s bench -- NAME [options]

${benchmarks.map(({ name, summary }) => `  ${name.padEnd(12)} ${summary}`).join('\n')}

  math-verify  verdicts a second beside Math-Verify [--python PATH --count N --peer-count N --cases FILE --json]

  episodes     single-turn episodes a second without generation, beside reasoning-gym
               [--python PATH --count N --peer-count N --only ID,… --json]

  probes       replies a second of the hack probes of \`rlvr check\` [--only ID,… --tasks N --json]

  checkers     which checker of rewards finds which planted fault [--python PATH --json]

  sql-episodes episodes of \`sql\` a second without generation [--count N --at-once N --json]

  recipes      whether GRPO learns by the recipes, each with several seeds, beside controls; goes on where it broke off
               [--recipes ID,… --seeds N --coin-seeds N --threads N --into FILE --figures FILE --known --json]

  records      bytes and time of a run's episodes, packed and in plain lines [RUN --json]

  sandbox      programs a second beside other code graders [--python PATH --rounds N --seconds S --json]

  hostile      what programs that give too much cost their judge [--rounds N --only REGEX --json]

  serve        requests a second of \`rlvr serve\` beside OpenEnv's and NeMo Gym's own servers
               [--openenv PYTHON --nemo PYTHON --seconds N --rounds N --only NAME,… --json]

  start-up     how long \`import 'rlvr'\`, \`rlvr --help\` and \`rlvr list\` take, built [--rounds N --json]

  terminal     what an episode waits for its terminal [--rounds N --json]

  grpo-step    a whole GRPO step beside TRL's GRPOTrainer [--python PATH --threads N --rounds N --json]

  checkpoint-step      a training step of a real shape beside transformers and PEFT
                       [--shape 135M|0.6B|tiny --mode lora|full --batch N --tokens N --rank N --memory-mb N --ours-only --json]

  checkpoint-generate  greedy replies of a real shape beside transformers [--shape S --batch N --prompt N --new N --json]

  checkpoint-load      from a folder to the first token beside transformers [--shape S --prompt N --json]

  --json            one JSON object on the last line of stdout
  --shape S|M       model: S is d128 L4 h4 T64 V512 batch 64, M is d256 L6 h8 T128 V512 batch 32 (default S)
  --threads N       CPU threads of each side (default 2)
  --rounds N        measured rounds of each side, 7 or more (default 9)
  --python PATH     an interpreter with PyTorch; may be repeated
                    (default: RLVR_BENCH_PYTHON, paths joined by colons; else python3)
  --compiled        measure torch.compile as well
  --peers-only      leave our side out`

async function main(): Promise<number> {
  // These train nothing, so none of the other options are their own.
  if (process.argv[2] === 'math-verify') {
    benchMathVerify(process.argv.slice(3))
    return 0
  }
  if (process.argv[2] === 'sandbox') {
    await benchSandbox(process.argv.slice(3))
    return 0
  }
  if (process.argv[2] === 'hostile') {
    await benchHostile(process.argv.slice(3))
    return process.exitCode === 1 ? 1 : 0
  }
  if (process.argv[2] === 'serve') {
    await benchServe(process.argv.slice(3))
    return 0
  }
  if (process.argv[2] === 'episodes') {
    await benchEpisodes(process.argv.slice(3))
    return 0
  }
  if (process.argv[2] === 'sql-episodes') {
    await benchSqlEpisodes(process.argv.slice(3))
    return 0
  }
  if (process.argv[2] === 'start-up') {
    benchStartUp(process.argv.slice(3))
    return 0
  }
  if (process.argv[2] === 'probes') {
    await benchProbes(process.argv.slice(3))
    return 0
  }
  if (process.argv[2] === 'checkers') {
    await benchCheckers(process.argv.slice(3))
    return 0
  }
  if (process.argv[2] === 'terminal') {
    await benchTerminal(process.argv.slice(3))
    return 0
  }
  if (process.argv[2] === 'recipes') {
    await benchRecipes(process.argv.slice(3))
    return 0
  }
  if (process.argv[2] === 'records') {
    await benchRecords(process.argv.slice(3))
    return 0
  }
  if (process.argv[2] === 'grpo-step') {
    await runSides(process.argv.slice(3), {}, grpoStep)
    return 0
  }
  const texts = <Name extends string>(...names: Name[]): { [name in Name]: { type: 'string' } } =>
    Object.fromEntries(names.map((name) => [name, { type: 'string' }])) as { [name in Name]: { type: 'string' } }
  if (process.argv[2] === 'checkpoint-step') {
    await runSides(
      process.argv.slice(3),
      texts('shape', 'mode', 'batch', 'tokens', 'rank', 'memory-mb'),
      checkpointStep,
    )
    return 0
  }
  if (process.argv[2] === 'checkpoint-generate') {
    await runSides(process.argv.slice(3), texts('shape', 'batch', 'prompt', 'new'), checkpointGenerate)
    return 0
  }
  if (process.argv[2] === 'checkpoint-load') {
    await runSides(process.argv.slice(3), texts('shape', 'prompt'), checkpointLoad)
    return 0
  }
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      shape: { type: 'string', default: 'S' },
      threads: { type: 'string', default: '2' },
      rounds: { type: 'string', default: '9' },
      python: { type: 'string', multiple: true },
      compiled: { type: 'boolean', default: false },
      'peers-only': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(usage)
    return 0
  }
  const [name, ...rest] = positionals
  if (name === undefined || rest.length > 0) throw new RlvrError('RLVR_USAGE', `Expected one name.\n\n${usage}`)
  const benchmark = benchmarks.find((candidate) => candidate.name === name)
  if (benchmark === undefined)
    throw unknownName(
      'benchmark',
      name,
      benchmarks.map((known) => known.name),
    )
  if (!Object.hasOwn(workloads, values.shape)) throw unknownName('shape', values.shape, Object.keys(workloads))
  const report = await benchmark.run({
    shape: values.shape as ShapeName,
    threads: wholeNumber('threads', values.threads, 1),
    rounds: wholeNumber('rounds', values.rounds, 7),
    pythons: pythonsOf(values.python),
    compiled: values.compiled,
    peersOnly: values['peers-only'],
    note: (text) => console.error(text),
  })
  if (values.json) {
    console.error(table(report))
    console.log(JSON.stringify(report))
  } else console.log(table(report))
  return 0
}

try {
  process.exitCode = await main()
} catch (thrown) {
  const isUsage =
    (RlvrError.isInstance(thrown) && ['RLVR_USAGE', 'RLVR_UNKNOWN_NAME'].includes(thrown.code)) ||
    String((thrown as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS')
  console.error(describeError(thrown, 2000))
  process.exitCode = isUsage ? 2 : 1
}
