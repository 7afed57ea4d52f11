// What `rlvr eval` was asked for: read from its flags, kept in `config.json`, read back on resume.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Type } from 'typebox'
import type { EnvironmentSpec } from '../../core/environment.ts'
import { RlvrError, show } from '../../core/errors.ts'
import type { JsonObject } from '../../core/json.ts'
import { defaultSampling, type Sampling } from '../../core/policy.ts'
import type { EpisodeLimits } from '../../core/limits.ts'
import { compileSchema } from '../../core/schema.ts'
import type { Split } from '../../core/task.ts'
import { readRunConfig } from '../../record/run-directory.ts'
import { environmentAgain, environmentNamed } from '../own/own-environment.ts'
import { changeOf, type OwnSource } from '../own/source.ts'
import { commandName } from './command-name.ts'
import { optionsOf } from './configured-environment.ts'
import { refuseForeign } from './open-snapshot-path.ts'
import { refuseMadeInCode } from './made-in-code.ts'
import {
  askedSettings,
  serverSettings,
  serverSettingsSchema,
  type ServerFlags,
  type ServerSettings,
} from './server-settings.ts'
import { evaluatedModel, sameModel, type ModelFlags } from './evaluated-model.ts'
import type { EvaluatedModel } from './model-weights.ts'
import { neededPolicies, type NeededFlags } from './needed-policies.ts'
import type { NeededPolicies } from './needed-policy.ts'
import { openWithNeeded } from './open-with-needed.ts'
import { suggestedFor } from './suggested-sampling.ts'
import { trainedOn } from '../../eval/trained-on.ts'

export interface EvalSettings {
  readonly environment: string
  /** The file of an environment of one's own; null, or missing, for one of the library's. */
  readonly source?: OwnSource | null
  readonly options: JsonObject
  readonly policy: string
  readonly taskCount: number
  readonly repliesPerTask: number
  readonly sampling: Sampling
  readonly seed: number
  readonly split: Split
  /** What ends an episode, tighter than the environment does; missing where nothing does. */
  readonly limits?: EpisodeLimits
  /** What a server is told beside the sampling; null, or missing, for nothing. */
  readonly server?: ServerSettings | null
  /** The weights; null, or missing, for a policy whose weights are not ours. */
  readonly model?: EvaluatedModel | null
  /** Who judges, plays the other side or is the user; missing, or empty, where the environment needs nobody. */
  readonly needed?: NeededPolicies
}

/** Flags as commander gives them. One that was not given is missing, so that a resumed run keeps its own. */
export interface EvalFlags extends ServerFlags, ModelFlags, NeededFlags {
  readonly model?: string
  readonly tasks?: number
  readonly replies?: number
  readonly temperature?: number
  readonly topK?: number
  readonly topP?: number
  readonly maxTokens?: number
  readonly minP?: number
  readonly stop?: readonly string[]
  readonly seed?: number
  readonly split?: Split
  readonly limits?: EpisodeLimits
  readonly option: readonly string[]
  readonly resume?: string
  readonly acceptChanges?: boolean
}

const settingsSchema = Type.Object({
  environment: Type.String(),
  options: Type.Object({}),
  policy: Type.String(),
  taskCount: Type.Integer({ minimum: 1 }),
  repliesPerTask: Type.Integer({ minimum: 1 }),
  sampling: Type.Object({
    temperature: Type.Number({ minimum: 0 }),
    topK: Type.Integer({ minimum: 0 }),
    topP: Type.Number({ exclusiveMinimum: 0, maximum: 1 }),
    maxTokens: Type.Integer({ minimum: 1 }),
    minP: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    stop: Type.Optional(Type.Array(Type.String())),
  }),
  seed: Type.Integer(),
  split: Type.Enum(['train', 'test']),
  limits: Type.Optional(Type.Object({})),
  server: Type.Optional(Type.Union([serverSettingsSchema, Type.Null()])),
})

