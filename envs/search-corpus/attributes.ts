// What articles say of their subjects, and how questions ask for it. A link leads to another subject; a value ends a
// question.
import { longDate } from './dates.ts'

export type Kind = 'town' | 'person' | 'firm' | 'event'
export type ValueKind = 'name' | 'number' | 'date'

export interface Attribute {
  readonly name: string
  readonly of: Kind
  readonly gives: Kind | ValueKind
  /** As a sentence of an article, with the value as it stands there. */
  readonly sentence: (value: string) => string
  /** Asks for it. */
  readonly question: (subject: string) => string
  /** Stands for the subject that it leads to. */
  readonly phrase?: (subject: string) => string
  /** Stands for that of two subjects with the higher value, and for that with the lower. */
  readonly compared?: { readonly higher: string; readonly lower: string }
}

export const attributes: readonly Attribute[] = [
  {
    name: 'mayor',
    of: 'town',
    gives: 'person',
    sentence: (value) => `In 1985 ${value} was its mayor.`,
    question: (x) => `In 1985, who was the mayor of ${x}?`,
    phrase: (x) => `the mayor in 1985 of ${x}`,
  },
  {
    name: 'river',
    of: 'town',
    gives: 'name',
    sentence: (value) => `It lies on the ${value}, a river.`,
    question: (x) => `On which river does ${x} lie?`,
  },
  {
    name: 'town-founded',
    of: 'town',
    gives: 'number',
    sentence: (value) => `It was founded in ${value}.`,
    question: (x) => `In which year was ${x} founded?`,
    compared: { higher: 'the one founded later', lower: 'the one founded earlier' },
  },
  {
    name: 'inhabitants',
    of: 'town',
    gives: 'number',
    sentence: (value) => `The census of 1981 counted ${grouped(value)} inhabitants.`,
    question: (x) => `At the census of 1981, how many inhabitants did ${x} have?`,
    compared: {
      higher: 'the one with more inhabitants at the census of 1981',
      lower: 'the one with fewer inhabitants at the census of 1981',
    },
  },
  {
    name: 'birthplace',
    of: 'person',
    gives: 'town',
    sentence: (value) => `The place of birth is ${value}.`,
    question: (x) => `In which town was ${x} born?`,
    phrase: (x) => `the town in which ${x} was born`,
  },
  {
    name: 'teacher',
    of: 'person',
    gives: 'person',
    sentence: (value) => `The teacher of those years was ${value}.`,
    question: (x) => `Who was the teacher of ${x}?`,
    phrase: (x) => `the teacher of ${x}`,
  },
  {
    name: 'employer',
    of: 'person',
    gives: 'firm',
    sentence: (value) => `Most of the working life was spent at ${value}.`,
    question: (x) => `For which firm did ${x} work?`,
    phrase: (x) => `the firm for which ${x} worked`,
  },
  {
    name: 'born',
    of: 'person',
    gives: 'date',
    sentence: (value) => `The date of birth is ${longDate(value)}.`,
    question: (x) => `On which date was ${x} born?`,
    compared: { higher: 'the younger of them', lower: 'the elder of them' },
  },
  {
    name: 'founder',
    of: 'firm',
    gives: 'person',
    sentence: (value) => `Its founder was ${value}.`,
    question: (x) => `Who founded ${x}?`,
    phrase: (x) => `the founder of ${x}`,
  },
  {
    name: 'seat',
    of: 'firm',
    gives: 'town',
    sentence: (value) => `It has its seat in ${value}.`,
    question: (x) => `In which town does ${x} have its seat?`,
    phrase: (x) => `the town in which ${x} has its seat`,
  },
  {
    name: 'director',
    of: 'firm',
    gives: 'person',
    sentence: (value) => `In 1985 ${value} was its director.`,
    question: (x) => `In 1985, who was the director of ${x}?`,
    phrase: (x) => `the director in 1985 of ${x}`,
  },
  {
    name: 'firm-founded',
    of: 'firm',
    gives: 'number',
    sentence: (value) => `It was founded in ${value}.`,
    question: (x) => `In which year was ${x} founded?`,
    compared: { higher: 'the one founded later', lower: 'the one founded earlier' },
  },
  {
    name: 'workers',
    of: 'firm',
    gives: 'number',
    sentence: (value) => `In 1985 it had ${grouped(value)} workers.`,
    question: (x) => `In 1985, how many workers did ${x} have?`,
    compared: { higher: 'the one with more workers in 1985', lower: 'the one with fewer workers in 1985' },
  },
  {
    name: 'place',
    of: 'event',
    gives: 'town',
    sentence: (value) => `It was held in ${value}.`,
    question: (x) => `In which town was ${x} held?`,
    phrase: (x) => `the town in which ${x} was held`,
  },
  {
    name: 'winner',
    of: 'event',
    gives: 'person',
    sentence: (value) => `The winner was ${value}.`,
    question: (x) => `Who won ${x}?`,
    phrase: (x) => `the winner of ${x}`,
  },
  {
    name: 'sponsor',
    of: 'event',
    gives: 'firm',
    sentence: (value) => `The prize was given by ${value}.`,
    question: (x) => `Which firm gave the prize of ${x}?`,
    phrase: (x) => `the firm that gave the prize of ${x}`,
  },
  {
    name: 'held',
    of: 'event',
    gives: 'date',
    sentence: (value) => `It took place on ${longDate(value)}.`,
    question: (x) => `On which date was ${x} held?`,
  },
  {
    name: 'entrants',
    of: 'event',
    gives: 'number',
    sentence: (value) => `There were ${grouped(value)} entrants.`,
    question: (x) => `How many entrants did ${x} have?`,
  },
]

/** `12480` as `12,480`, years never. */
export function grouped(digits: string): string {
  return digits.replaceAll(/\B(?=(\d{3})+$)/g, ',')
}
