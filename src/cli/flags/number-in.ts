// A number, with or without a fraction, as an argument of an option.
import { InvalidArgumentError } from 'commander'

/** A parser for commander: a number in `least..most`, both included. */
export function numberIn(least: number, most: number = Infinity): (text: string) => number {
  const range = most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`
  return (text) => {
    const value = Number(text)
    if (text.trim() === '' || !(value >= least && value <= most) || !Number.isFinite(value))
      throw new InvalidArgumentError(`Expected a number ${range}; got ${JSON.stringify(text)}.`)
    return value
  }
}
