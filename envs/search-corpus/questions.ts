// Questions of one to three hops, and comparisons of two subjects that are a hop away each. The answer is drawn first,
// each as often as another, then what is asked and a way to it: a subject to which much leads is no more often the answer.
import type { Rng } from '../../src/core/random.ts'
import type { Split } from '../../src/core/split.ts'
import { attributes, type Attribute, type Kind, type ValueKind } from './attributes.ts'
import { corpus } from './corpus.ts'
import type { Subject } from './world.ts'

/** The secret half of a task. */
export interface CorpusAnswer {
  readonly kind: ValueKind
  /** A name, digits, or a date as `YYYY-MM-DD`. */
  readonly value: string
  /** Titles of the articles that tell it, in the order in which one leads to the next. */
  readonly path: readonly string[]
}

export interface Level {
  readonly hops: number
  readonly compares: boolean
}

export const levels: readonly Level[] = [
  { hops: 1, compares: false },
  { hops: 2, compares: false },
  { hops: 3, compares: false },
  { hops: 2, compares: true },
]

export interface Asked {
  readonly question: string
  readonly answer: CorpusAnswer
}

/** A way from a subject over links to one of whom the last attribute is asked. */
interface Way {
  readonly subjects: readonly Subject[]
  readonly links: readonly Attribute[]
}

const byKind: Readonly<Record<Kind, readonly Attribute[]>> = {
  town: attributes.filter(({ of }) => of === 'town'),
  person: attributes.filter(({ of }) => of === 'person'),
  firm: attributes.filter(({ of }) => of === 'firm'),
  event: attributes.filter(({ of }) => of === 'event'),
}

/** What is asked of the ends of ways that all give one answer. */
interface Asking {
  readonly attribute: Attribute
  readonly ways: readonly Way[]
}

const known = new Map<string, readonly (readonly Asking[])[]>()

/** Every question of as many hops in a split, by answer and by what is asked; made once. */
function askingsOf(split: Split, { hops, compares }: Level): readonly (readonly Asking[])[] {
  const key = `${split}/${hops}/${compares}`
  const made = known.get(key) ?? makeAskings(split, { hops, compares })
  known.set(key, made)
  return made
}

function makeAskings(split: Split, { hops, compares }: Level): Asking[][] {
  const subjects = corpus().subjects.filter((subject) => subject.split === split)
  let ways: Way[] = subjects.map((subject) => ({ subjects: [subject], links: [] }))
  for (let hop = 1; hop < hops; hop++) ways = ways.flatMap(longer)
  const byAnswer = new Map<string, Map<Attribute, Way[]>>()
  for (const way of ways)
    for (const attribute of attributesOf(endOf(way).kind)) {
      const value = valueOf(endOf(way), attribute)
      if (value === null || namesIt(way, value)) continue
      if (compares && comparedBy(attribute).length === 0) continue
      const askings = byAnswer.get(value) ?? new Map<Attribute, Way[]>()
      byAnswer.set(value, askings)
      const same = askings.get(attribute)
      if (same === undefined) askings.set(attribute, [way])
      else same.push(way)
    }
  return [...byAnswer.values()].map((askings) => [...askings].map(([attribute, same]) => ({ attribute, ways: same })))
}

function longer({ subjects, links }: Way): Way[] {
  const last = subjects.at(-1) as Subject
  return attributesOf(last.kind).flatMap((attribute) => {
    const next = last.links.get(attribute.name)
    return next === undefined || subjects.includes(next)
      ? []
      : [{ subjects: [...subjects, next], links: [...links, attribute] }]
  })
}

/** Whether a subject on the way is the answer itself, or has it in its title. */
function namesIt({ subjects }: Way, value: string): boolean {
  return subjects.some(({ title }) => title.includes(value))
}

function endOf({ subjects }: Way): Subject {
  return subjects.at(-1) as Subject
}

function valueOf(subject: Subject, { of, name }: Attribute): string | null {
  if (subject.kind !== of) return null
  return subject.values.get(name) ?? subject.links.get(name)?.title ?? null
}

export function drawQuestion(rng: Rng, split: Split, level: Level): Asked {
  const askings = askingsOf(split, level)
  if (level.compares) return drawComparison(rng, askings)
  const { attribute, ways } = rng.pick(rng.pick(askings))
  const way = rng.pick(ways)
  return { question: attribute.question(phraseOf(way)), answer: answerOf(attribute, endOf(way), titlesOf(way)) }
}

function drawComparison(rng: Rng, askings: readonly (readonly Asking[])[]): Asked {
  const { attribute, ways } = rng.pick(rng.pick(askings))
  const way = rng.pick(ways)
  for (;;) {
    const others = rng.pick(rng.pick(askings))
    const other = rng.pick(others.ways)
    if (endOf(other).kind !== attribute.of) continue
    const by = rng.pick(comparedBy(attribute))
    const [value, than] = [endOf(way), endOf(other)].map((end) => valueOf(end, by) as string) as [string, string]
    const answer = valueOf(endOf(way), attribute) as string
    // Neither what is compared nor what is asked is the same of both.
    if (value === than || answer === valueOf(endOf(other), attribute) || namesIt(other, answer)) continue
    const isHigher = by.gives === 'date' ? value > than : Number(value) > Number(than)
    const one = by.compared?.[isHigher ? 'higher' : 'lower'] as string
    const [first, second] = [phraseOf(way), phraseOf(other)].toSorted()
    return {
      question: `Compare ${first} and ${second}. ${attribute.question(one)}`,
      answer: answerOf(attribute, endOf(way), [...titlesOf(other), ...titlesOf(way)]),
    }
  }
}

function attributesOf(kind: Kind): readonly Attribute[] {
  return byKind[kind]
}

/** By which two subjects may be compared of whom this is asked: by another attribute. */
function comparedBy(asked: Attribute): readonly Attribute[] {
  return attributesOf(asked.of).filter((each) => each !== asked && each.compared !== undefined)
}

function phraseOf({ subjects, links }: Way): string {
  const { kind, title } = subjects[0] as Subject
  return links.reduce((subject, link) => link.phrase?.(subject) ?? subject, kind === 'event' ? `the ${title}` : title)
}

function titlesOf({ subjects }: Way): string[] {
  return subjects.map(({ title }) => title)
}

function answerOf(attribute: Attribute, subject: Subject, path: readonly string[]): CorpusAnswer {
  const { gives } = attribute
  const kind = gives === 'number' || gives === 'date' ? gives : 'name'
  return { kind, value: valueOf(subject, attribute) as string, path: [...new Set(path)] }
}
