// From an author's definition to a factory, and with options and resources to a configured environment.
import type { Static, TObject } from 'typebox'
import { askedTogether } from './ask-together.ts'
import { describeAuthorError } from './author-place.ts'
import { beginConversation, type ConversationParts } from './conversation.ts'
import {
  checkDefinition,
  openerOf,
  type AnyDefinition,
  type DemonstratedAction,
  type Demonstration,
  type EnvironmentDefinition,
  type RewardTerm,
  type RewardTerms,
} from './definition.ts'
import type { Action, EnvironmentCard, EnvironmentSpec } from './environment.ts'
import { RlvrError, boundary, shapeOf, show, unknownField, unknownName } from './errors.ts'
import { frozenData } from './freeze.ts'
import { groupTermsOf } from './group-rewards.ts'
import { GymEnvironment } from './gym-environment.ts'
import type { JsonObject } from './json.ts'
import { tighter } from './limits.ts'
import { lackedOf, needs, needsFault, requireNothingLacks, type Need } from './needs.ts'
import { requirePolicy } from './policy-fault.ts'
import { noResources, resourcesFrom, type GivenResources, type Resources } from './resources.ts'
import type { Rubric, RubricTerm } from './rubric.ts'
import { checkOptions } from './schema.ts'
import { checkSplit } from './split.ts'
import { checkedTask, drawnSource, frozenTask, type Task, type TaskSource, type Taskset } from './task.ts'
import { checkedCalls } from './tool-calls.ts'
import { parameterSchema, type ToolParameters } from './tool-parameters.ts'
import { promptMessages, type ToolDescription } from './message.ts'
import { verifierFactoryCall } from './verifier-factory.ts'
import { inputWith, timeoutFault, verifierOf, type Verifier, type VerifyFunction } from './verifier.ts'

export type {
  EnvironmentDefinition,
  Observe,
  ObserveAnswer,
  Demonstration,
  RewardTerm,
  RewardTerms,
} from './definition.ts'

const noOptions = { type: 'object', required: [], properties: {} }

/** A definition that waits for its options. */
export interface EnvironmentFactory<Answer = unknown, Options = JsonObject> {
  readonly id: string
  readonly description: string
  readonly card: EnvironmentCard | null
  readonly optionsSchema: JsonObject
  /**
   * Checks the options and gives the runnable environment, which works with the given resources and opens what it
   * lacks when it needs it; `close` it then. Throws `RLVR_USAGE` for a bad option.
   */
  configure(options?: Partial<Options>, resources?: GivenResources): EnvironmentSpec<Answer>
}

/**
 * Defines an environment.
 * @throws RlvrError `RLVR_ENVIRONMENT` naming what is wrong with the definition
 * @example
 * defineEnv({
 *   id: 'addition',
 *   draw: ({ rng }) => {
 *     const [a, b] = [rng.int(1, 99), rng.int(1, 99)]
 *     return { prompt: `${a} + ${b} =`, answer: a + b }
 *   },
 *   rewards: { correct: ({ reply, task }) => Number(reply) === task.answer },
 *   outcome: 'correct',
 * })
 */
export function defineEnv<
  Answer,
  State = undefined,
  Options extends TObject = TObject<Record<never, never>>,
  const Named extends string = never,
  Made extends RewardTerms<NoInfer<Answer>, NoInfer<State>> = RewardTerms<NoInfer<Answer>, NoInfer<State>>,
  Tools extends { readonly [name: string]: ToolParameters } = Record<never, ToolParameters>,
>(
  definition: EnvironmentDefinition<Answer, State, Options, Named, Made, Tools>,
): EnvironmentFactory<Answer, Static<Options>> {
  return factoryOf<Answer, Static<Options>>(definition)
}

