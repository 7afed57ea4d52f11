// What makes a preset of an algorithm's parts: a function of options that are checked, named and compared in one place.
// An option is plain data, which a command line can set and a configuration hold, or a part of one's own in code.
import { Type, type TObject, type TSchema } from 'typebox'
import { nearestName, RlvrError, show } from '../src/core/errors.ts'
import { checkOptions } from '../src/core/schema.ts'
import { groupNorm, groupNormPresets, maxRl, type GroupNormPreset } from './advantages.ts'
import { maxTokens, sequenceMean, sequenceSum, tokenMean, type Aggregate } from './aggregates.ts'
import type { Algorithm, AlgorithmParts, NullRewards, PresetOrigin } from './algorithm.ts'
import { checkKl } from './check-parts.ts'
import { adaptiveKl } from './coefficients.ts'
import { keepAll, outcomeVaries, rewardVaries, type GroupFilter } from './filters.ts'
import type { AdvantageEstimator } from './group-member.ts'
import { k1, k2, k3, k3WithGradientOfK2, klPenalty, none, type K3Options, type KlPenalty } from './kl.ts'
import { reinforcePlusPlusBaseline } from './reinforce-plus-plus-baseline.ts'
import { turnReturns } from './turn-returns.ts'

/** What every preset lets one replace. What is not given is the preset's own. */
export interface AlgorithmOptions {
  readonly advantage?: AdvantageEstimator | AdvantageName
  readonly aggregate?: Aggregate | AggregateName
  readonly filter?: GroupFilter | FilterName
  /** A KL term in code; in plain data `klCoefficient` and what follows it. */
  readonly kl?: KlPenalty
  /** Weight of the KL term towards the policy after the cold start; 0 for none. */
  readonly klCoefficient?: number
  /** Default `k3`. */
  readonly klEstimator?: KlEstimatorName
  /** Steers the weight to this mean KL a token, from `klCoefficient` on; see `adaptiveKl`. */
  readonly klTarget?: number
  readonly klHorizon?: number
  readonly nullRewards?: NullRewards
}

export type AdvantageName = GroupNormPreset | 'maxRl' | 'reinforcePlusPlusBaseline' | 'turnReturns'
export type AggregateName = keyof typeof aggregates
export type FilterName = keyof typeof filters
export type KlEstimatorName = 'k1' | 'k2' | 'k3' | 'k3+'

export interface Preset<Options extends AlgorithmOptions = AlgorithmOptions> {
  /** @throws RlvrError `RLVR_USAGE` for an option that it does not have, or that has no effect */
  (options?: Options): Algorithm
  readonly name: string
  readonly source: string
  /** TypeBox schema of the options that are plain data. */
  readonly options: TObject
  /** See `Algorithm`. */
  readonly defaultMinibatches: number
}

type OwnOptions<Options> = Omit<Options, keyof AlgorithmOptions>

export interface PresetDefinition<Options> {
  readonly name: string
  readonly source: string
  /** Schemas of its own options. */
  readonly options: { readonly [Name in keyof OwnOptions<Options>]-?: TSchema }
  readonly parts: (options: OwnOptions<Options>) => AlgorithmParts
  readonly numbers: PresetOrigin['numbers']
  /** Bounds of k3, where `klEstimator` is that. Default TRL's. */
  readonly k3?: K3Options
  readonly defaultMinibatches: number
}

const aggregates: { readonly [name in 'tokenMean' | 'sequenceMean' | 'sequenceSum' | 'maxTokens']: () => Aggregate } = {
  tokenMean,
  sequenceMean,
  sequenceSum,
  maxTokens,
}
const filters: { readonly [name in 'keepAll' | 'outcomeVaries' | 'rewardVaries']: () => GroupFilter } = {
  keepAll,
  outcomeVaries,
  rewardVaries,
}
const klEstimators = { k1, k2, k3, 'k3+': k3WithGradientOfK2 } as const
const otherAdvantages = { maxRl, reinforcePlusPlusBaseline, turnReturns } as const

const choice = (names: readonly string[], description: string): TSchema =>
  Type.Optional(Type.Enum([...names], { description: `${description}: ${names.join(', ')}` }))

/** Schemas of the plain options that every preset has. */
const sharedOptions = {
  advantage: choice([...Object.keys(groupNormPresets), ...Object.keys(otherAdvantages)], 'how rewards are compared'),
  aggregate: choice(Object.keys(aggregates), 'what token losses are divided by'),
  filter: choice(Object.keys(filters), 'the groups that are learned from'),
  klCoefficient: Type.Optional(
    Type.Number({
      minimum: 0,
      description: 'weight of the KL term towards the policy after the cold start; 0 for none',
    }),
  ),
  klEstimator: choice(Object.keys(klEstimators), 'how the KL divergence is estimated'),
  klTarget: Type.Optional(Type.Number({ exclusiveMinimum: 0, description: 'steers klCoefficient to this KL a token' })),
  klHorizon: Type.Optional(
    Type.Number({ exclusiveMinimum: 0, description: 'sequences over which klCoefficient is steered' }),
  ),
  nullRewards: choice(['leave-out', 'count'], 'whether replies without a reward count in the denominator'),
}

