// Rewards of an environment made of several parts. In a mix each term has the name of its part before its own, and
// applies to the tasks of that part alone; where all parts are one environment with other options, as the levels of a
// curriculum are, a term is the same in all, and the part of the task judges.
import { RlvrError } from '../errors.ts'
import type { GroupTerm, GroupTerms } from '../group-rewards.ts'
import type { JoinedRewards, Part, Required } from './mixed-environment.ts'
import type { Rubric, RubricResult, RubricTerm } from '../rubric.ts'
import { notApplicable } from '../verdict.ts'
import { inputWith, type Verifier } from '../verifier.ts'
import { delegated } from '../wrap/delegated-conversation.ts'

export function namedRewards(parts: readonly Part[], required: Required): JoinedRewards {
  return {
    rubric: mixedRubric(parts, required),
    groupTerms: mixedGroupTerms(parts, required),
    joined: (conversation, { name }) => delegated(conversation, { judge: (judgement) => named(judgement, name) }),
  }
}

/** @throws RlvrError `RLVR_USAGE` where the parts have other terms, or weigh them otherwise */
export function sharedRewards(id: string, parts: readonly Part[], required: Required): JoinedRewards {
  const [{ spec: first }] = parts as readonly [Part]
  const shape = ({ rubric, groupTerms }: typeof first): string =>
    JSON.stringify([
      rubric.outcome,
      ...[rubric.terms, groupTerms].map((terms) => Object.entries(terms).map(([name, { weight }]) => [name, weight])),
    ])
  const other = parts.find(({ spec }) => shape(spec) !== shape(first))
  if (other !== undefined)
    throw new RlvrError(
      'RLVR_USAGE',
      `\`${id}\`: \`${other.name}\` has other rewards than \`${parts[0]?.name}\`, or other weights. What they earn could not be compared; use \`mix\` for environments that differ.`,
    )
  const term = (name: string, { weight, verifier }: RubricTerm): RubricTerm => ({
    weight,
    verifier: {
      ...verifier,
      verify: (input) => {
        const { part, original } = required(input.task)
        const own = part.spec.rubric.terms[name] as RubricTerm
        return own.verifier.verify(inputWith(input, { task: original }))
      },
    },
  })
  const groupTerm = (name: string, { weight }: GroupTerm): GroupTerm => ({
    weight,
    judge: (context) => {
      const { part, original } = required(context.task)
      return (part.spec.groupTerms[name] as GroupTerm).judge({ ...context, task: original })
    },
  })
  const mapped = <T>(terms: { readonly [name: string]: T }, map: (name: string, each: T) => T): Record<string, T> =>
    Object.fromEntries(Object.entries(terms).map(([name, each]) => [name, map(name, each)]))
  return {
    rubric: {
      terms: mapped(first.rubric.terms, term),
      outcome: first.rubric.outcome,
      ...(first.rubric.transform !== undefined && {
        transform: (result, { task, reply }) => {
          const { part, original } = required(task)
          return part.spec.rubric.transform?.(result, { task: original, reply }) ?? result
        },
      }),
    },
    groupTerms: mapped(first.groupTerms, groupTerm),
    joined: (conversation) => conversation,
  }
}

/** Every term of every part, each for the tasks of its own part alone. */
function mixedRubric(parts: readonly Part[], required: Required): Rubric {
  const termOf = (own: Part, { weight, verifier }: RubricTerm): RubricTerm => {
    const verify: Verifier['verify'] = (input) => {
      const { part, original } = required(input.task)
      if (part !== own) return notApplicable(`The task is one of ${part.name}.`)
      return verifier.verify(inputWith(input, { task: original }))
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

function mixedGroupTerms(parts: readonly Part[], required: Required): GroupTerms {
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
