// Determinants, products and inverses of matrices.
import type { EnvironmentFactory } from '../../src/core/define-env.ts'
import type { Rng } from '../../src/core/random.ts'
import { equal, type Rational } from '../../verifiers/number/rational.ts'
import { defineQuestions, type Question } from '../define-questions.ts'
import { fractionText } from '../fractions.ts'
import { judged } from '../judged-answer.ts'
import { determinantOf, inverseOf, productOf, type Rows } from './determinant.ts'
import { readMatrix } from './read-matrix.ts'

interface MatrixSettings {
  readonly questions: readonly (readonly ['determinant' | 'product' | 'inverse', number])[]
  readonly highest: number
}

const matrices: EnvironmentFactory<string> = defineQuestions<MatrixSettings, string>({
  id: 'matrices',
  description: 'Find determinants, products and inverses of matrices.',
  card: {
    source: 'Generated; whole entries, determinants are not 0.',
    verifier:
      'Every entry exactly (fractions in any terms), rows in brackets, lines, LaTeX or parted by semicolons; a determinant as one number.',
    limits: 'A product or an inverse that is not worked out is no answer.',
  },
  levels: [
    { questions: [['determinant', 2]], highest: 9 },
    {
      questions: [
        ['determinant', 2],
        ['product', 2],
      ],
      highest: 15,
    },
    {
      questions: [
        ['determinant', 3],
        ['inverse', 2],
      ],
      highest: 6,
    },
    {
      questions: [
        ['product', 3],
        ['inverse', 2],
        ['determinant', 3],
      ],
      highest: 12,
    },
    {
      questions: [
        ['inverse', 3],
        ['determinant', 4],
      ],
      highest: 9,
    },
  ],
  levelText:
    '1: determinants of two rows; 2: products too; 3: determinants of three rows, inverses of two; 4: products of three rows too; 5: inverses of three rows, determinants of four',
  ask: drawQuestion,
  judge: (style) =>
    judged<string>(style, {
      name: 'same-matrix',
      isSound: (answer) => readMatrix(answer) !== null,
      faultOf: (text, answer) => {
        if (text === answer) return null
        const given = readMatrix(text)
        if (given === null) return 'The answer is no matrix of numbers, like [[1, 2], [3, 4]].'
        const wanted = readMatrix(answer) as Rational[][]
        if (given.length !== wanted.length || given[0]?.length !== wanted[0]?.length)
          return `The answer has ${given.length} rows of ${given[0]?.length ?? 0} numbers; expected ${wanted.length} of ${wanted[0]?.length ?? 0}.`
        const isSame = given.every((row, i) => row.every((value, j) => equal(value, wanted[i]?.[j] as Rational)))
        return isSame ? null : 'An entry is another number.'
      },
    }),
  gold: (answer) => answer,
})

function drawQuestion(rng: Rng, { questions, highest }: MatrixSettings): Question<string> {
  for (;;) {
    const [kind, size] = rng.pick(questions)
    const draw = (): number[][] =>
      Array.from({ length: size }, () => Array.from({ length: size }, () => rng.int(-highest, highest)))
    const matrix = draw()
    if (kind === 'product') {
      const other = draw()
      return {
        compact: `${compactText(matrix)}*${compactText(other)}=`,
        words: `What is the matrix product ${text(matrix)} × ${text(other)}?`,
        form: 'the matrix, like [[1, 2], [3, 4]],',
        answer: compactText(productOf(matrix, other)),
      }
    }
    const determinant = determinantOf(matrix)
    if (determinant === 0) continue
    return kind === 'determinant'
      ? {
          compact: `det${compactText(matrix)}=`,
          words: `What is the determinant of ${text(matrix)}?`,
          answer: String(determinant),
        }
      : {
          compact: `inv${compactText(matrix)}=`,
          words: `What is the inverse of the matrix ${text(matrix)}?`,
          form: 'the matrix with exact fractions, like [[1/2, 0], [0, 1/3]],',
          answer: `[${inverseOf(matrix)
            .map((row) => row.map(fractionText).join(' '))
            .join(';')}]`,
        }
  }
}

function compactText(rows: Rows): string {
  return `[${rows.map((row) => row.join(' ')).join(';')}]`
}

function text(rows: Rows): string {
  return `[${rows.map((row) => `[${row.join(', ')}]`).join(', ')}]`
}

export default matrices
export const noRecipe = 'Matrices were not tried with so small a model; train a checkpoint.'
