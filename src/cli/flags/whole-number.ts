// A whole number as an argument of an option.
import { InvalidArgumentError } from 'commander'

/** A parser for commander: a whole number of at least `least`, and at most `most`. */
export function wholeNumber(least: number, most: number = Infinity): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() === '' || !Number.isSafeInteger(value) || value < least || value > most) {
      const range = most === Infinity ? `from ${least}` : `in ${least}..${most}`
      throw new InvalidArgumentError(`Expected a whole number ${range}; got ${JSON.stringify(text)}.`)
    }
    return value
  }
}
