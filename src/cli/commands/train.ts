// `rlvr train`: a policy learns an environment by verified rewards, into a run directory.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { RlvrError } from '../../core/errors.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import type { EnvironmentSpec } from '../../core/environment.ts'
import { configure } from '../../core/registry.ts'
import {
  openTransformer,
  type TransformerOptions,
  type TransformerPolicy,
} from '../../policy/transformer/transformer-policy.ts'
import { readSnapshotHeader } from '../../policy/transformer/model/snapshot.ts'
import { listCheckpoints } from '../../record/checkpoint-file.ts'
import { RunDirectory, readRunConfig } from '../../record/run-directory.ts'
import { checkSettings } from '../../../trainers/train-settings.ts'
import { train, type TrainSummary } from '../../../trainers/train.ts'
import { backendNames, type BackendName } from '../../tensor/open-backend.ts'
import { commandName } from '../flags/command-name.ts'
import { configuredEnvironment } from '../flags/configured-environment.ts'
import { interruptSignal, watchForHangs } from '../interrupt.ts'
import { collect, keyValues } from '../flags/key-values.ts'
import { openSnapshotPath, type SnapshotAtPath } from '../flags/open-snapshot-path.ts'
import { recipeFor } from '../../../envs/recipes.ts'
import { writeReport } from '../../view/run-report.ts'
import { backendNotice } from '../display/backend-notice.ts'
import { summaryLines } from '../display/train-summary.ts'
import { changedPlan, settingSchemas, trainSettings, type TrainPlan } from '../../../trainers/train-plan.ts'
import { trainDisplay } from '../display/train-display.ts'
import { refuseMadeInCode } from '../flags/made-in-code.ts'
import { wholeNumber } from '../flags/whole-number.ts'

interface TrainFlags {
  readonly option: readonly string[]
  readonly set: readonly string[]
  readonly config?: string
  readonly algorithm?: string
  readonly policy?: string
  readonly steps?: number
  readonly seed?: number
  readonly runs: string
  readonly resume?: string
  readonly backend: BackendName | 'auto'
  readonly threads?: number
  readonly dryRun?: boolean
}

/** Everything a run is made of, as `config.json` keeps it. */
interface RunSettings {
  readonly options: JsonObject
  readonly policy: Pick<TransformerOptions, 'architecture' | 'tokenizer'>
  /** The checkpoint that the weights came from, or null for fresh ones. */
  readonly startFrom: string | null
  readonly plan: TrainPlan
}

export function addTrainCommand(program: Command): void {
  const settings = Object.entries(settingSchemas)
    .map(([name, { description }]) => `  ${name.padEnd(22)}${description}`)
    .join('\n')
  program
    .command('train')
    .description(
      'Trains a policy on an environment: a cold start on demonstrations, then GRPO (or a relative) on verified rewards.',
    )
    .argument('[env]', 'the environment; not given with --resume')
    .option('-o, --option <key=value>', 'an option of the environment', collect, [])
    .option('--set <name=value>', 'a setting of the run (listed below)', collect, [])
    .option('--config <file>', 'settings as a JSON object, before --set')
    .option('-a, --algorithm <name>', 'grpo, drGrpo, dapo, gspo, cispo, rloo, reinforcePlusPlus')
    .option('-p, --policy <path>', 'start from a checkpoint, or from the newest of a run, instead of fresh weights')
    .option('--steps <n>', 'rollouts to learn from', wholeNumber(1))
    .option('--seed <n>', 'fixes every random choice', wholeNumber(0))
    .option('--runs <folder>', 'where run directories are made', 'runs')
    .option('--resume <run>', 'go on with an interrupted run')
    .option('--backend <name>', `what computes: auto, ${backendNames.join(', ')}`, 'auto')
    .option('--threads <n>', 'threads of a CPU back end; all cores by default', wholeNumber(1))
    .option('--dry-run', 'print the settings in force as JSON and stop')
    .addHelpText('after', `\nSettings for --set:\n${settings}`)
    .action(async (environment: string | undefined, flags: TrainFlags) => {
      if (flags.resume !== undefined) refuseMadeInCode(flags.resume)
      if (flags.resume !== undefined) await resumeRun(flags.resume, environment, flags)
      else await startRun(environment, flags)
    })
}

async function startRun(environment: string | undefined, flags: TrainFlags): Promise<void> {
  if (environment === undefined)
    throw new RlvrError(
      'RLVR_USAGE',
      'Which environment? `rlvr train countdown`, for example; `rlvr list envs` shows all. To go on with a run: `rlvr train --resume RUN`.',
    )
  const recipe = recipeFor(environment)
  await using spec = await configuredEnvironment(environment, flags.option, recipe.options)
  const start = flags.policy === undefined ? null : await openSnapshotPath(flags.policy)
  const settings: RunSettings = {
    options: spec.options,
    policy: start === null ? recipe.policy : await policyOf(start.snapshot),
    startFrom: start?.path ?? null,
    plan: changedPlan(recipe.plan, { ...configFile(flags.config), ...setValues(flags.set), ...ownFlags(flags) }),
  }
  // Settings that cannot work are refused before a folder is made.
  checkSettings(trainSettings(settings.plan))
  if (flags.dryRun === true) {
    console.log(JSON.stringify({ environment, ...settings }, null, 2))
    return
  }
  const policy = await openPolicy(settings, flags, start)
  await using closing = closingPolicy(policy)
  void closing
  const run = RunDirectory.create({
    environment,
    algorithm: settings.plan.algorithm,
    settings: settings as unknown as JsonObject,
    root: flags.runs,
  })
  await carryOut(run, spec, policy, settings.plan)
}

