// Matrices between Hugging Face's [out, in] and this library's [in, out], some rows at a time.
// T[i, o] = S[o, i]. Where the rows at hand fit the cache, writing along the target's rows is what costs least: one
// pass of a few hundred consecutive numbers per column of the source.

/** Numbers that are transposed at a time: 1 MB of float32. */
export const transposedAtATime: number = 2 ** 18

/**
 * Puts `rows` as columns `first`, `first + 1`, … into `target`.
 * @param rows [R, in], row by row
 * @param target [in, out]
 */
export function rowsToColumns<Numbers extends Float32Array | Uint16Array>(
  rows: Numbers,
  target: Numbers,
  { first, inner, outer }: { first: number; inner: number; outer: number },
): void {
  const count = rows.length / inner
  for (let i = 0; i < inner; i++) {
    const start = i * outer + first
    for (let row = 0, from = i; row < count; row++, from += inner) target[start + row] = rows[from] as number
  }
}

/**
 * The other way: columns `first`, `first + 1`, … of `source` become `rows`.
 * @param source [in, out]
 * @param rows [R, in], row by row
 */
export function columnsToRows(
  source: Float32Array,
  rows: Float32Array,
  { first, inner, outer }: { first: number; inner: number; outer: number },
): void {
  const count = rows.length / inner
  for (let i = 0; i < inner; i++) {
    const start = i * outer + first
    for (let row = 0, to = i; row < count; row++, to += inner) rows[to] = source[start + row] as number
  }
}
