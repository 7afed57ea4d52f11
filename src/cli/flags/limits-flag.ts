// `--limits turns=4,tokens=2000`: what ends an episode, tighter than its environment does, by the names of `limits`.
import { InvalidArgumentError } from 'commander'
import { limitsFault, type EpisodeLimits } from '../../core/limits.ts'

export const limitsOption = {
  flags: '--limits <name=value,…>',
  description:
    'end an episode at so many turns, tokens of the policy, timeMs or cost, as in turns=4,tokens=2000; tighter than the environment, and judged as it stands',
} as const

/** The limits that a text names. @throws InvalidArgumentError for what is none */
export function limitsFlag(text: string): EpisodeLimits {
  const pairs = text.split(',').map((pair) => pair.split('='))
  const isPlain = pairs.every(
    ([name = '', value = '', ...more]) => name !== '' && value.trim() !== '' && more.length === 0,
  )
  const names = pairs.map(([name = '']) => name.trim())
  if (!isPlain || new Set(names).size < names.length)
    throw new InvalidArgumentError(`It is a list like turns=4,tokens=2000, each name once; got ${text}.`)
  const limits = Object.fromEntries(pairs.map(([, value], place) => [names[place] ?? '', Number(value)]))
  const fault = limitsFault(limits)
  if (fault !== null) throw new InvalidArgumentError(fault)
  return limits
}
