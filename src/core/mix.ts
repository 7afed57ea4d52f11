// One environment over several: tasks interleaved by weight, each played by the rules and judged by the rubric of the
// environment that it comes from. A reward term has the name of its environment before its own: `countdown.correct`.
import { checkNames } from './check-names.ts'
import type { EnvironmentFactory } from './define-env.ts'
import { checkEnvironmentId } from './definition.ts'
import type { Conversation, EnvironmentCard, EnvironmentSpec } from './environment.ts'
import { RlvrError, show } from './errors.ts'
import type { GroupTerm, GroupTerms } from './group-rewards.ts'
import { GymEnvironment } from './gym-environment.ts'
import { canonicalJson, type JsonObject } from './json.ts'
import { promptMessages, type ToolDescription } from './message.ts'
import { mixedTaskset, originalTask, ownerOf, turnsOf } from './mixed-tasks.ts'
import { tighter } from './limits.ts'
import { requireNothingLacks } from './needs.ts'
import { isFactory, isSpec, loadEnvironment, type EnvironmentLike } from './registry.ts'
import type { GivenResources } from './resources.ts'
import type { Rubric, RubricResult, RubricTerm } from './rubric.ts'
import { checkSplit } from './split.ts'
import { checkedTask, type Task } from './task.ts'
import { notApplicable } from './verdict.ts'
import type { Verifier } from './verifier.ts'
import { delegated } from './wrap/delegated-conversation.ts'

export interface MixedEnvironment {
  readonly environment: EnvironmentLike
  readonly options?: JsonObject
  /** How often it has its turn, beside the others; 1 unless said otherwise. */
  readonly weight?: number
  /** What tells it apart, where the same environment is there twice; its id unless said otherwise. */
  readonly name?: string
}

export interface MixOptions {
  readonly id: string
  readonly description?: string
  readonly card?: EnvironmentCard
  readonly environments: readonly MixedEnvironment[]
}

interface Member {
  readonly name: string
  readonly turns: number
  readonly factory: EnvironmentFactory
  readonly options: JsonObject
}

/**
 * One environment over several. Its options are those of its environments, by their names: `{ countdown: { level: 2 } }`.
 * @throws RlvrError `RLVR_USAGE` where two cannot be told apart, for a weight that is none, and for tools of one name
 *   that are not the same; `RLVR_UNKNOWN_NAME` for an id that is not known
 * @example
 * export default await mix({
 *   id: 'numbers',
 *   environments: [{ environment: 'countdown', options: { level: 2 }, weight: 2 }, { environment: 'addition' }],
 * })
 */
export async function mix(given: MixOptions): Promise<EnvironmentFactory> {
  checkNames('mix()', given, ['id', 'description', 'card', 'environments'], { word: 'field' })
  const { id, description, card = null, environments } = given
  checkEnvironmentId(id)
  const members = await membersOf(id, environments)
  const face = {
    id,
    description: description ?? `Tasks of ${members.map(({ name }) => name).join(', ')}.`,
    card,
    optionsSchema: {
      type: 'object',
      properties: Object.fromEntries(members.map(({ name, factory }) => [name, factory.optionsSchema])),
      additionalProperties: false,
    } as JsonObject,
  }
  return { ...face, configure: (options = {}, resources = {}) => configured(face, members, { options, resources }) }
}

async function membersOf(id: string, environments: readonly MixedEnvironment[]): Promise<readonly Member[]> {
  if (!Array.isArray(environments) || environments.length === 0)
    throw new RlvrError(
      'RLVR_USAGE',
      `Mix \`${id}\`: \`environments\` is a list like [{ environment: 'countdown', weight: 2 }]; got ${show(environments, 80)}.`,
    )
  const listed = environments as readonly MixedEnvironment[]
  for (const each of listed)
    checkNames(`An environment of mix \`${id}\``, each, ['environment', 'options', 'weight', 'name'], { word: 'field' })
  const turns = turnsOf(listed.map(({ weight = 1 }) => weight))
  const members: Member[] = []
  for (const [place, each] of listed.entries()) {
    const factory = await factoryOf(each.environment)
    const name = each.name ?? factory.id
    checkEnvironmentId(name)
    if (members.some((other) => other.name === name))
      throw new RlvrError(
        'RLVR_USAGE',
        `Mix \`${id}\` has two environments \`${name}\`, whose tasks and rewards could not be told apart. Give one of them a name: { environment: '${factory.id}', name: '${name}-hard', … }.`,
      )
    members.push({ name, turns: turns[place] as number, factory, options: each.options ?? {} })
  }
  return members
}

