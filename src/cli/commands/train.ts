// `rlvr train`: a policy learns an environment by verified rewards, into a run directory.
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { RlvrError } from '../../core/errors.ts'
import type { JsonObject } from '../../core/json.ts'
import type { EnvironmentSpec } from '../../core/environment.ts'
import type { TrainablePolicy } from '../../core/policy.ts'
import { openTransformer } from '../../policy/transformer/transformer-policy.ts'
import { counted } from '../../core/counted.ts'
import { readSnapshotHeader } from '../../policy/transformer/model/snapshot.ts'
import { listCheckpoints } from '../../record/checkpoint-file.ts'
import { RunDirectory } from '../../record/run-directory.ts'
import { algorithmOf, completeSettings } from '../../../trainers/complete-settings.ts'
import { replacedParts, type Algorithm } from '../../../trainers/algorithm.ts'
import { layered, plainAlgorithm, renamedSettings, settingDescriptions } from '../../../trainers/plain-settings.ts'
import { algorithmNames } from '../../../trainers/catalogue.ts'
import { prepare } from '../../../trainers/prepare-training.ts'
import { trainSettings } from '../../../trainers/resolve-settings.ts'
import { checkSettings } from '../../../trainers/train-settings.ts'
import { train, type TrainSummary } from '../../../trainers/train.ts'
import { backendNames, type BackendName } from '../../tensor/open-backend.ts'
import { exitCode } from '../exit-code.ts'
import { commandName } from '../flags/command-name.ts'
import { optionsOf } from '../flags/configured-environment.ts'
import { interruptSignal, watchdogOption, watchForHangs } from '../interrupt.ts'
import { collect } from '../flags/key-values.ts'
import { openSnapshotPath, type SnapshotAtPath } from '../flags/open-snapshot-path.ts'
import { readRunSettings, type RunSettings } from '../flags/run-settings.ts'
import { setValues } from '../flags/set-values.ts'
import type { Recipe } from '../../../envs/recipe.ts'
import { recipeFor } from '../../../envs/recipes.ts'
import { writeReport } from '../../view/run-report.ts'
import { backendNotice } from '../display/backend-notice.ts'
import { environmentAgain, environmentNamed } from '../own/own-environment.ts'
import { policyAgain, policyNamed, trainable, type OwnPolicy } from '../own/own-policy.ts'
import { changeOf } from '../own/source.ts'
import { summaryLines } from '../display/train-summary.ts'
import { trainDisplay } from '../display/train-display.ts'
import { refuseMadeInCode } from '../flags/made-in-code.ts'
import { numberIn } from '../flags/number-in.ts'
import { wholeNumber } from '../flags/whole-number.ts'
import { keepYoungGenerationSmall } from '../young-generation.ts'

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
  readonly acceptChanges?: boolean
  readonly backend?: BackendName | 'auto'
  readonly threads?: number
  readonly dryRun?: boolean
  readonly json?: boolean
  readonly watchdog: number
}

export function addTrainCommand(program: Command): void {
  const width = Math.max(...[...settingDescriptions.keys()].map((name) => name.length)) + 2
  const settings = [...settingDescriptions].map(([name, description]) => `  ${name.padEnd(width)}${description}`)
  program
    .command('train')
    .description(
      'Trains a policy on an environment: a cold start on demonstrations, then GRPO (or a relative) on verified rewards.',
    )
    .argument('[env]', 'an id, a file (./env.ts, ./env.ts#name) or a package; not given with --resume')
    .option('-o, --option <key=value>', 'an option of the environment', collect, [])
    .option('--set <name=value>', 'a setting of the run (listed below)', collect, [])
    .option('--config <file>', 'settings as a JSON object, before --set')
    .option('-a, --algorithm <name>', algorithmNames.join(', '))
    .option(
      '-p, --policy <path>',
      'start from a checkpoint or a run instead of fresh weights; or a policy of your own, ./policy.ts',
    )
    .option('--steps <n>', 'rollouts to learn from; with --resume, to lengthen the run', wholeNumber(1))
    .option('--seed <n>', 'fixes every random choice', wholeNumber(0))
    .option('--runs <folder>', 'where run directories are made', 'runs')
    .option('--resume <run>', 'go on with an interrupted run')
    .option('--accept-changes', 'with --resume: go on although the settings in config.json have changed')
    .option(
      '--backend <name>',
      `what computes: auto, ${backendNames.join(', ')}; by default auto, or what the resumed run began with`,
    )
    .option('--threads <n>', 'threads of a CPU back end; by default all cores, or as the resumed run', wholeNumber(1))
    .option('--dry-run', 'check everything, print the settings in force as JSON and stop')
    .option(
      '--json',
      'print the summary as one line of JSON, that of a run that was stopped too; a pipe gets it of a whole run anyway',
    )
    .option(watchdogOption.flags, watchdogOption.description, numberIn(0), watchdogOption.seconds)
    .addHelpText(
      'after',
      `\nSettings for --set:\n${settings.join('\n')}\n  ${'algorithm.OPTION'.padEnd(width)}an option of the algorithm, as in algorithm.clip=[0.2,0.28]: \`rlvr list algorithms --json\``,
    )
    .action(async (environment: string | undefined, flags: TrainFlags) => {
      keepYoungGenerationSmall()
      if (flags.resume !== undefined) await resumeRun(flags.resume, environment, flags)
      else await startRun(environment, flags)
    })
}