/** The settings that the flags ask for, of a new evaluation or of the run to resume, and the environment, which the caller closes. */
export async function evalSettings(
  environment: string | undefined,
  flags: EvalFlags,
): Promise<{ settings: EvalSettings; opened: { readonly spec: EnvironmentSpec } & AsyncDisposable }> {
  const begun = flags.resume === undefined ? null : settingsOfRun(flags.resume)
  const policy = flags.model ?? begun?.policy
  // A run knows what it was trained on, the file of an environment of one's own included.
  const known = begun ?? (policy === undefined ? null : environmentOfRun(policy))
  const name = environment ?? known?.environment
  if (name === undefined)
    throw new RlvrError('RLVR_USAGE', 'Name an environment: rlvr eval ENV -m POLICY. `rlvr list envs` shows all.')
  if (policy === undefined) throw new RlvrError('RLVR_USAGE', `Name a policy: rlvr eval ${name} -m scripted:gold, say.`)
  const { factory, source } =
    known === null || known.environment !== name
      ? await environmentNamed(name)
      : await environmentAgain(name, known.source)
  const change = known?.source && source ? changeOf(known.source, source) : null
  if (change !== null && begun !== null && flags.acceptChanges !== true)
    throw new RlvrError(
      'RLVR_USAGE',
      `${change} Its numbers would mix two judges: put the file back, begin a new run, or give \`--accept-changes\` where the change mends what stopped the evaluation.`,
    )
  if (change !== null) console.error(change)
  const id = factory.id
  const trained = trainedOn(policy, id)
  await using plain = factory.configure(optionsOf(factory, flags.option, begun?.options ?? trained.options))
  const { options } = plain
  const model = await evaluatedModel(
    policy,
    modelFlags(flags, begun?.model),
    begun?.policy === policy ? begun.model : null,
  )
  // A run is asked as it was trained.
  const suggested = begun === null && model?.snapshot === null ? await suggestedFor(model.base, flags) : {}
  const limits = flags.limits ?? begun?.limits
  const settings: EvalSettings = {
    environment: id,
    source,
    options,
    policy,
    taskCount: flags.tasks ?? begun?.taskCount ?? 100,
    repliesPerTask: flags.replies ?? begun?.repliesPerTask ?? 1,
    sampling: samplingOf(flags, begun?.sampling ?? { ...defaultSampling, ...suggested, ...trained.sampling }),
    seed: flags.seed ?? begun?.seed ?? 0,
    split: flags.split ?? begun?.split ?? 'test',
    ...(limits !== undefined && { limits }),
    server: serverSettings(flags, begun?.server ?? null),
    model,
    needed: await neededPolicies(
      flags,
      begun?.needed ?? neededOfRun(policy, id),
      begun === null ? {} : { owner: flags.resume ?? null, acceptChanges: flags.acceptChanges === true },
    ),
  }
  if (begun !== null) refuseChange(begun, settings)
  return { settings, opened: await openWithNeeded({ factory, options }, settings.needed ?? {}) }
}

/** The environment of the training run at a path; null where there is none. */
function environmentOfRun(
  path: string,
): { environment: string; source: OwnSource | null; options?: JsonObject } | null {
  if (!existsSync(join(path, 'config.json'))) return null
  refuseForeign(path)
  const { environment, settings } = readRunConfig(path)
  return { environment, source: (settings['source'] ?? null) as unknown as OwnSource | null }
}

/** Whom the environment needed in the training run at a path; nobody for any other path. */
function neededOfRun(path: string, id: string): NeededPolicies {
  if (!existsSync(join(path, 'config.json'))) return {}
  const { environment, settings } = readRunConfig(path)
  return environment === id ? ((settings['needed'] ?? {}) as NeededPolicies) : {}
}

function samplingOf(flags: EvalFlags, base: Sampling): Sampling {
  const { temperature = base.temperature, topK = base.topK, topP = base.topP, maxTokens = base.maxTokens } = flags
  const minP = flags.minP ?? base.minP
  const stop = flags.stop !== undefined && flags.stop.length > 0 ? flags.stop : base.stop
  return {
    ...{ temperature, topK, topP, maxTokens },
    ...(minP !== undefined && { minP }),
    ...(stop !== undefined && { stop }),
  }
}

function settingsOfRun(path: string): EvalSettings {
  const { algorithm, settings } = readRunConfig(path)
  if (algorithm !== 'eval')
    throw new RlvrError(
      'RLVR_USAGE',
      `${path} is a training run (${algorithm}): go on with it by \`${commandName()} train --resume ${path}\`, or evaluate it with \`-m ${path}\`.`,
    )
  refuseMadeInCode(path)
  const checked = compileSchema(settingsSchema)(settings)
  if (!checked.ok) throw new RlvrError('RLVR_USAGE', `The config.json of ${path}: ${checked.faults.join('; ')}.`)
  return checked.value as EvalSettings
}

/** Numbers of different settings must not end up in one summary. */
function refuseChange(begun: EvalSettings, settings: EvalSettings): void {
  for (const name of Object.keys(settings)) {
    // Runs of earlier versions do not say which weights they are of.
    if (name === 'model' && begun.model === undefined) continue
    const [was, is] = [comparable(name, begun), comparable(name, settings)]
    // A file that has changed has been refused, or was accepted; so has another judge.
    if (name === 'source' || name === 'needed') continue
    if (JSON.stringify(was) === JSON.stringify(is)) continue
    throw new RlvrError(
      'RLVR_USAGE',
      `The run began with ${name} ${show(was)}; it cannot go on with ${show(is)}. Leave the flag out, or begin a new run.`,
    )
  }
}

/** A setting without what may differ between two halves of one evaluation. */
function comparable(name: string, settings: EvalSettings): unknown {
  if (name === 'server') return askedSettings(settings.server)
  if (name === 'model') return sameModel(settings.model)
  return settings[name as keyof EvalSettings]
}

/** What an evaluation that goes on was told of its model, where it is not told again. */
function modelFlags(flags: ModelFlags, begun: EvaluatedModel | null | undefined): ModelFlags {
  const { precision = begun?.precision ?? undefined, maxLength = begun?.maxLengthTokens ?? undefined, base } = flags
  return {
    ...(precision !== undefined && { precision }),
    ...(maxLength !== undefined && { maxLength }),
    ...(base !== undefined && { base }),
  }
}
