// The world that the articles tell of: towns, people, firms and events of eight lands. Its seed is fixed. What is said of
// a subject leads to others of its land alone, so that lands, and with them subjects, are parted between the splits.
import { Rng } from '../../src/core/random.ts'
import type { Split } from '../../src/core/split.ts'
import { grouped, type Kind } from './attributes.ts'
import { dealer, eventNames, firmNames, landNames, personNames, professions, riverNames, townNames } from './names.ts'

export interface Subject {
  readonly kind: Kind
  /** Of its article; no other has it. */
  readonly title: string
  readonly split: Split
  /** By the name of the attribute. */
  readonly links: ReadonlyMap<string, Subject>
  readonly values: ReadonlyMap<string, string>
  /** The first sentence of its article, and some that no question asks for. */
  readonly lead: string
  readonly asides: readonly string[]
}

interface Made extends Subject {
  readonly links: Map<string, Subject>
  readonly values: Map<string, string>
}

const counts = { town: 6, person: 14, firm: 8, event: 8 }
const testLands = 2

/** Everything there is, land by land. */
export function makeWorld(): readonly Subject[] {
  const rng = Rng.fromSeed('search-corpus')
  const year = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, at) => `${from + at}`)
  const deal = {
    town: dealer(townNames, rng),
    river: dealer(riverNames, rng),
    person: dealer(personNames, rng),
    firm: dealer(firmNames, rng),
    event: dealer(
      eventNames.flatMap((name) =>
        rng
          .shuffle(year(1950, 1984))
          .slice(0, 2)
          .map((each) => `${name} of ${each}`),
      ),
      rng,
    ),
    townYear: dealer(year(1105, 1790), rng),
    firmYear: dealer([...year(1921, 1984), ...year(1921, 1984)], rng),
    inhabitants: dealer(year(3000, 48_000), rng),
    workers: dealer(year(12, 990), rng),
    entrants: dealer(year(21, 480), rng),
  }
  const day = (of: string | number): string =>
    `${of}-${String(rng.int(1, 12)).padStart(2, '0')}-${String(rng.int(1, 28)).padStart(2, '0')}`

  return landNames.flatMap((land, at) => {
    const split: Split = at < landNames.length - testLands ? 'train' : 'test'
    const make = (kind: Kind, title: string, lead: string, values: Record<string, string>, asides: string[]): Made => ({
      kind,
      title,
      split,
      lead,
      asides,
      links: new Map(),
      values: new Map(Object.entries(values)),
    })
    const many = (kind: Kind, one: () => Made): Made[] => Array.from({ length: counts[kind] }, one)
    const towns = many('town', () => {
      const title = deal.town()
      const values = { river: deal.river(), 'town-founded': deal.townYear(), inhabitants: deal.inhabitants() }
      return make('town', title, `${title} is a town in ${land}.`, values, [
        `The census of 1961 counted ${grouped(String(rng.int(3000, 48_000)))} inhabitants.`,
        `Its town hall was rebuilt in ${rng.int(1800, 1900)}.`,
      ])
    })
    const people = many('person', () => {
      const title = deal.person()
      return make(
        'person',
        title,
        `${title} was a ${rng.pick(professions)} from ${land}.`,
        {
          born: day(rng.int(1890, 1955)),
        },
        [`Letters of the years ${rng.int(1960, 1970)} to ${rng.int(1971, 1984)} are kept in a museum.`],
      )
    })
    const firms = many('firm', () => {
      const title = deal.firm()
      const values = { 'firm-founded': deal.firmYear(), workers: deal.workers() }
      return make('firm', title, `${title} is a firm in ${land}.`, values, [
        `In 1975 it had ${rng.int(12, 990)} workers.`,
      ])
    })
    const events = many('event', () => {
      const title = deal.event()
      const values = { held: day(title.slice(-4)), entrants: deal.entrants() }
      return make('event', title, `The ${title} was an event in ${land}.`, values, [
        `${rng.int(5, 20)} gave up before the end.`,
      ])
    })
    const bornBefore = (limit: number): Made[] =>
      people.filter(({ values }) => Number(values.get('born')?.slice(0, 4)) <= limit)
    const link = (from: Made, name: string, to: readonly Made[]): void => {
      const others = to.filter((each) => each !== from)
      if (others.length > 0) from.links.set(name, rng.pick(others))
    }
    for (const town of towns) link(town, 'mayor', people)
    for (const person of people) {
      link(person, 'birthplace', towns)
      link(person, 'teacher', bornBefore(Number(person.values.get('born')?.slice(0, 4)) - 10))
      link(person, 'employer', firms)
    }
    for (const firm of firms) {
      link(firm, 'founder', bornBefore(Number(firm.values.get('firm-founded')) - 18))
      link(firm, 'seat', towns)
      link(firm, 'director', people)
    }
    for (const event of events) {
      link(event, 'place', towns)
      link(event, 'winner', bornBefore(Number(event.title.slice(-4)) - 15))
      link(event, 'sponsor', firms)
    }
    return [...towns, ...people, ...firms, ...events]
  })
}
