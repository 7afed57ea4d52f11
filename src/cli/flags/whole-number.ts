// A whole number as an argument of an option.
import { InvalidArgumentError } from 'commander'

/** A parser for commander: a whole number of at least `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() === '' || !Number.isSafeInteger(value) || value < least)
      throw new InvalidArgumentError(`Expected a whole number from ${least}; got ${JSON.stringify(text)}.`)
    return value
  }
}
