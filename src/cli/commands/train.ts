// `rlvr train`: a policy learns an environment by verified rewards, into a run directory.
import { join } from 'node:path'
import type { Command } from 'commander'
import { RlvrError } from '../../core/errors.ts'
import { itself } from '../../core/needs.ts'
import type { JsonObject } from '../../core/json.ts'
import type { EpisodeLimits } from '../../core/limits.ts'
import { listCheckpoints } from '../../record/checkpoint-file.ts'
import { checkRunsFolder } from '../../record/check-runs-folder.ts'
import { requireTraffic } from '../../record/profile.ts'
import { RunDirectory } from '../../record/run-directory.ts'
import { algorithmOf, completeSettings } from '../../../trainers/complete-settings.ts'
import { replacedParts, type Algorithm } from '../../../trainers/algorithm.ts'
import { findAgain } from '../flags/base-checkpoint.ts'
import { isOfCheckpoint, isPretrained } from '../flags/pretrained-settings.ts'
import { profileOption } from '../flags/profile-option.ts'
import { policySettingDescriptions } from '../flags/policy-settings.ts'
import { settingDescriptions } from '../../../trainers/plain-settings.ts'
import { algorithmNames } from '../../../trainers/catalogue.ts'
import { prepare } from '../../../trainers/prepare-training.ts'
import { trainSettings } from '../../../trainers/resolve-settings.ts'
import { checkSettings } from '../../../trainers/train-settings.ts'
import { backendNames, type BackendName } from '../../tensor/open-backend.ts'
import { optionsOf } from '../flags/configured-environment.ts'
import { addNeededOptions, neededPolicies, type NeededFlags } from '../flags/needed-policies.ts'
import { openWithNeeded } from '../flags/open-with-needed.ts'
import { watchdogOption } from '../interrupt.ts'
import { collect } from '../flags/key-values.ts'
import { openSnapshotPath } from '../flags/open-snapshot-path.ts'
import { readRunSettings, type RunSettings } from '../flags/run-settings.ts'
import { bytes } from '../../../envs/recipe.ts'
import { recipeFor } from '../../../envs/recipes.ts'
import { bareRecipe, policyWithRoom } from '../flags/fresh-policy.ts'
import { environmentAgain, environmentNamed } from '../own/own-environment.ts'
import { startingPolicy } from '../flags/starting-policy.ts'
import { tinkerName } from '../flags/tinker-policy.ts'
import { changeOf } from '../own/source.ts'
import { tell } from '../display/tell.ts'
import { givenSettings } from '../flags/given-settings.ts'
import { closingPolicy } from '../flags/closing-policy.ts'
import { limitsFlag, limitsOption } from '../flags/limits-flag.ts'
import { machineAgain, machineOf, openTrainingPolicy } from '../flags/open-training-policy.ts'
import { carryOut, finished } from '../carry-out-training.ts'
import { refuseMadeInCode } from '../flags/made-in-code.ts'
import { numberIn } from '../flags/number-in.ts'
import { wholeNumber } from '../flags/whole-number.ts'
import { keepYoungGenerationSmall } from '../young-generation.ts'

interface TrainFlags extends NeededFlags {
  readonly option: readonly string[]
  readonly set: readonly string[]
  readonly config?: string
  readonly algorithm?: string
  readonly policy?: string
  readonly lora?: boolean
  readonly base?: string
  readonly steps?: number
  readonly seed?: number
  readonly limits?: EpisodeLimits
  readonly runs: string
  readonly resume?: string
  readonly acceptChanges?: boolean
  readonly backend?: BackendName | 'auto'
  readonly threads?: number
  readonly dryRun?: boolean
  readonly json?: boolean
  readonly profile?: boolean
  readonly watchdog: number
}

