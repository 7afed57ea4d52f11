// A reply up to the first of the texts that end it. Services take either tokens or texts to stop at, and a reply always ends
// at the tokens of its model, so texts are looked for here: what was drawn after one is left out.
import type { TextCodec } from '../../transformer/text/text-codec.ts'
import { textBefore } from '../../token-sequences.ts'

export interface DrawnReply {
  readonly finish: 'stop' | 'length'
  readonly tokens: ArrayLike<number>
  readonly logProbs: ArrayLike<number>
}

export interface CutReply {
  readonly text: string
  readonly finish: 'stop' | 'length'
  /** Those that were sampled, the text that ended the reply included. */
  readonly tokens: readonly number[]
  readonly logProbs: readonly number[]
}

export function cutAtStop(drawn: DrawnReply, codec: Pick<TextCodec, 'decode'>, stop: readonly string[]): CutReply {
  const [tokens, logProbs] = [Array.from(drawn.tokens), Array.from(drawn.logProbs)]
  const texts = stop.filter((text) => text !== '')
  const text = codec.decode(tokens)
  if (!texts.some((each) => text.includes(each))) return { text, finish: drawn.finish, tokens, logProbs }
  // The fewest tokens whose text has one of them: the texts grow with the tokens, so halving finds it.
  let [least, most] = [1, tokens.length]
  while (least < most) {
    const middle = Math.floor((least + most) / 2)
    const begun = codec.decode(tokens.slice(0, middle))
    if (texts.some((each) => begun.includes(each))) most = middle
    else least = middle + 1
  }
  return {
    text: textBefore(text, texts),
    finish: 'stop',
    tokens: tokens.slice(0, most),
    logProbs: logProbs.slice(0, most),
  }
}
