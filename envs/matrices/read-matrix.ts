// A matrix of exact numbers as answers write it.
import type { Rational } from '../../verifiers/number/rational.ts'
import { bare } from '../read-answer.ts'
import { readFraction } from '../read-fraction.ts'

/**
 * The rows of `[[1, 2], [3, 4]]`, `[1 2; 3 4]`, `\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}` or of lines; a lone number
 * is a matrix of one, and what stands before `=` is its name. Null where an entry is no number, or rows are of different lengths.
 */
export function readMatrix(text: string): Rational[][] | null {
  const plain = bare(text.replace(/^[^=]*=(?=.)/s, ''))
    .replaceAll(/\\(?:begin|end)\{[a-z]?matrix\}/g, ' ')
    .replaceAll(/\\\\|\n|\]\s*,\s*\[|\]\s*\[/g, ';')
    .replaceAll(/[[\]&,]|\\left|\\right/g, ' ')
  const rows = plain
    .split(';')
    .map((row) => row.split(/\s+/).filter((item) => item !== ''))
    .filter((row) => row.length > 0)
    .map((row) => row.map(readFraction))
  const width = rows[0]?.length ?? 0
  const isWhole = width > 0 && rows.every((row) => row.length === width && !row.includes(null))
  return isWhole ? (rows as Rational[][]) : null
}