async function startRun(name: string | undefined, flags: TrainFlags): Promise<void> {
  if (name === undefined)
    throw new RlvrError(
      'RLVR_USAGE',
      'Which environment? `rlvr train countdown`, for example; `rlvr list envs` shows all, and `./env.ts` is one of your own. To go on with a run: `rlvr train --resume RUN`.',
    )
  if (flags.acceptChanges === true)
    throw new RlvrError('RLVR_USAGE', '`--accept-changes` has no effect without `--resume RUN`.')
  const { factory, source, recipe: own } = await environmentNamed(name)
  const recipe = own ?? (await recipeFor(source === null ? factory.id : ''))
  await using spec = factory.configure(optionsOf(factory, flags.option, recipe.options))
  if (flags.policy !== undefined && /^(?:scripted|openai):/.test(flags.policy))
    throw new RlvrError(
      'RLVR_USAGE',
      `\`${flags.policy}\` cannot be trained: scripts and servers have no weights here. \`rlvr eval ${name} -m ${flags.policy}\` evaluates it; \`--policy\` takes a checkpoint, a run, or ./policy.ts.`,
    )
  const ownPolicy = flags.policy === undefined ? null : await policyNamed(flags.policy)
  const start = flags.policy === undefined || ownPolicy !== null ? null : await openSnapshotPath(flags.policy)
  const shape = start === null ? recipe.policy : await shapeOf(start.snapshot)
  const given = givenSettings(flags, recipe.settings.algorithm)
  const seed = (given['seed'] ?? 0) as number | string
  const opened =
    ownPolicy === null ? null : trainable(await ownPolicy.open({ environment: spec, seed }), ownPolicy.source)
  const training = await completeSettings(given, {
    environment: spec,
    policy: opened ?? { maxLengthTokens: shape.architecture.maxLengthTokens, version: start === null ? 0 : 1 },
    recipe: opened === null ? recipe.settings : {},
  })
  const algorithm = algorithmOf(training.algorithm)
  // Settings that cannot work are refused before a folder is made.
  checkSettings(trainSettings(training, algorithm))
  const settings: RunSettings = {
    source,
    options: spec.options,
    policy: ownPolicy === null ? shape : { source: ownPolicy.source },
    startFrom: start?.path ?? null,
    training,
    machine: null,
  }
  const policy = opened ?? (await openPolicy(settings, flags, start))
  await using closing = closingPolicy(policy)
  void closing
  // What the training itself would refuse is refused here, before there is a folder.
  await prepare({ environment: spec, policy, settings: trainSettings(training, algorithm) }, spec)
  if (flags.dryRun === true) {
    console.log(JSON.stringify({ environment: spec.id, ...settings }, null, 2))
    return
  }
  const run = RunDirectory.create({
    environment: spec.id,
    algorithm: nameOf(algorithm),
    settings: { ...settings, machine: machineOf(policy, flags) } as unknown as JsonObject,
    root: flags.runs,
  })
  await carryOut(run, { spec, policy, settings, json: flags.json === true, watchdog: flags.watchdog })
}

