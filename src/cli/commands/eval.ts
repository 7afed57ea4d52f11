// `rlvr eval ENV -m POLICY -n TASKS -r REPLIES`: evaluates any policy, into a run directory that can be resumed.
// The numbers go to stdout, progress and everything else to stderr.
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Option, type Command } from 'commander'
import { RlvrError } from '../../core/errors.ts'
import { itself } from '../../core/needs.ts'
import type { JsonObject } from '../../core/json.ts'
import { failureLines } from '../../core/failure-tally.ts'
import { requireNoGroupRewards } from '../../core/group-rewards.ts'
import { requireTold, tighter } from '../../core/limits.ts'
import { chooseTasks } from '../../eval/choose-tasks.ts'
import { EvaluationStopped, defaultTolerance } from '../../eval/evaluation-stop.ts'
import { evaluate, type EvaluationProgress, type EvaluationSummary } from '../../eval/evaluate.ts'
import { checkRunsFolder } from '../../record/check-runs-folder.ts'
import { Profile, requireTraffic } from '../../record/profile.ts'
import { RunDirectory } from '../../record/run-directory.ts'
import { profileLines } from '../display/profile-lines.ts'
import { profileOption } from '../flags/profile-option.ts'
import { commandName } from '../flags/command-name.ts'
import { precisions } from '../flags/model-weights.ts'
import { evalSettings, type EvalFlags } from '../flags/eval-settings.ts'
import { stderrLogger } from '../display/stderr-logger.ts'
import { evaluationTable } from '../display/evaluation-table.ts'
import { printable } from '../display/terminal-text.ts'
import { exitCode } from '../exit-code.ts'
import { interruptSignal, watchdogOption, watchForHangs } from '../interrupt.ts'
import { collect } from '../flags/key-values.ts'
import { askedMachine, type MachineFlags } from '../flags/machine-flags.ts'
import { limitsFlag, limitsOption } from '../flags/limits-flag.ts'
import { numberIn } from '../flags/number-in.ts'
import { addNeededOptions } from '../flags/needed-policies.ts'
import { closingPolicy } from '../flags/closing-policy.ts'
import { openPolicy } from '../flags/open-policy.ts'
import { wholeNumber } from '../flags/whole-number.ts'
import { backendNames } from '../../tensor/open-backend.ts'

interface EvalOptions extends EvalFlags, MachineFlags {
  readonly concurrency?: number
  readonly runs: string
  readonly json?: boolean
  readonly profile?: boolean
  readonly tolerance: number
  readonly watchdog: number
  readonly threshold?: number
}