/** A function of options from the parts of an algorithm. */
export function preset<Options extends AlgorithmOptions>(definition: PresetDefinition<Options>): Preset<Options> {
  const { name, source, numbers, defaultMinibatches } = definition
  const schema = Type.Object({ ...definition.options, ...sharedOptions }, { additionalProperties: false })
  const origin: PresetOrigin = { parts: definition.parts({} as OwnOptions<Options>), numbers }
  const create = (options?: Options): Algorithm => {
    const { plain, parts } = sorted(name, schema, options)
    const own = definition.parts(plain as OwnOptions<Options>)
    const { nullRewards } = plain
    return {
      name,
      source,
      ...own,
      ...named(plain),
      kl: klOf(name, plain, definition.k3) ?? own.kl,
      ...parts,
      ...(nullRewards !== undefined && { nullRewards }),
      preset: origin,
      defaultMinibatches,
    }
  }
  // A function has a `name` already, that of the variable it was put into.
  Object.defineProperty(create, 'name', { value: name })
  return Object.assign(create, { source, options: schema, defaultMinibatches }) as Preset<Options>
}

type PlainOptions = { readonly [Name in keyof AlgorithmOptions]: Exclude<AlgorithmOptions[Name], object> }

/** Options that are plain data, checked, and parts that were given as they are. */
function sorted(
  name: string,
  schema: TObject,
  options: object | undefined,
): { plain: PlainOptions; parts: Partial<AlgorithmParts> } {
  const parts: { [name: string]: unknown } = {}
  const plain: { [name: string]: unknown } = {}
  if (options !== undefined && (typeof options !== 'object' || options === null || Array.isArray(options)))
    throw new RlvrError('RLVR_USAGE', `\`${name}\` takes an object of options, or nothing; got ${show(options, 60)}.`)
  for (const [option, value] of Object.entries(options ?? {})) {
    if (value === undefined) continue
    if (typeof value === 'function' && ['advantage', 'aggregate', 'filter'].includes(option)) parts[option] = value
    else if (option === 'kl') parts[option] = checkedKl(name, value)
    else plain[option] = value
  }
  const known = [...Object.keys(schema.properties), 'kl']
  for (const option of Object.keys(plain)) {
    if (known.includes(option)) continue
    const nearest = nearestName(option, known)
    throw new RlvrError(
      'RLVR_USAGE',
      `\`${name}\` has no option \`${option}\`.${nearest === null ? '' : ` Did you mean \`${nearest}\`?`} Options: ${known.join(', ')}.`,
    )
  }
  if ('kl' in parts && Object.keys(plain).some((option) => option.startsWith('kl')))
    throw new RlvrError(
      'RLVR_USAGE',
      `\`${name}\` takes \`kl\`, or \`klCoefficient\` and what belongs to it; not both.`,
    )
  return { plain: checkOptions<PlainOptions>(`\`${name}\``, schema, plain), parts }
}

function checkedKl(name: string, value: unknown): KlPenalty {
  checkKl(value, `\`${name}\``)
  return value
}

function named({ advantage, aggregate, filter }: PlainOptions): Partial<AlgorithmParts> {
  return {
    ...(advantage !== undefined && { advantage: advantageOf(advantage) }),
    ...(aggregate !== undefined && { aggregate: aggregates[aggregate]() }),
    ...(filter !== undefined && { filter: filters[filter]() }),
  }
}

function advantageOf(name: AdvantageName): AdvantageEstimator {
  return name in otherAdvantages
    ? otherAdvantages[name as keyof typeof otherAdvantages]()
    : groupNorm(groupNormPresets[name as GroupNormPreset])
}

function klOf(name: string, plain: PlainOptions, bounds: K3Options | undefined): KlPenalty | null {
  const { klCoefficient, klEstimator = 'k3', klTarget, klHorizon } = plain
  const idle = Object.keys(plain).find((option) => option.startsWith('kl') && option !== 'klCoefficient')
  if (idle !== undefined && !(klCoefficient !== undefined && klCoefficient > 0))
    throw new RlvrError('RLVR_USAGE', `\`${idle}\` of \`${name}\` has no effect without a \`klCoefficient\` above 0.`)
  if (klHorizon !== undefined && klTarget === undefined)
    throw new RlvrError('RLVR_USAGE', `\`klHorizon\` of \`${name}\` has no effect without a \`klTarget\`.`)
  if (klCoefficient === undefined) return null
  if (klCoefficient === 0) return none()
  return klPenalty(klEstimators[klEstimator](bounds), {
    coefficient:
      klTarget === undefined
        ? klCoefficient
        : adaptiveKl({
            initial: klCoefficient,
            target: klTarget,
            ...(klHorizon !== undefined && { horizon: klHorizon }),
          }),
  })
}
