// `rlvr train`: a policy learns an environment by verified rewards, into a run directory.
import { join } from 'node:path'
import type { Command } from 'commander'
import { RlvrError } from '../../core/errors.ts'
import type { JsonObject } from '../../core/json.ts'
import { listCheckpoints } from '../../record/checkpoint-file.ts'
import { RunDirectory } from '../../record/run-directory.ts'
import { algorithmOf, completeSettings } from '../../../trainers/complete-settings.ts'
import { replacedParts, type Algorithm } from '../../../trainers/algorithm.ts'
import { settingDescriptions } from '../../../trainers/plain-settings.ts'
import { algorithmNames } from '../../../trainers/catalogue.ts'
import { prepare } from '../../../trainers/prepare-training.ts'
import { trainSettings } from '../../../trainers/resolve-settings.ts'
import { checkSettings } from '../../../trainers/train-settings.ts'
import { backendNames, type BackendName } from '../../tensor/open-backend.ts'
import { optionsOf } from '../flags/configured-environment.ts'
import { watchdogOption } from '../interrupt.ts'
import { collect } from '../flags/key-values.ts'
import { openSnapshotPath } from '../flags/open-snapshot-path.ts'
import { readRunSettings, type RunSettings } from '../flags/run-settings.ts'
import { recipeFor } from '../../../envs/recipes.ts'
import { environmentAgain, environmentNamed } from '../own/own-environment.ts'
import { policyNamed, trainable } from '../own/own-policy.ts'
import { changeOf } from '../own/source.ts'
import { tell } from '../display/tell.ts'
import { givenSettings } from '../flags/given-settings.ts'
import { closingPolicy, machineAgain, machineOf, openTrainingPolicy, shapeOf } from '../flags/open-training-policy.ts'
import { carryOut, finished } from '../carry-out-training.ts'
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
  const policy = opened ?? (await openTrainingPolicy(settings, flags, start))
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
  const policy = await openTrainingPolicy(settings, { ...flags, ...machineAgain(settings, flags) }, start, spec)
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

/** The name of a run's algorithm: that of the preset, with what was replaced of it. */
function nameOf(algorithm: Algorithm): string {
  const replaced = algorithm.preset === undefined ? [] : replacedParts(algorithm, algorithm.preset.parts)
  return [algorithm.name, ...replaced].join('-')
}