export function addEvalCommand(program: Command): void {
  const command = program
    .command('eval')
    .summary('evaluate any policy')
    .description(
      'Evaluates any policy: reward, outcome and pass@k, each with a 95 % interval over tasks. For a run trained on this environment, its options and sampling are the defaults. Every episode is recorded as it ends; an interrupted evaluation goes on with --resume.',
    )
    .argument(
      '[environment]',
      'an id of `rlvr list envs`, a file (./env.ts, ./env.ts#name) or a package; may be left out with --resume',
    )
    .option(
      '-m, --model <policy>',
      'hf:FOLDER or hf:OWNER/NAME@REVISION (a Hugging Face checkpoint; hf:…+ADAPTER with an adapter), openai:MODEL@URL, the path of a run or checkpoint, scripted:gold, scripted:empty, or one of your own: ./policy.ts',
    )
    .option('-n, --tasks <count>', 'different tasks (default: 100)', wholeNumber(1))
    .option('-r, --replies <count>', 'replies to each task (default: 1)', wholeNumber(1))
    .option('-c, --concurrency <count>', 'episodes at work at once (default: 64)', wholeNumber(1))
    .option(
      '--temperature <number>',
      '0 takes the likeliest tokens (default: 1, or what a Hugging Face checkpoint suggests; top-k, top-p and min-p too)',
      numberIn(0),
    )
    .option('--top-k <count>', 'keep the likeliest tokens, so many; 0 keeps all (default)', wholeNumber(0))
    .option('--top-p <share>', 'keep the likeliest tokens up to this share (default: 1)', numberIn(1e-6, 1))
    .option('--max-tokens <count>', 'longest reply (default: 512)', wholeNumber(1))
    .option(
      '--min-p <share>',
      'keep tokens at least this share as likely as the likeliest (default: 0)',
      numberIn(0, 1),
    )
    .option('--stop <text>', 'a text that ends a reply; may be repeated', collect, [])
    .option('--seed <number>', 'chooses generated tasks and seeds every reply (default: 0)', wholeNumber(0))
    .addOption(
      new Option(
        '--precision <name>',
        'of a Hugging Face checkpoint: how its weights are held (default: as they are stored); int8 and int4 are faster for few tasks at once and answer otherwise',
      ).choices(precisions),
    )
    .option(
      '--max-length <tokens>',
      'of a Hugging Face checkpoint: the longest conversation (default: its positions, at most 2048)',
      wholeNumber(2),
    )
    .option('--backend <name>', `of a model that computes here: auto, ${backendNames.join(', ')} (default: auto)`)
    .option(
      '--threads <n>',
      'of a model that computes here: threads of a CPU back end (default: all cores)',
      wholeNumber(1),
    )
    .option('--base <hf:place>', 'of a run: where the checkpoint is now that it was trained on')
    .option(limitsOption.flags, limitsOption.description, limitsFlag)
    .addOption(new Option('--split <split>', 'which tasks (default: test)').choices(['train', 'test']))
    .option('-o, --option <key=value>', 'an option of the environment; may be repeated', collect, [])
    .addOption(
      new Option('--length-field <name>', 'of a server: the name of its token limit (default: max_tokens)').choices([
        'max_tokens',
        'max_completion_tokens',
      ]),
    )
    .option('--omit <field>', 'of a server: leave this out of the request, like seed; may be repeated', collect, [])
    .option('--extra-body <json>', 'of a server: further fields of the request; they win over ours')
    .option(
      '--header <name: value>',
      'of a server: a header; ${NAME} is an environment variable; may be repeated',
      collect,
      [],
    )
    .option('--system <text>', 'of a server: a system prompt before every conversation')
    .option(
      '--timeout <seconds>',
      'of a server: the longest wait for an answer (default: 120)',
      numberIn(0.001, 2_147_483),
    )
    .option('--retries <count>', 'of a server: further tries where it fails (default: 5)', wholeNumber(0))
    .option('--runs <folder>', 'the folder of runs', 'runs')
    .option('--resume <run>', 'the folder of an interrupted evaluation to go on with')
    .option('--accept-changes', 'with --resume: go on although the file of your own environment has changed')
    .option('--json', 'print the summary as one line of JSON')
    .option(
      '--tolerance <share>',
      'the evaluation stops with exit code 1 once more of the replies than this could not be judged',
      numberIn(0, 1),
      defaultTolerance,
    )
    .option(profileOption.flags, profileOption.description)
    .option(watchdogOption.flags, watchdogOption.description, numberIn(0), watchdogOption.seconds)
    .option('--threshold <share>', 'the exit code is 1 when fewer replies solve their task', numberIn(0, 1))
  addNeededOptions(command).action(async (environment: string | undefined, options: EvalOptions) => {
    process.exitCode = await runEval(environment, options)
  })
}