async function resumeRun(path: string, environment: string | undefined, flags: TrainFlags): Promise<void> {
  const { option, set, config: configGiven, algorithm, policy: policyGiven, seed, dryRun } = flags
  const kept = {
    [`\`${environment ?? ''}\``]: environment,
    '`--config`': configGiven,
    '`--algorithm`': algorithm,
    '`--policy`': policyGiven,
    '`--seed`': seed,
    '`--dry-run`': dryRun,
    '`-o`': option[0],
    '`--set`': set[0],
  }
  const wrong = Object.keys(kept).filter((name) => kept[name] !== undefined)
  if (wrong.length > 0) {
    throw new RlvrError(
      'RLVR_USAGE',
      `${wrong.join(', ')} cannot be given with \`--resume\`: a resumed run keeps its environment, policy and settings. Give \`--resume RUN\` with no more than \`--steps\` (to lengthen it), \`--backend\`, \`--threads\` and \`--accept-changes\`.`,
    )
  }
  refuseMadeInCode(path)
  const { environment: id, settings: begun } = readRunSettings(path)
  const training = flags.steps === undefined ? begun.training : { ...begun.training, steps: flags.steps }
  const settings: RunSettings = { ...begun, training }
  checkSettings(trainSettings(training))
  const again = await environmentAgain(id, settings.source)
  if (settings.source !== null && again.source !== null) tell(changeOf(settings.source, again.source))
  await using spec = again.factory.configure(settings.options)
  // A run that has a checkpoint of its own no longer needs the one it started from, which may be gone by now.
  const isUnderWay = listCheckpoints(join(path, 'checkpoints')).length > 0
  const start = settings.startFrom === null || isUnderWay ? null : await openSnapshotPath(settings.startFrom)
  const policy = await openPolicy(settings, { ...flags, ...machineAgain(settings, flags) }, start, spec)
  await using closing = closingPolicy(policy)
  void closing
  tell(finished(path, training.steps))
  const run = RunDirectory.open(path)
  for (const { path: file, lengthBytes } of run.torn)
    console.error(`${file}: a last line that was cut off (${lengthBytes} bytes) has been removed.`)
  // Not before the run has taken them: a refused change leaves it as it was.
  const onAccepted = (): void => {
    if (flags.steps !== undefined) run.writeSettings(settings as unknown as JsonObject)
  }
  const { acceptChanges, json = false, watchdog } = flags
  const work = { spec, policy, settings, json, watchdog, onAccepted }
  await carryOut(run, { ...work, ...(acceptChanges !== undefined && { acceptChanges }) })
}

interface TrainWork {
  readonly spec: EnvironmentSpec
  readonly policy: TrainablePolicy
  readonly settings: RunSettings
  readonly acceptChanges?: boolean
  /** Called once the run goes on with these settings. */
  readonly onAccepted?: () => void
  readonly json: boolean
  /** Seconds. */
  readonly watchdog: number
}

async function carryOut(run: RunDirectory, work: TrainWork): Promise<void> {
  const { spec, policy, settings, acceptChanges = false, json } = work
  // Before the run is named to anyone: from then on Ctrl-C leaves it resumable.
  const signal = interruptSignal()
  const display = trainDisplay(process.stderr)
  const advice = `Go on with: ${commandName()} train --resume ${run.path}`
  using watchdog = watchForHangs({ advice, seconds: work.watchdog, run: run.path })
  void watchdog
  let summary: TrainSummary
  try {
    console.error(`Run ${run.path} (${backendOf(policy)})`)
    summary = await train({
      environment: spec,
      policy,
      settings: trainSettings(settings.training),
      run,
      acceptChanges,
      onEvent: (event) => {
        if (event.type === 'plan') work.onAccepted?.()
        display.handle(event)
      },
      signal,
    })
  } catch (thrown) {
    display.close()
    const isInterrupted = RlvrError.isInstance(thrown) && thrown.code === 'RLVR_INTERRUPTED'
    await showStopped(run.path, { json, isInterrupted })
    if (!isInterrupted) throw thrown
    process.exitCode = exitCode.interrupted
    return
  } finally {
    run.close()
  }
  display.close()
  const report = await writeReport(run.path)
  console.error(summaryLines(summary, run.path, report).join('\n'))
  // The lines above say it to a person; this is for whatever reads our output.
  if (json || !process.stdout.isTTY) console.log(JSON.stringify({ run: run.path, report, ...summary }))
}

/** A sentence for a run that has done all its steps; null for one that has not. */
function finished(run: string, steps: number): string | null {
  const file = join(run, 'summary.json')
  if (!existsSync(file)) return null
  const { steps: done, stopped } = JSON.parse(readFileSync(file, 'utf8')) as Partial<TrainSummary>
  if (done !== steps || (stopped ?? null) !== null) return null
  return `${run} is finished: it has done its ${counted(steps, 'step')}. \`${commandName()} train --resume ${run} --steps N\` lengthens it.`
}

