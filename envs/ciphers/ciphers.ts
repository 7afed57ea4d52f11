// Classical ciphers over the letters a to z; spaces stay where they are, but for the rail fence, which is for letters
// alone. Definitions: Singh 1999, The Code Book, chapters 1 and 2; rail fence, Kahn 1967, The Codebreakers.
const letters = 'abcdefghijklmnopqrstuvwxyz'

/** Every letter moved `shift` places on, round the end. Decipher with `-shift`. */
export function caesar(text: string, shift: number): string {
  return mapped(text, (letter) => letter + shift)
}

/** The alphabet turned round: a is z, b is y. Its own inverse. */
export function atbash(text: string): string {
  return mapped(text, (letter) => 25 - letter)
}

/** Letter by letter the shift is that of the key's next letter (a is 0). Decipher with `sign: -1`. */
export function vigenere(text: string, key: string, sign: 1 | -1 = 1): string {
  let place = 0
  return mapped(text, (letter) => letter + sign * (key.charCodeAt(place++ % key.length) - 97))
}

/** The alphabet written as the key without repeated letters, then the rest: a becomes the first of it. */
export function keyword(text: string, key: string): string {
  const alphabet = keyAlphabet(key)
  return text.replaceAll(/[a-z]/g, (letter) => alphabet.charAt(letter.charCodeAt(0) - 97))
}

export function withoutKeyword(text: string, key: string): string {
  const alphabet = keyAlphabet(key)
  return text.replaceAll(/[a-z]/g, (letter) => letters.charAt(alphabet.indexOf(letter)))
}

function keyAlphabet(key: string): string {
  return [...new Set(key + letters)].join('')
}

/** Written down and up over the rails, read rail by rail. */
export function railFence(text: string, rails: number): string {
  return fenceOrder(text.length, rails)
    .map((place) => text.charAt(place))
    .join('')
}

export function withoutFence(text: string, rails: number): string {
  const plain: string[] = []
  for (const [index, place] of fenceOrder(text.length, rails).entries()) plain[place] = text.charAt(index)
  return plain.join('')
}

/** The places of the text in the order in which the rails are read. */
function fenceOrder(length: number, rails: number): number[] {
  const period = 2 * (rails - 1)
  const railOf = (place: number): number => Math.min(place % period, period - (place % period))
  return Array.from({ length: rails }, (_, rail) => rail).flatMap((rail) =>
    Array.from({ length }, (_, place) => place).filter((place) => railOf(place) === rail),
  )
}

function mapped(text: string, move: (letter: number) => number): string {
  let result = ''
  for (const character of text) {
    const letter = character.charCodeAt(0) - 97
    result += letter >= 0 && letter < 26 ? letters.charAt(((move(letter) % 26) + 26) % 26) : character
  }
  return result
}