async function factoryOf(environment: EnvironmentLike): Promise<EnvironmentFactory> {
  if (typeof environment === 'string') return await loadEnvironment(environment)
  if (typeof environment === 'object' && environment !== null && isFactory(environment)) return environment
  const given: unknown = environment
  const what =
    typeof given === 'object' && given !== null && isSpec(given) ? `\`${environment.id}\`, configured` : show(given, 80)
  throw new RlvrError(
    'RLVR_USAGE',
    `A mix takes environments that it configures itself: an id, or what \`defineEnv\` gives, with \`options\`; got ${what}.`,
  )
}

interface Part extends Pick<Member, 'name' | 'turns'> {
  readonly spec: EnvironmentSpec
}

function configured(
  face: Pick<EnvironmentSpec, 'id' | 'description' | 'card' | 'optionsSchema'>,
  members: readonly Member[],
  { options, resources }: { readonly options: JsonObject; readonly resources: GivenResources },
): EnvironmentSpec {
  const { id } = face
  checkNames(
    `Mix \`${id}\``,
    options,
    members.map(({ name }) => name),
    { word: 'environment' },
  )
  const parts = members.map((member): Part => {
    const own = options[member.name] as JsonObject | undefined
    return {
      name: member.name,
      turns: member.turns,
      spec: member.factory.configure({ ...member.options, ...own }, resources),
    }
  })
  const partOf = (task: Partial<Task>): Part | null => {
    const owner = ownerOf(task)
    return parts.find(({ name }) => name === owner) ?? null
  }
  const required = (task: Task): { readonly part: Part; readonly original: Task } => {
    const part = partOf(task)
    if (part !== null) return { part, original: originalTask(task) }
    throw new RlvrError(
      'RLVR_TASK',
      `Task \`${task.id}\` does not say which environment of mix \`${id}\` it is of (\`metadata.environment\`): ${parts.map(({ name }) => name).join(', ')}.`,
    )
  }
  const close = async (): Promise<void> => void (await Promise.all(parts.map(async ({ spec }) => await spec.close())))
  const mixed: EnvironmentSpec = {
    ...face,
    options: Object.fromEntries(parts.map(({ name, spec }) => [name, spec.options])),
    rubric: mixedRubric(parts, required),
    groupTerms: mixedGroupTerms(parts, required),
    maxTurns: Math.max(...parts.map(({ spec }) => spec.maxTurns)),
    // Those of any of them: each episode has its own.
    limits: parts.reduce((all, { spec }) => tighter(all, spec.limits), {}),
    needs: [...new Set(parts.flatMap(({ spec }) => spec.needs))],
    lacks: [...new Set(parts.flatMap(({ spec }) => spec.lacks))],
    ...(parts.some(({ spec }) => spec.forgets === true) && { forgets: true }),
    tools: mixedTools(id, parts),
    tasks: async (choice) => {
      checkSplit(choice?.split)
      const opened = await Promise.all(
        parts.map(async ({ name, turns, spec }) => ({ name, turns, taskset: await spec.tasks(choice) })),
      )
      const empty = opened.find(({ taskset }) => taskset.size === 0)
      if (empty !== undefined)
        throw new RlvrError(
          'RLVR_TASK',
          `\`${empty.name}\` of mix \`${id}\` has no tasks in its ${choice.split} split.`,
        )
      return mixedTaskset(opened, choice)
    },
    // What is no task of the mix is shown as it stands.
    opening: (task) => partOf(task)?.spec.opening(task) ?? promptMessages(task.prompt),
    demonstrate: (task, rng) => {
      const { part, original } = required(task)
      return part.spec.demonstrate(original, rng)
    },
    handed: (more) => configured(face, members, { options, resources: { ...resources, ...more } }),
    create: ({ split = 'train', seed = 0 } = {}) => {
      checkSplit(split)
      return new GymEnvironment(mixed, { split, seed })
    },
    begin: async ({ task, ...rest }) => {
      requireNothingLacks(mixed)
      const { part, original } = required(checkedTask(task))
      return withNamedVerdicts(await part.spec.begin({ ...rest, task: original }), part.name)
    },
    close,
    [Symbol.asyncDispose]: close,
  }
  return mixed
}

