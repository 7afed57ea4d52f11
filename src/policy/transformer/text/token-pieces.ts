// What each token adds to a text, as bytes of UTF-8: a character may be split over tokens, so texts that end a reply
// are looked for among bytes. Held in shared memory, so that threads are given it for nothing.

/** V tokens; those that stand for no text have no bytes. */
export interface TokenPieces {
  readonly bytes: Uint8Array
  /** [V + 1] Token t has the bytes from `starts[t]` to before `starts[t + 1]`. */
  readonly starts: Uint32Array
}

/** @param pieces one a token, in order */
export function tokenPieces(pieces: readonly Uint8Array[]): TokenPieces {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
  const bytes = new Uint8Array(new SharedArrayBuffer(length))
  const starts = new Uint32Array(new SharedArrayBuffer((pieces.length + 1) * Uint32Array.BYTES_PER_ELEMENT))
  let at = 0
  for (const [token, piece] of pieces.entries()) {
    bytes.set(piece, at)
    at += piece.length
    starts[token + 1] = at
  }
  return { bytes, starts }
}

/** The bytes of one token; none for a token beyond the table, as padded vocabularies have. */
export function pieceOf({ bytes, starts }: TokenPieces, token: number): Uint8Array {
  const [start, end] = [starts[token], starts[token + 1]]
  return start === undefined || end === undefined ? bytes.subarray(0, 0) : bytes.subarray(start, end)
}
