// When a reply has ended: at one of some tokens, or as soon as its text holds one of some texts. Texts are looked for
// among bytes, because one text can be written by tokens in many ways and may end in the middle of a token.
import { pieceOf, type TokenPieces } from '../text/token-pieces.ts'

export interface StopRule {
  /** Tokens that end a reply by themselves. */
  readonly tokens: readonly number[]
  /** Texts that end a reply, as UTF-8, none of them empty. */
  readonly texts: readonly Uint8Array[]
  /** What each token adds to the text; null where there are no texts. */
  readonly pieces: TokenPieces | null
}

/** Whether the last of the tokens of a reply ends it; asked after each one, it costs about the length of the texts. */
export function endsReply(tokens: readonly number[], { tokens: ends, texts, pieces }: StopRule): boolean {
  const last = tokens.at(-1)
  if (last === undefined) return false
  if (ends.includes(last)) return true
  if (texts.length === 0 || pieces === null) return false
  const added = pieceOf(pieces, last).length
  if (added === 0) return false
  const longest = Math.max(...texts.map((text) => text.length))
  const tail = lastBytes(tokens, pieces, longest - 1 + added)
  return texts.some((text) => {
    for (let end = tail.length; end > tail.length - added && end >= text.length; end--)
      if (text.every((byte, index) => tail[end - text.length + index] === byte)) return true
    return false
  })
}

/** The last bytes of the text of tokens, `count` of them or all there are. */
function lastBytes(tokens: readonly number[], pieces: TokenPieces, count: number): Uint8Array {
  const tail = new Uint8Array(count)
  let left = count
  for (let at = tokens.length - 1; at >= 0 && left > 0; at--) {
    const piece = pieceOf(pieces, tokens[at] as number)
    const kept = piece.subarray(Math.max(0, piece.length - left))
    left -= kept.length
    tail.set(kept, left)
  }
  return tail.subarray(left)
}
