// Matrices in 8 or 4 bits, as onnxruntime's `MatMulNBits` reads them: for each column of a product, blocks of 32 numbers
// along the sum, each block with a scale of its own:  w ≈ scale · (q - zero), zero = 128 or 8.
// Format: onnxruntime docs/ContribOperators.md, `com.microsoft.MatMulNBits`. The scale is the one of llama.cpp's Q4_0
// (ggml-quants.c): the number of the largest magnitude, with its sign, becomes the lowest level, so that every level is used.

export type QuantisedType = 'int8' | 'int4'

export const blockNumbers = 32

export interface QuantisedMatrix {
  /** uint8 [columns, blocks, bytes of a block]; of 4 bits the first number of two is the low half. */
  readonly blocks: Uint8Array
  /** [columns · blocks] */
  readonly scales: Float32Array
}

/**
 * @param data [rows, columns], or [columns, rows] where `transposed`; sums run over rows
 */
export function quantise(
  data: Float32Array,
  {
    rows,
    columns,
    transposed,
    type,
  }: { readonly rows: number; readonly columns: number; readonly transposed: boolean; readonly type: QuantisedType },
): QuantisedMatrix {
  const bits = type === 'int8' ? 8 : 4
  const zero = 2 ** (bits - 1)
  const perColumn = Math.ceil(rows / blockNumbers)
  const blockBytes = (blockNumbers * bits) / 8
  const blocks = new Uint8Array(columns * perColumn * blockBytes)
  const scales = new Float32Array(columns * perColumn)
  const [rowStep, columnStep] = transposed ? [1, rows] : [columns, 1]
  const levels = new Uint8Array(blockNumbers)
  for (let column = 0; column < columns; column++)
    for (let block = 0; block < perColumn; block++) {
      const first = block * blockNumbers
      const count = Math.min(blockNumbers, rows - first)
      const start = column * columnStep + first * rowStep
      let extreme = 0
      for (let each = 0; each < count; each++) {
        const number = data[start + each * rowStep] as number
        if (Math.abs(number) > Math.abs(extreme)) extreme = number
      }
      const scale = Math.fround(extreme / -zero)
      scales[column * perColumn + block] = scale
      levels.fill(zero)
      if (scale !== 0)
        for (let each = 0; each < count; each++) {
          const level = Math.round((data[start + each * rowStep] as number) / scale) + zero
          levels[each] = Math.min(2 * zero - 1, Math.max(0, level))
        }
      const at = (column * perColumn + block) * blockBytes
      if (bits === 8) blocks.set(levels, at)
      else
        for (let pair = 0; pair < blockBytes; pair++)
          blocks[at + pair] = (levels[2 * pair] as number) | ((levels[2 * pair + 1] as number) << 4)
    }
  return { blocks, scales }
}