async function runEval(environment: string | undefined, options: EvalOptions): Promise<number> {
  const { settings, opened } = await evalSettings(environment, options)
  await using closing = opened
  const { spec } = closing
  const { taskCount, repliesPerTask, sampling, seed, split } = settings
  const signal = interruptSignal()
  const tasks = await chooseTasks(spec, { split, seed, count: taskCount })
  if (options.resume === undefined) checkRunsFolder(options.runs)
  const limit = options.concurrency === undefined ? {} : { maxConcurrent: options.concurrency }
  const policy = await openPolicy(settings.policy, {
    spec,
    tasks,
    logger: stderrLogger,
    ...limit,
    machine: askedMachine(options),
    server: settings.server ?? null,
    model: settings.model ?? null,
  })
  // Its threads would keep the process from its end, whatever fails from here on.
  await using closingIt = closingPolicy(policy)
  void closingIt
  if (options.profile === true) requireTraffic(policy)
  // What the evaluation itself would refuse is refused here, before there is a folder.
  requireNoGroupRewards(spec, 'an evaluation')
  requireTold(policy, tighter(spec.limits, settings.limits))
  const record =
    options.resume === undefined
      ? RunDirectory.create({
          environment: spec.id,
          algorithm: 'eval',
          settings: settings as unknown as JsonObject,
          root: options.runs,
        })
      : RunDirectory.open(options.resume)
  const advice = `Go on with: ${commandName()} eval --resume ${record.path}`
  using watchdog = watchForHangs({ advice, seconds: options.watchdog, run: record.path })
  void watchdog
  const profile = options.profile === true ? Profile.begin(policy, record.path) : null
  try {
    for (const torn of record.torn) stderrLogger.warn(`The torn last line of ${torn.path} was cut off: ${torn.start}`)
    const onProgress = progressLine()
    const work = {
      environment: spec,
      policy: profile?.policy ?? policy,
      ...(settings.needed?.opponent?.policy === itself.name && ({ opponent: 'self' } as const)),
      tasks: taskCount,
      repliesPerTask,
      sampling,
      seed,
      split,
      run: record,
      signal,
      onProgress,
      tolerance: options.tolerance,
      ...(settings.limits !== undefined && { limits: settings.limits }),
      ...limit,
    }
    profile?.mark({ step: 0, phase: 'evaluate' })
    const summary = await evaluate(work)
    showSummary(summary, record.path, options)
    return exitCodeFor(summary, options)
  } catch (thrown) {
    if (thrown instanceof EvaluationStopped) {
      showSummary(thrown.summary, record.path, options)
      const { replies, asked } = thrown.summary
      const where = replies < asked ? `Stopped after ${replies} of ${asked} replies. ` : ''
      stderrLogger.warn(`${where}${thrown.message}`)
      stderrLogger.warn(`Once that is mended, go on with: ${commandName()} eval --resume ${record.path}`)
      return exitCode.failed
    }
    if (!RlvrError.isInstance(thrown) || thrown.code !== 'RLVR_INTERRUPTED') {
      // What was refused before the first reply leaves nothing to go on with.
      if (options.resume === undefined) discardEmpty(record)
      throw thrown
    }
    stderrLogger.warn(`${thrown.message} Go on with: ${commandName()} eval --resume ${record.path}`)
    return exitCode.interrupted
  } finally {
    for (const line of profileLines((await profile?.close()) ?? [])) stderrLogger.info(line)
    record.close()
  }
}

function discardEmpty(record: RunDirectory): void {
  if (existsSync(join(record.path, 'episodes.jsonl.gz'))) return
  record.close()
  rmSync(record.path, { recursive: true })
}

function showSummary(summary: EvaluationSummary, run: string, options: EvalOptions): void {
  console.log(options.json === true ? JSON.stringify({ run, ...summary }) : evaluationTable(summary))
  if (options.json === true) for (const line of failureLines(summary.failures)) stderrLogger.warn(printable(line))
  stderrLogger.info(`Recorded in ${run}`)
}

function exitCodeFor({ outcome }: EvaluationSummary, { threshold }: EvalOptions): number {
  if (threshold === undefined || (outcome !== null && outcome.value >= threshold)) return exitCode.done
  stderrLogger.warn(`Solved: ${outcome?.value ?? 'nothing judged'}: below the threshold of ${threshold}.`)
  return exitCode.failed
}

/** Shows progress: one line that changes on a terminal, a line for every tenth elsewhere. */
function progressLine(): (progress: EvaluationProgress) => void {
  let tenths = 0
  return ({ done, total, failures, reward }) => {
    const nulls = failures.unjudged === 0 ? '' : `, ${failures.unjudged} not judged`
    const text = `${done}/${total} episodes, mean reward ${reward === null ? '-' : reward.toFixed(4)}${nulls}`
    const reached = Math.floor((10 * done) / total)
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}${done === total ? '\n' : ''}`)
    else if (reached > tenths) process.stderr.write(`${text}\n`)
    tenths = reached
  }
}