async function resumeRun(path: string, environment: string | undefined, flags: TrainFlags): Promise<void> {
  const { option, set, config: configGiven, algorithm, policy: policyGiven, steps, seed, dryRun } = flags
  const kept = [environment, configGiven, algorithm, policyGiven, steps, seed, dryRun]
  if (option.length > 0 || set.length > 0 || kept.some((given) => given !== undefined)) {
    throw new RlvrError(
      'RLVR_USAGE',
      'A resumed run keeps its environment, policy and settings: give `--resume RUN` with no more than `--backend` and `--threads`.',
    )
  }
  const config = readRunConfig(path)
  const settings = config.settings as unknown as RunSettings
  if (settings.plan === undefined)
    throw new RlvrError(
      'RLVR_USAGE',
      `${path} is a run of \`${config.algorithm}\`, not of a training; there is nothing to go on with here.`,
    )
  await configuredEnvironment(config.environment, [])
  await using spec = await configure(config.environment, settings.options)
  // A run that has a checkpoint of its own no longer needs the one it started from, which may be gone by now.
  const isUnderWay = listCheckpoints(join(path, 'checkpoints')).length > 0
  const start = settings.startFrom === null || isUnderWay ? null : await openSnapshotPath(settings.startFrom)
  const policy = await openPolicy(settings, flags, start)
  await using closing = closingPolicy(policy)
  void closing
  const run = RunDirectory.open(path)
  for (const { path: file, lengthBytes } of run.torn)
    console.error(`${file}: a last line that was cut off (${lengthBytes} bytes) has been removed.`)
  await carryOut(run, spec, policy, settings.plan)
}

async function carryOut(
  run: RunDirectory,
  spec: EnvironmentSpec,
  policy: TransformerPolicy,
  plan: TrainPlan,
): Promise<void> {
  // Before the run is named to anyone: from then on Ctrl-C leaves it resumable.
  const signal = interruptSignal()
  const display = trainDisplay(process.stderr)
  using watchdog = watchForHangs(`Go on with: ${commandName()} train --resume ${run.path}`)
  void watchdog
  let summary: TrainSummary
  try {
    console.error(`Run ${run.path} (${policy.backend})`)
    summary = await train({
      environment: spec,
      policy,
      settings: trainSettings(plan),
      run,
      onEvent: (event) => display.handle(event),
      signal,
    })
  } catch (thrown) {
    display.close()
    if (RlvrError.isInstance(thrown) && thrown.code === 'RLVR_INTERRUPTED')
      console.error(`\nInterrupted. Go on with: ${commandName()} train --resume ${run.path}`)
    else await showStopped(run.path)
    throw thrown
  } finally {
    run.close()
  }
  display.close()
  const report = await writeReport(run.path)
  console.error(summaryLines(summary, run.path, report).join('\n'))
  // The lines above say it to a person; this is for whatever reads our output.
  if (!process.stdout.isTTY) console.log(JSON.stringify({ run: run.path, report, ...summary }))
}

/** Where to read what stopped a run. */
async function showStopped(run: string): Promise<void> {
  if (!existsSync(join(run, 'summary.json'))) return
  const report = await writeReport(run)
  console.error(
    `\nrun     ${run}\nreport  ${report}\nOnce that is mended, go on with: ${commandName()} train --resume ${run}`,
  )
}

async function openPolicy(
  settings: RunSettings,
  flags: TrainFlags,
  start: SnapshotAtPath | null,
): Promise<TransformerPolicy> {
  const policy = await openTransformer({
    ...settings.policy,
    seed: settings.plan.seed,
    backend: flags.backend,
    ...(flags.threads !== undefined && { threads: flags.threads }),
  })
  const notice = await backendNotice(flags.backend, policy.backend)
  if (notice !== null) console.error(notice)
  if (start !== null) {
    await policy.restore(start.snapshot)
    await start.close()
  }
  return policy
}

function closingPolicy(policy: TransformerPolicy): AsyncDisposable {
  return { [Symbol.asyncDispose]: () => policy.close() }
}

async function policyOf(snapshot: string): Promise<RunSettings['policy']> {
  const { architecture, tokenizer } = await readSnapshotHeader(snapshot)
  return { architecture, tokenizer }
}

/** The settings that have a flag of their own, where it is given. */
function ownFlags({ algorithm, steps, seed }: TrainFlags): JsonObject {
  return {
    ...(algorithm !== undefined && { algorithm }),
    ...(steps !== undefined && { steps }),
    ...(seed !== undefined && { seed }),
  }
}

function setValues(given: readonly string[]): Record<string, Json> {
  const isNumber = /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/
  return Object.fromEntries(
    keyValues('--set', given).map(([name, text]) => [name, isNumber.test(text) ? Number(text) : text]),
  )
}

function configFile(path: string | undefined): JsonObject {
  if (path === undefined) return {}
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as JsonObject
  } catch (thrown) {
    throw new RlvrError('RLVR_USAGE', `\`--config ${path}\` must name a JSON file: ${(thrown as Error).message}`, {
      cause: thrown,
    })
  }
}