/** Where to read what stopped a run, and how it goes on. */
async function showStopped(
  run: string,
  { json, isInterrupted }: { readonly json: boolean; readonly isInterrupted: boolean },
): Promise<void> {
  const onward = `${commandName()} train --resume ${run}`
  const advice = isInterrupted
    ? `Interrupted; what was done is kept. Go on with: ${onward}`
    : `Once that is mended, go on with: ${onward}`
  const file = join(run, 'summary.json')
  if (!existsSync(file)) {
    if (isInterrupted) console.error(`\n${advice}`)
    return
  }
  const report = await writeReport(run)
  console.error(`\nrun     ${run}\nreport  ${report}\n${advice}`)
  if (!json) return
  const { format: _, ...summary } = JSON.parse(readFileSync(file, 'utf8')) as { format: number }
  console.log(JSON.stringify({ run, report, ...summary }))
}

async function openPolicy(
  { policy, training }: RunSettings,
  { backend = 'auto', threads }: Pick<TrainFlags, 'backend' | 'threads'>,
  start: SnapshotAtPath | null,
  spec?: EnvironmentSpec,
): Promise<TrainablePolicy> {
  if ('source' in policy) {
    const own: OwnPolicy = await policyAgain(policy.source)
    tell(changeOf(policy.source, own.source))
    return trainable(await own.open({ environment: spec as EnvironmentSpec, seed: training.seed }), own.source)
  }
  const { architecture, tokenizer } = policy
  const opened = await openTransformer({
    architecture,
    tokenizer,
    seed: training.seed,
    backend,
    ...(threads !== undefined && { threads }),
  })
  const notice = await backendNotice(backend, opened.backend)
  tell(notice)
  if (start !== null) {
    await opened.restore(start.snapshot)
    await start.close()
  }
  return opened
}

/** Back end and threads that a resumed run began with, where no others are asked for; what differs is told. */
function machineAgain({ machine }: RunSettings, flags: TrainFlags): Pick<TrainFlags, 'backend' | 'threads'> {
  if (machine === null) return {}
  const { backend = machine.backend as BackendName, threads = machine.threads } = flags
  if (backend !== machine.backend || threads !== machine.threads)
    tell(
      `The run began on ${machine.backend} with ${machine.threads} threads and goes on with ${backend} and ${threads}: numbers differ in their last digits.`,
    )
  return { backend, threads }
}

function machineOf(policy: TrainablePolicy, { threads }: TrainFlags): RunSettings['machine'] {
  return 'backend' in policy ? { backend: backendOf(policy), threads: threads ?? availableParallelism() } : null
}

function backendOf(policy: TrainablePolicy): string {
  return 'backend' in policy ? String(policy.backend) : policy.name
}

/** The name of a run's algorithm: that of the preset, with what was replaced of it. */
function nameOf(algorithm: Algorithm): string {
  const replaced = algorithm.preset === undefined ? [] : replacedParts(algorithm, algorithm.preset.parts)
  return [algorithm.name, ...replaced].join('-')
}

function tell(sentence: string | null): void {
  if (sentence !== null) console.error(sentence)
}

function closingPolicy(policy: TrainablePolicy): AsyncDisposable {
  return { [Symbol.asyncDispose]: async () => await policy.close?.() }
}

async function shapeOf(snapshot: string): Promise<Recipe['policy']> {
  const { architecture, tokenizer } = await readSnapshotHeader(snapshot)
  return { architecture, tokenizer }
}

/** What the flags and the file of `--config` give, the flags on top. */
function givenSettings(flags: TrainFlags, recipeAlgorithm: unknown = 'grpo'): JsonObject {
  const { algorithm, steps, seed } = flags
  const config = configFile(flags.config)
  const named = plainAlgorithm(algorithm ?? config['algorithm'] ?? recipeAlgorithm)
  const set = setValues(flags.set, named.name)
  const { algorithm: options, ...others } = set
  // Options without a name belong to the algorithm that was named beside them, if one was.
  const chosen = algorithm ?? config['algorithm']
  const whole =
    options === undefined
      ? chosen
      : typeof options === 'object' && chosen !== undefined && !Object.hasOwn(options ?? {}, 'name')
        ? { ...plainAlgorithm(chosen), ...(options as JsonObject) }
        : options
  return {
    ...layered(config, others),
    ...(whole !== undefined && { algorithm: whole }),
    ...(steps !== undefined && { steps }),
    ...(seed !== undefined && { seed }),
  }
}

function configFile(path: string | undefined): JsonObject {
  if (path === undefined) return {}
  try {
    const config: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (typeof config !== 'object' || config === null || Array.isArray(config)) throw new Error('it holds no object')
    return renamedSettings(config as JsonObject)
  } catch (thrown) {
    throw new RlvrError('RLVR_USAGE', `\`--config ${path}\` must name a JSON file: ${(thrown as Error).message}`, {
      cause: thrown,
    })
  }
}