function factoryOf<Answer, Options>(definition: AnyDefinition): EnvironmentFactory<Answer, Options> {
  checkDefinition(definition)
  if (typeof definition.rewards !== 'function') rubricOf(definition, definition.rewards)
  termsOf(definition.id, definition.processRewards ?? {})
  groupTermsOf(definition.id, definition.groupRewards ?? {}, Object.keys(definition.rewards))
  const schema = { ...(definition.options ?? noOptions), additionalProperties: false }
  const face = {
    id: definition.id,
    description: definition.description ?? '',
    card: definition.card ?? null,
    optionsSchema: JSON.parse(JSON.stringify(schema)) as JsonObject,
  }
  return {
    ...face,
    configure: (given = {}, resources = {}) => {
      const options = checkOptions<JsonObject>(`Environment \`${face.id}\``, schema, given)
      return configured(definition, { ...face, options }, resources) as EnvironmentSpec<Answer>
    },
  }
}

function configured(
  definition: AnyDefinition,
  face: Pick<EnvironmentSpec, 'id' | 'description' | 'card' | 'optionsSchema' | 'options'>,
  given: GivenResources,
): EnvironmentSpec {
  const { id, options } = face
  const resources = resourcesFrom(inBatches(id, given), `\`${id}\``)
  const rewards =
    typeof definition.rewards === 'function'
      ? (definition.rewards as (options: JsonObject, resources: Resources) => object)(options, resources)
      : definition.rewards
  const rubric = rubricOf(definition, rewards, resources)
  const { processRewards } = definition
  const processTerms = processRewards === undefined ? null : termsOf(id, processRewards, resources)
  const isInteractive = definition.tools !== undefined || definition.observe !== undefined
  const { limits = {} } = definition
  const maxTurns = Math.min(definition.maxTurns ?? (isInteractive ? 8 : 1), limits.turns ?? Infinity)
  const parts: ConversationParts = {
    definition,
    options,
    resources,
    rubric,
    processTerms,
    maxTurns,
    limits,
    tools: toolDescriptions(definition),
  }
  const open = openerOf(
    definition.tasks ?? drawnSource(definition.draw as never, `\`draw\` of \`${id}\``),
  ) as TaskSource['open']
  const needed = neededOf(definition, options)
  const spec: EnvironmentSpec = {
    ...face,
    rubric,
    groupTerms: groupTermsOf(id, definition.groupRewards ?? {}, Object.keys(rubric.terms)),
    maxTurns,
    limits,
    needs: needed,
    lacks: lackedOf(needed, given),
    tools: parts.tools,
    tasks: async (choice) => {
      checkSplit(choice?.split)
      const given = { ...choice, options, resources }
      return frozenTaskset(id, await boundary('RLVR_TASK', `Tasks of \`${id}\``, () => open(given)))
    },
    opening: ({ prompt }) => promptMessages(prompt, definition.system),
    demonstrate: (task, rng) => {
      const given = frozenTask(task)
      const shown = named(
        { code: 'RLVR_ENVIRONMENT', where: `\`demonstrate\` of \`${id}\` threw for task \`${given.id}\`` },
        () => definition.demonstrate?.(given as never, { rng, options } as never) ?? null,
      )
      return shown === null ? null : actionsOf(id, task, shown)
    },
    handed: (more) => configured(definition, face, { ...given, ...more }),
    create: ({ split = 'train', seed = 0 } = {}) => {
      checkSplit(split)
      return new GymEnvironment(spec, { split, seed })
    },
    begin: async ({ task, seed = 0, maxTurns: asked = maxTurns, limits: ofRun, ...rest }) => {
      requireNothingLacks(spec)
      const turns = Math.min(asked, ofRun?.turns ?? Infinity)
      const isItsOwn = turns === maxTurns && ofRun === undefined
      const inForce = isItsOwn ? parts : { ...parts, maxTurns: turns, limits: tighter(limits, ofRun) }
      return await beginConversation(inForce, { task: checkedTask(task), seed, ...rest })
    },
    close: async () => await resources.close(),
    [Symbol.asyncDispose]: async () => await resources.close(),
  }
  return spec
}

/** What was given, with policies that are asked for many episodes at once. */
function inBatches(id: string, given: GivenResources): GivenResources {
  const policies = needs.flatMap((need) => {
    const policy = given[need]
    if (policy === undefined) return []
    requirePolicy(`Environment \`${id}\``, policy, need)
    return [[need, askedTogether(policy)] as const]
  })
  return { ...given, ...Object.fromEntries(policies) }
}