export function addTrainCommand(program: Command): void {
  const width = Math.max(...[...settingDescriptions.keys()].map((name) => name.length)) + 2
  const [settings, ofCheckpoints] = [settingDescriptions, policySettingDescriptions].map((descriptions) =>
    [...descriptions].map(([name, description]) => `  ${name.padEnd(width)}${description}`).join('\n'),
  )
  const command = program
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
      '-p, --policy <policy>',
      'start from a Hugging Face checkpoint (hf:FOLDER, hf:OWNER/NAME@REVISION, hf:…+ADAPTER), a run or a checkpoint of one instead of fresh weights; a model at a Tinker-compatible service (tinker:MODEL@URL); or a policy of your own, ./policy.ts',
    )
    .option('--lora', 'of a Hugging Face checkpoint: an adapter learns beside its weights, which stay as they are')
    .option('--base <hf:place>', 'of a run: where the checkpoint is now that it stands on')
    .option('--steps <n>', 'rollouts to learn from; with --resume, to lengthen the run', wholeNumber(1))
    .option('--seed <n>', 'fixes every random choice', wholeNumber(0))
    .option(limitsOption.flags, limitsOption.description, limitsFlag)
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
    .option(profileOption.flags, profileOption.description)
    .option(watchdogOption.flags, watchdogOption.description, numberIn(0), watchdogOption.seconds)
    .addHelpText(
      'after',
      `\nSettings for --set:\n${settings}\n  ${'algorithm.OPTION'.padEnd(width)}an option of the algorithm, as in algorithm.clip=[0.2,0.28]: \`rlvr list algorithms --json\`\n\nOf a Hugging Face checkpoint, for --set too (any of lora trains an adapter, as --lora does):\n${ofCheckpoints}`,
    )
  addNeededOptions(command).action(async (environment: string | undefined, flags: TrainFlags) => {
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
  const known = own ?? (await recipeFor(source === null ? factory.id : ''))
  const recipe = known === bytes && source === null ? bareRecipe(factory) : known
  // A recipe's options are for the small policy that begins with it.
  const standsOnCheckpoint =
    flags.policy !== undefined && (tinkerName(flags.policy) !== null || (await isOfCheckpoint(flags.policy)))
  const asked = { factory, options: optionsOf(factory, flags.option, standsOnCheckpoint ? {} : recipe.options) }
  const needed = await neededPolicies(flags)
  await using opened = await openWithNeeded(asked, needed)
  const { spec } = opened
  if (flags.policy !== undefined && /^(?:scripted|openai):/.test(flags.policy))
    throw new RlvrError(
      'RLVR_USAGE',
      `\`${flags.policy}\` cannot be trained: scripts and servers have no weights here. \`rlvr eval ${name} -m ${flags.policy}\` evaluates it; \`--policy\` takes a checkpoint, a run, or ./policy.ts.`,
    )
  const given = givenSettings(flags, recipe.settings.algorithm)
  const seed = (given.training['seed'] ?? 0) as number | string
  const start = await startingPolicy(flags.policy, {
    environment: spec,
    seed,
    recipe: known === bytes ? { ...recipe, policy: await policyWithRoom(spec, seed) } : recipe,
    given: given.policy,
    moved: flags.base,
  })
  await using closingOpened = closingPolicy(start.opened)
  void closingOpened
  const training = await completeSettings(given.training, {
    environment: spec,
    policy: start.described,
    recipe: start.isSmall ? recipe.settings : {},
  })
  const algorithm = algorithmOf(training.algorithm)
  // Settings that cannot work are refused before a folder is made.
  checkSettings(trainSettings(training, algorithm))
  checkRunsFolder(flags.runs)
  const settings: RunSettings = {
    source,
    options: spec.options,
    ...(Object.keys(needed).length > 0 && { needed }),
    policy: start.kept,
    startFrom: start.snapshot?.path ?? null,
    training,
    machine: null,
  }
  const policy = start.opened ?? (await openTrainingPolicy(settings, flags, start.snapshot))
  await using closing = closingPolicy(start.opened === null ? policy : null)
  void closing
  if (flags.profile === true) requireTraffic(policy)
  // What the training itself would refuse is refused here, before there is a folder.
  const opponent = needed.opponent?.policy === itself.name ? ({ opponent: 'self' } as const) : {}
  await prepare({ environment: spec, policy, ...opponent, settings: trainSettings(training, algorithm) }, spec)
  if (flags.dryRun === true) {
    const { planLines = [] } = policy
    for (const line of planLines) tell(line)
    console.log(JSON.stringify({ environment: spec.id, ...settings }, null, 2))
    return
  }
  const run = RunDirectory.create({
    environment: spec.id,
    algorithm: nameOf(algorithm),
    settings: { ...settings, machine: machineOf(policy, flags) } as unknown as JsonObject,
    root: flags.runs,
  })
  const { profile = false, json = false, watchdog } = flags
  await carryOut(run, { spec, policy, settings, profile, json, watchdog })
}

async function resumeRun(path: string, environment: string | undefined, flags: TrainFlags): Promise<void> {
  const { option, set, config: configGiven, algorithm, policy: policyGiven, lora, seed, dryRun, limits } = flags
  const kept = {
    [`\`${environment ?? ''}\``]: environment,
    '`--config`': configGiven,
    '`--algorithm`': algorithm,
    '`--policy`': policyGiven,
    '`--lora`': lora,
    '`--seed`': seed,
    '`--limits`': limits,
    '`--dry-run`': dryRun,
    '`-o`': option[0],
    '`--set`': set[0],
  }
  const wrong = Object.keys(kept).filter((name) => kept[name] !== undefined)
  if (wrong.length > 0) {
    throw new RlvrError(
      'RLVR_USAGE',
      `${wrong.join(', ')} cannot be given with \`--resume\`: a resumed run keeps its environment, policy and settings. Give \`--resume RUN\` with no more than \`--steps\` (to lengthen it), \`--backend\`, \`--threads\`, \`--base\` and \`--accept-changes\`.`,
    )
  }
  refuseMadeInCode(path)
  const { environment: id, settings: begun } = readRunSettings(path)
  const training = flags.steps === undefined ? begun.training : { ...begun.training, steps: flags.steps }
  const settings: RunSettings = { ...begun, training, policy: await policyFoundAgain(begun.policy, path, flags.base) }
  checkSettings(trainSettings(training))
  const again = await environmentAgain(id, settings.source)
  if (settings.source !== null && again.source !== null) tell(changeOf(settings.source, again.source))
  const needed = await neededPolicies(flags, settings.needed, {
    owner: path,
    acceptChanges: flags.acceptChanges === true,
  })
  await using opened = await openWithNeeded({ factory: again.factory, options: settings.options }, needed)
  const { spec } = opened
  // A run that has a checkpoint of its own no longer needs the one it started from, which may be gone by now.
  const isUnderWay = listCheckpoints(join(path, 'checkpoints')).length > 0
  const start = settings.startFrom === null || isUnderWay ? null : await openSnapshotPath(settings.startFrom)
  const machine = { ...flags, ...machineAgain(settings, flags) }
  const policy = await openTrainingPolicy(settings, machine, start, spec)
  await using closing = closingPolicy(policy)
  void closing
  if (flags.profile === true) requireTraffic(policy)
  tell(finished(path, training.steps))
  const run = RunDirectory.open(path)
  for (const { path: file, lengthBytes } of run.torn)
    console.error(`${file}: a last line that was cut off (${lengthBytes} bytes) has been removed.`)
  // Not before the run has taken them: a refused change leaves it as it was.
  const onAccepted = (): void => {
    if (flags.steps !== undefined || flags.base !== undefined) run.writeSettings(settings as unknown as JsonObject)
  }
  const { acceptChanges, profile = false, json = false, watchdog } = flags
  const work = { spec, policy, settings, profile, json, watchdog, onAccepted }
  await carryOut(run, { ...work, ...(acceptChanges !== undefined && { acceptChanges }) })
}

/** The policy of a run, with the place where its checkpoint is now. */
async function policyFoundAgain(
  policy: RunSettings['policy'],
  owner: string,
  moved: string | undefined,
): Promise<RunSettings['policy']> {
  if (isPretrained(policy)) return { ...policy, base: await findAgain(policy.base, { owner, moved }) }
  if (moved === undefined) return policy
  throw new RlvrError(
    'RLVR_USAGE',
    `\`--base\` has no effect on ${owner}, which stands on no checkpoint of Hugging Face.`,
  )
}

/** The name of a run's algorithm: that of the preset, with what was replaced of it. */
function nameOf(algorithm: Algorithm): string {
  const replaced = algorithm.preset === undefined ? [] : replacedParts(algorithm, algorithm.preset.parts)
  return [algorithm.name, ...replaced].join('-')
}
