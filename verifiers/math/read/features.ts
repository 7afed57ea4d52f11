// What stands in an answer's text, found in one pass as a set of bits: most answers are a few figures and signs, and a
// step of reading whose marks do not occur is not run. A bit that is set promises nothing; one that is not set means that
// the text has none of it, and that a step which needs it would leave the text as it is.

/** Letters, commands and characters that steps of reading look for. */
export const features = {
  /** Two letters beside each other that are no command's. */
  words: 1,
  /** A letter outside of commands. */
  letter: 2,
  capital: 4,
  /** A command that sets its argument as text or in upright type. */
  text: 8,
  /** A command that is neither that nor plain, or a backslash before no letter and no brace. */
  rare: 16,
  /** A character that is no printable ASCII. */
  beyond: 32,
  setBrace: 64,
  equals: 128,
  /** `<` and `>`. */
  angle: 256,
  ampersand: 512,
  /** `'`, `"`, a back tick, `#`. */
  quote: 1024,
  star: 2048,
  dollar: 4096,
  tilde: 8192,
  underscore: 16_384,
  caret: 32_768,
  colon: 65_536,
  /** `,` and `;`. */
  comma: 131_072,
  bar: 262_144,
  round: 524_288,
  square: 1_048_576,
  dot: 2_097_152,
  /** `\left` and `\right`. */
  sized: 4_194_304,
  infinity: 8_388_608,
  space: 16_777_216,
} as const

/** Every bit: nothing is known of the text. */
export const anyFeature = 33_554_431

const marks: { readonly [characters: string]: number } = {
  '=': features.equals,
  '<>': features.angle,
  '&': features.ampersand,
  '\'"`#': features.quote,
  '*': features.star,
  $: features.dollar,
  '~': features.tilde,
  _: features.underscore,
  '^': features.caret,
  ':': features.colon,
  ',;': features.comma,
  '|': features.bar,
  '()': features.round,
  '[]': features.square,
  '.': features.dot,
  ' ': features.space,
}
const bitsOf = new Int32Array(128).fill(features.beyond, 0, 32)
for (const [characters, bit] of Object.entries(marks)) {
  for (const character of characters) bitsOf[character.charCodeAt(0)] = bit
}
bitsOf[127] = features.beyond
for (let code = 65; code <= 90; code++) bitsOf[code] = features.letter | features.capital
for (let code = 97; code <= 122; code++) bitsOf[code] = features.letter

const plain =
  'frac dfrac tfrac sqrt pi cdot times div pm sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh log ln exp ' +
  'alpha beta gamma delta epsilon theta lambda rho sigma phi omega'
const commands: ReadonlyMap<string, number> = new Map([
  ...plain.split(' ').map((name) => [name, 0] as const),
  ...'text textbf textit textrm textnormal mathrm mathbf mathit mbox'
    .split(' ')
    .map((name) => [name, features.text] as const),
  ['left', features.sized],
  ['right', features.sized],
  ['infty', features.infinity],
])
const backslash = 0x5c

/**
 * The bits of `features` for a text.
 * @example featuresOf('2x') // features.letter
 */
export function featuresOf(text: string): number {
  let found = 0
  let wasLetter = false
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === backslash) {
      let end = index + 1
      while (end < text.length && isLetter(text.charCodeAt(end))) end++
      if (end > index + 1) found |= commands.get(text.slice(index + 1, end)) ?? features.rare
      else {
        const next = text.charCodeAt(end)
        if (next === 0x7b || next === 0x7d) found |= features.setBrace
        else found |= features.rare
        end++
      }
      index = end - 1
      wasLetter = false
      continue
    }
    const bits = code < 128 ? (bitsOf[code] as number) : features.beyond | features.words | features.letter
    found |= bits
    const isNow = (bits & features.letter) !== 0
    if (isNow && wasLetter) found |= features.words
    wasLetter = isNow
  }
  return found
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90)
}