/** What it needs under these options. */
function neededOf({ id, needs: said = [] }: AnyDefinition, options: JsonObject): readonly Need[] {
  if (typeof said !== 'function') return said
  const asked = said(options as never)
  const fault = asked === undefined ? '`needs` gives a list of what it needs; it gave nothing' : needsFault(asked)
  if (fault !== null) throw new RlvrError('RLVR_ENVIRONMENT', `Environment \`${id}\`: ${fault}`)
  return asked
}

/** What an author's own taskset gives is frozen too. */
function frozenTaskset(id: string, taskset: Taskset): Taskset {
  if (typeof taskset !== 'object' || taskset === null || Array.isArray(taskset) || typeof taskset.at !== 'function')
    throw new RlvrError(
      'RLVR_TASK',
      `\`tasks\` of \`${id}\` gives a taskset { split, size, at }, as \`fromTasks(split, tasks)\` makes it of a list; it gave ${show(taskset, 80)}.`,
    )
  return {
    split: taskset.split,
    size: taskset.size,
    ...(taskset.course !== undefined && { course: taskset.course }),
    at: (index) => {
      const where = `\`tasks.at\` of \`${id}\` threw for index ${index}`
      const task: unknown = named({ code: 'RLVR_TASK', where }, () => taskset.at(index))
      if (task instanceof Promise) task.catch(() => undefined)
      if (typeof task !== 'object' || task === null || !('id' in task && 'prompt' in task))
        throw new RlvrError(
          'RLVR_TASK',
          `\`tasks.at\` of \`${id}\` gives a task, as \`makeTask({ prompt, answer }, id)\` makes it; for index ${index} it gave ${task instanceof Promise ? 'a promise: read everything before, in `tasks`' : shapeOf(task)}.`,
        )
      return checkedTask(task as Task)
    },
  }
}

/** Runs an author's function that answers at once; what it throws is told as what threw it. */
function named<T>({ code, where }: { code: 'RLVR_TASK' | 'RLVR_ENVIRONMENT'; where: string }, run: () => T): T {
  try {
    return run()
  } catch (thrown) {
    if (RlvrError.isInstance(thrown)) throw thrown
    throw new RlvrError(code, `${where}: ${describeAuthorError(thrown)}`, { cause: thrown })
  }
}

function actionsOf(id: string, task: Task, shown: Demonstration): readonly Action[] {
  const given = Array.isArray(shown)
    ? (shown as readonly (string | DemonstratedAction)[])
    : [shown as string | DemonstratedAction]
  const actions = given.map((each) => (typeof each === 'string' ? { text: each } : each))
  let calls = 0
  const where = `\`demonstrate\` of \`${id}\``
  if (actions.length > 0 && actions.every((action) => typeof action?.text === 'string'))
    return actions.map((action) => {
      const fault = unknownField(action, ['text', 'toolCalls']) ?? callFault(action.toolCalls)
      if (fault !== null)
        throw new RlvrError('RLVR_ENVIRONMENT', `${where}: an action for task \`${task.id}\`: ${fault}`)
      return action.toolCalls === undefined
        ? (action as Action)
        : { ...action, toolCalls: action.toolCalls.map((call) => ({ id: `call-${++calls}`, ...call })) }
    })
  throw new RlvrError(
    'RLVR_ENVIRONMENT',
    `${where} gives a text, an action { text, toolCalls? }, a list of them, or null where it knows none; for task \`${task.id}\` it gave ${show(shown, 80)}.`,
  )
}

/** What is wrong with the calls of an action; null where nothing is. */
function callFault(toolCalls: unknown): string | null {
  if (toolCalls === undefined) return null
  return checkedCalls(toolCalls).find(({ fault }) => fault !== undefined)?.fault ?? null
}

