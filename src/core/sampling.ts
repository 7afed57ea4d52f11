// Sampling that was given by a person: its fields by name, each in its range.
import { RlvrError, show, unknownField } from './errors.ts'
import type { Sampling } from './policy.ts'

const isCount = (value: unknown, least: number): boolean => Number.isSafeInteger(value) && (value as number) >= least
const isWithin = (value: unknown, least: number, most: number): boolean =>
  typeof value === 'number' && value >= least && value <= most && value < Infinity

const fields: { readonly [Name in keyof Sampling]-?: readonly [what: string, fits: (value: unknown) => boolean] } = {
  temperature: ['a finite number from 0', (value) => isWithin(value, 0, Infinity)],
  topK: ['a whole number from 0', (value) => isCount(value, 0)],
  topP: ['a share above 0, at most 1', (value) => isWithin(value, 0, 1) && value !== 0],
  maxTokens: ['a whole number from 1', (value) => isCount(value, 1)],
  minP: ['a share from 0 to 1', (value) => isWithin(value, 0, 1)],
  stop: [
    'a list of texts, none of them empty',
    (value) => Array.isArray(value) && value.every((text) => typeof text === 'string' && text !== ''),
  ],
}

/** Throws `RLVR_USAGE` for what is no sampling, a field that it does not have, or one that is out of range. */
export function checkSampling(sampling: unknown): void {
  if (typeof sampling !== 'object' || sampling === null || Array.isArray(sampling))
    throw new RlvrError('RLVR_USAGE', `\`sampling\` is an object like { temperature: 1 }; got ${show(sampling, 60)}.`)
  const strange = unknownField(sampling, Object.keys(fields))
  if (strange !== null) throw new RlvrError('RLVR_USAGE', `\`sampling\` ${strange}`)
  for (const [name, value] of Object.entries(sampling)) {
    const [what, fits] = fields[name as keyof Sampling]
    if (value !== undefined && !fits(value))
      throw new RlvrError('RLVR_USAGE', `\`sampling.${name}\` is ${what}; got ${show(value, 60)}.`)
  }
}