/** Every term of every part, each for the tasks of its own part alone. */
function mixedRubric(
  parts: readonly Part[],
  required: (task: Task) => { readonly part: Part; readonly original: Task },
): Rubric {
  const termOf = (own: Part, { weight, verifier }: RubricTerm): RubricTerm => {
    const verify: Verifier['verify'] = (input) => {
      const { part, original } = required(input.task)
      if (part !== own) return notApplicable(`The task is one of ${part.name}.`)
      const { reply, messages, state, resources } = input
      return verifier.verify({
        task: original,
        reply,
        messages,
        state,
        resources,
        get signal() {
          return input.signal
        },
      })
    }
    return { weight, verifier: { ...verifier, verify } }
  }
  const terms = parts.flatMap((part) =>
    Object.entries(part.spec.rubric.terms).map(([name, term]) => [`${part.name}.${name}`, termOf(part, term)] as const),
  )
  const outcome = parts.flatMap(({ name, spec }) => [spec.rubric.outcome].flat().map((term) => `${name}.${term}`))
  if (parts.every(({ spec }) => spec.rubric.transform === undefined))
    return { terms: Object.fromEntries(terms), outcome }
  const transform: NonNullable<Rubric['transform']> = (result, { task, reply }) => {
    const { part, original } = required(task)
    const own = part.spec.rubric.transform?.(unnamed(result, part.name), { task: original, reply })
    return own === undefined ? result : { ...own, verdicts: { ...result.verdicts, ...named(own, part.name).verdicts } }
  }
  return { terms: Object.fromEntries(terms), outcome, transform }
}

function mixedGroupTerms(
  parts: readonly Part[],
  required: (task: Task) => { readonly part: Part; readonly original: Task },
): GroupTerms {
  const terms = parts.flatMap((own) =>
    Object.entries(own.spec.groupTerms).map(([name, { weight, judge }]): [string, GroupTerm] => [
      `${own.name}.${name}`,
      {
        weight,
        judge: (context) => {
          const { part, original } = required(context.task)
          return part === own ? judge({ ...context, task: original }) : context.replies.map(() => null)
        },
      },
    ]),
  )
  return Object.fromEntries(terms)
}

/** All tools that any episode shows. */
function mixedTools(id: string, parts: readonly Part[]): readonly ToolDescription[] {
  const tools = new Map<string, { readonly tool: ToolDescription; readonly owner: string }>()
  for (const { name, spec } of parts)
    for (const tool of spec.tools) {
      const known = tools.get(tool.name)
      if (known !== undefined && canonicalJson(known.tool) !== canonicalJson(tool))
        throw new RlvrError(
          'RLVR_USAGE',
          `Mix \`${id}\`: \`${known.owner}\` and \`${name}\` both have a tool \`${tool.name}\`, and they are not the same; clients know tools by their names. Rename one of them, or mix other environments.`,
        )
      tools.set(tool.name, { tool, owner: name })
    }
  return [...tools.values()].map(({ tool }) => tool)
}

/** An episode of one part, whose verdicts have the part's name before their own. */
function withNamedVerdicts(conversation: Conversation, name: string): Conversation {
  return delegated(conversation, { judge: (judgement) => named(judgement, name) })
}

function named(judgement: RubricResult, name: string): RubricResult {
  const verdicts = Object.entries(judgement.verdicts).map(([term, verdict]) => [`${name}.${term}`, verdict])
  return { ...judgement, verdicts: Object.fromEntries(verdicts) as RubricResult['verdicts'] }
}

/** What the part of its name says of a result, in its own words. */
function unnamed(judgement: RubricResult, name: string): RubricResult {
  const verdicts = Object.entries(judgement.verdicts)
    .filter(([term]) => term.startsWith(`${name}.`))
    .map(([term, verdict]) => [term.slice(name.length + 1), verdict])
  return { ...judgement, verdicts: Object.fromEntries(verdicts) as RubricResult['verdicts'] }
}