function toolDescriptions({ tools = {} }: AnyDefinition): readonly ToolDescription[] {
  const described = Object.entries(tools).flatMap(([name, { description, parameters }]) => {
    const told = parameterSchema(parameters)
    return 'fault' in told ? [] : [{ name, description, parameters: told.schema }]
  })
  // Every episode shows the same ones.
  return frozenData(described, { code: 'RLVR_ENVIRONMENT', owner: 'tools' })
}

function rubricOf(
  { id, outcome, processRewards = {} }: AnyDefinition,
  rewards: object,
  resources = noResources,
): Rubric {
  if (typeof rewards !== 'object' || rewards === null)
    throw new RlvrError(
      'RLVR_ENVIRONMENT',
      `Environment \`${id}\`: \`rewards\` gives the terms of the reward, like \`{ correct: math() }\`; got ${show(rewards, 80)}.`,
    )
  const terms = termsOf(id, rewards, resources)
  if (!Object.hasOwn(terms, outcome)) {
    const { message } = unknownName('reward term as outcome', outcome, Object.keys(terms))
    throw new RlvrError('RLVR_ENVIRONMENT', `Environment \`${id}\`: ${message}`)
  }
  const twice = Object.keys(processRewards).find((name) => Object.hasOwn(terms, name))
  if (twice !== undefined)
    throw new RlvrError(
      'RLVR_ENVIRONMENT',
      `Environment \`${id}\`: \`rewards\` and \`processRewards\` both have a term \`${twice}\`. Give one of them another name.`,
    )
  return { terms, outcome }
}

function termsOf(id: string, rewards: object, resources = noResources): { readonly [name: string]: RubricTerm } {
  return Object.fromEntries(
    Object.entries(rewards).map(([name, reward]) => [name, bound(termOf(id, name, reward as RewardTerm), resources)]),
  )
}

/** A term whose verifier is given the environment's resources, whoever runs it. */
function bound({ weight, verifier }: RubricTerm, resources: Resources): RubricTerm {
  const { name, timeoutMs, reads } = verifier
  const verify: Verifier['verify'] = (input) => {
    // As a conversation of the environment hands them.
    if (input.resources === resources) return verifier.verify(input)
    return verifier.verify(inputWith(input, { resources }))
  }
  const settings = { ...(timeoutMs !== undefined && { timeoutMs }), ...(reads !== undefined && { reads }) }
  return { weight, verifier: { name, ...settings, verify } }
}

function termOf(id: string, name: string, reward: RewardTerm): RubricTerm {
  const given: unknown = reward
  const refuse = (sentence: string): never => {
    throw new RlvrError('RLVR_ENVIRONMENT', `Environment \`${id}\`: ${sentence}`)
  }
  // A verifier has a name, and what else its author likes; what has none is { weight, verify }, and nothing else.
  const isWeighted = typeof given === 'object' && given !== null && ('weight' in given || !('name' in given))
  if (isWeighted && 'verify' in given) {
    const fault = unknownField(given, ['weight', 'verify'])
    if (fault !== null) refuse(`reward \`${name}\` ${fault}`)
  }
  const { weight = 1, verify = given } = (isWeighted ? given : {}) as { weight?: number; verify?: unknown }
  if (!Number.isFinite(weight)) refuse(`the weight of reward \`${name}\` is a finite number; got ${show(weight, 80)}.`)
  const fault = timeoutFault((verify as Partial<Verifier> | null)?.timeoutMs)
  if (fault !== null) refuse(`reward \`${name}\`: ${fault}.`)
  const call = verifierFactoryCall(verify)
  if (call !== null) refuse(`reward \`${name}\` is a function that makes a verifier; call it: \`${call}\`.`)
  if (typeof verify === 'function') return { weight, verifier: verifierOf(name, verify as VerifyFunction) }
  if (typeof verify === 'object' && verify !== null && 'verify' in verify && typeof verify.verify === 'function')
    return { weight, verifier: verify as Verifier }
  throw new RlvrError(
    'RLVR_ENVIRONMENT',
    `Environment \`${id}\`: reward \`${name}\` is a verifier such as \`math()\`, a function, or { weight, verify } of one; got ${show(given, 80)}.`,
  )
}
