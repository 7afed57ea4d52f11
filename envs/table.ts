// The environments that come with the library, a line each, loaded when they are asked for. Importing this file makes
// them known to `configure`, `make` and the command line.
import type { EnvironmentFactory } from '../src/core/define-env.ts'
import { register, type EnvironmentEntry } from '../src/core/registry.ts'
import type { Recipe } from './recipe.ts'

/** What they are about; the order is that of listings. */
export const families = [
  'mathematics',
  'reasoning',
  'decision',
  'agents',
  'instructions',
  'preference',
  'code',
] as const

export type Family = (typeof families)[number]

/** What the `index.ts` of an environment's folder exports. */
export interface EnvironmentModule {
  readonly default: EnvironmentFactory
  /** The training that suits it. */
  readonly recipe?: Recipe
  /** Or why there is none: what would have to be at hand for a policy to learn it. */
  readonly noRecipe?: string
}

export interface BuiltIn extends EnvironmentEntry {
  readonly family: Family
  readonly module: () => Promise<EnvironmentModule>
}

function entry(id: string, family: Family, description: string, module: () => Promise<EnvironmentModule>): BuiltIn {
  return { id, family, description, module, load: async () => (await module()).default }
}

/** By id. */
export const builtIn: readonly BuiltIn[] = [
  entry(
    'addition',
    'mathematics',
    'Add two whole numbers of up to `level` digits.',
    () => import('./addition/index.ts'),
  ),
  entry(
    'anagram-groups',
    'reasoning',
    'Put words together that have the same letters.',
    () => import('./anagram-groups/index.ts'),
  ),
  entry(
    'arc',
    'reasoning',
    'Find the rule of example grids and apply it: ARC; without `path`, one sample of our own a split.',
    () => import('./arc/index.ts'),
  ),
  entry(
    'bandit',
    'decision',
    'Pull the arms of a bandit for what they pay, then choose the best.',
    () => import('./bandit/index.ts'),
  ),
  entry(
    'base-conversion',
    'mathematics',
    'Write a number of one base in another.',
    () => import('./base-conversion/index.ts'),
  ),
  entry(
    'blackjack',
    'decision',
    'Play hands of blackjack by the best decisions.',
    () => import('./blackjack/index.ts'),
  ),
  entry(
    'calendar-arithmetic',
    'reasoning',
    'Reckon with dates: days after, before and between, weekdays, business days.',
    () => import('./calendar-arithmetic/index.ts'),
  ),
  entry(
    'cellular-automaton',
    'reasoning',
    'Work out a later row of an elementary cellular automaton.',
    () => import('./cellular-automaton/index.ts'),
  ),
  entry('chain-sum', 'mathematics', 'Add and subtract several whole numbers.', () => import('./chain-sum/index.ts')),
  entry('ciphers', 'reasoning', 'Decipher a text in a classical cipher.', () => import('./ciphers/index.ts')),
  entry(
    'cliff-walking',
    'decision',
    'Walk along a cliff to the goal by the best return, a move a turn.',
    () => import('./cliff-walking/index.ts'),
  ),
  entry(
    'code-basics',
    'code',
    'Write a small program or function that passes its tests, in Python, JavaScript or TypeScript.',
    () => import('./code-basics/index.ts'),
  ),
  entry(
    'code-stdio',
    'code',
    'Contest problems: APPS, TACO, LiveCodeBench, Codeforces; without `path`, one sample of our own a split.',
    () => import('./code-stdio/index.ts'),
  ),
  entry('count-primes', 'mathematics', 'Count the prime numbers in a range.', () => import('./count-primes/index.ts')),
  entry(
    'countdown',
    'mathematics',
    'Write an expression that uses each given number once and equals the target.',
    () => import('./countdown/index.ts'),
  ),
  entry(
    'decimal-arithmetic',
    'mathematics',
    'Add, subtract and multiply decimals exactly.',
    () => import('./decimal-arithmetic/index.ts'),
  ),
  entry('derivatives', 'mathematics', 'Differentiate a function of x.', () => import('./derivatives/index.ts')),
  entry(
    'diophantine',
    'mathematics',
    'Find whole numbers that solve a linear equation.',
    () => import('./diophantine/index.ts'),
  ),
  entry(
    'family-relations',
    'reasoning',
    'Say what one member of a family is to another.',
    () => import('./family-relations/index.ts'),
  ),
  entry(
    'fraction-arithmetic',
    'mathematics',
    'Add, subtract, multiply and divide fractions.',
    () => import('./fraction-arithmetic/index.ts'),
  ),
  entry(
    'frozen-lake',
    'decision',
    'Cross a frozen lake to the goal without falling into a hole, a move a turn.',
    () => import('./frozen-lake/index.ts'),
  ),
  entry(
    'function-calling',
    'agents',
    'Call the right functions with the right arguments: BFCL; without `path`, three samples of our own.',
    () => import('./function-calling/index.ts'),
  ),
  entry(
    'game-of-life',
    'reasoning',
    'Work out a later board of the game of life.',
    () => import('./game-of-life/index.ts'),
  ),
  entry(
    'gcd-lcm',
    'mathematics',
    'Find the greatest common divisor or the least common multiple of numbers.',
    () => import('./gcd-lcm/index.ts'),
  ),
  entry(
    'graph-coloring',
    'reasoning',
    'Colour the vertices of a graph so that no edge joins two of one colour.',
    () => import('./graph-coloring/index.ts'),
  ),
  entry(
    'grid-world',
    'decision',
    'Walk through a grid with walls to the goal, a move a turn, for sparse or dense rewards.',
    () => import('./grid-world/index.ts'),
  ),
  entry(
    'gsm8k',
    'mathematics',
    'Grade-school word problems; without `path` or `hub`, one sample problem of our own a split.',
    () => import('./gsm8k/index.ts'),
  ),
  entry(
    'humaneval',
    'code',
    'Python functions to complete; without `path` or `hub`, one sample problem of our own a split.',
    () => import('./humaneval/index.ts'),
  ),
  entry(
    'ifeval',
    'instructions',
    'Follow instructions that a program checks: IFEval; without `path` or `hub`, one sample of our own a split.',
    () => import('./ifeval/index.ts'),
  ),
  entry(
    'instruction-following',
    'instructions',
    'Write a short text that follows one to three instructions of IFEval’s kinds.',
    () => import('./instruction-following/index.ts'),
  ),
  entry('integrals', 'mathematics', 'Integrate a function of x.', () => import('./integrals/index.ts')),
  entry(
    'json-extract',
    'instructions',
    'Extract the facts of a short text as JSON that fits a schema.',
    () => import('./json-extract/index.ts'),
  ),
  entry(
    'knapsack',
    'reasoning',
    'Choose items of the highest value that fit a capacity.',
    () => import('./knapsack/index.ts'),
  ),
  entry(
    'knights-knaves',
    'reasoning',
    'Tell knights, who never lie, from knaves, who always do.',
    () => import('./knights-knaves/index.ts'),
  ),
  entry(
    'leetcode',
    'code',
    'Methods of a class Solution, with functional tests; without `path`, one sample of our own a split.',
    () => import('./leetcode/index.ts'),
  ),
  entry(
    'letter-counting',
    'reasoning',
    'Count how often a letter occurs in a text.',
    () => import('./letter-counting/index.ts'),
  ),
  entry(
    'linear-equations',
    'mathematics',
    'Solve a linear equation with one unknown.',
    () => import('./linear-equations/index.ts'),
  ),
  entry(
    'linear-systems',
    'mathematics',
    'Solve a system of linear equations.',
    () => import('./linear-systems/index.ts'),
  ),
  entry(
    'list-operations',
    'reasoning',
    'Apply operations to a list of numbers, one after another.',
    () => import('./list-operations/index.ts'),
  ),
  entry(
    'mastermind',
    'agents',
    'Break a code of digits by guesses that are answered with black and white pegs.',
    () => import('./mastermind/index.ts'),
  ),
  entry(
    'math500',
    'mathematics',
    'Competition problems of MATH-500; without `path` or `hub`, one sample problem of our own a split.',
    () => import('./math500/index.ts'),
  ),
  entry(
    'matrices',
    'mathematics',
    'Find determinants, products and inverses of matrices.',
    () => import('./matrices/index.ts'),
  ),
  entry(
    'mbpp',
    'code',
    'Short Python problems with assertions; without `path` or `hub`, one sample of our own a split.',
    () => import('./mbpp/index.ts'),
  ),
  entry(
    'minesweeper',
    'reasoning',
    'Find the mines among the covered cells of a board.',
    () => import('./minesweeper/index.ts'),
  ),
  entry(
    'modular-arithmetic',
    'mathematics',
    'Find remainders of sums, products and powers, and inverses to a modulus.',
    () => import('./modular-arithmetic/index.ts'),
  ),
  entry(
    'multiple-choice',
    'instructions',
    'Choose the right one of several answers: MMLU, GPQA; without `path`, one sample of our own a split.',
    () => import('./multiple-choice/index.ts'),
  ),
  entry(
    'n-queens',
    'reasoning',
    'Complete a board of queens so that none attacks another.',
    () => import('./n-queens/index.ts'),
  ),
  entry(
    'nonograms',
    'reasoning',
    'Fill cells so that rows and columns have runs of given lengths.',
    () => import('./nonograms/index.ts'),
  ),
  entry(
    'number-sequence',
    'mathematics',
    'Continue a sequence of numbers.',
    () => import('./number-sequence/index.ts'),
  ),
  entry(
    'pairwise-preference',
    'preference',
    'Say which of two replies is better; without `path`, one sample of our own a split.',
    () => import('./pairwise-preference/index.ts'),
  ),
  entry(
    'palindrome',
    'reasoning',
    'Put given letters into an order that is a palindrome.',
    () => import('./palindrome/index.ts'),
  ),
  entry(
    'polynomials',
    'mathematics',
    'Add, subtract, multiply and divide polynomials.',
    () => import('./polynomials/index.ts'),
  ),
  entry(
    'prime-factorization',
    'mathematics',
    'Write a number as a product of primes.',
    () => import('./prime-factorization/index.ts'),
  ),
  entry(
    'probability',
    'mathematics',
    'Find a probability as an exact fraction.',
    () => import('./probability/index.ts'),
  ),
  entry('products', 'mathematics', 'Multiply whole numbers.', () => import('./products/index.ts')),
  entry(
    'propositional-logic',
    'reasoning',
    'Say of each letter whether the premises make it true, make it false, or leave it open.',
    () => import('./propositional-logic/index.ts'),
  ),
  entry(
    'quadratic-equations',
    'mathematics',
    'Find both solutions of a quadratic equation.',
    () => import('./quadratic-equations/index.ts'),
  ),
  entry(
    'regex-synthesis',
    'reasoning',
    'Write a short regular expression that matches some texts and not others.',
    () => import('./regex-synthesis/index.ts'),
  ),
  entry('reverse', 'reasoning', 'Write `level` + 2 letters in reverse order.', () => import('./reverse/index.ts')),
  entry(
    'rush-hour',
    'reasoning',
    'Move vehicles in a jam until car A can leave.',
    () => import('./rush-hour/index.ts'),
  ),
  entry(
    'sat',
    'reasoning',
    'Give truth values that make every clause of a formula true.',
    () => import('./sat/index.ts'),
  ),
  entry(
    'shortest-path',
    'reasoning',
    'Find a shortest way through a grid with walls.',
    () => import('./shortest-path/index.ts'),
  ),
  entry(
    'sliding-puzzle',
    'reasoning',
    'Slide lettered tiles until they stand in order.',
    () => import('./sliding-puzzle/index.ts'),
  ),
  entry('sort', 'reasoning', 'Sort `level` + 2 numbers in ascending order.', () => import('./sort/index.ts')),
  entry('sudoku', 'reasoning', 'Fill a sudoku.', () => import('./sudoku/index.ts')),
  entry(
    'tic-tac-toe',
    'decision',
    'Win at tic-tac-toe against a scripted opponent or another policy.',
    () => import('./tic-tac-toe/index.ts'),
  ),
  entry(
    'time-arithmetic',
    'reasoning',
    'Reckon with times of the day and durations.',
    () => import('./time-arithmetic/index.ts'),
  ),
  entry(
    'tower-of-hanoi',
    'reasoning',
    'Move all discs of a tower of Hanoi to a peg in the fewest moves.',
    () => import('./tower-of-hanoi/index.ts'),
  ),
  entry(
    'units',
    'mathematics',
    'Convert quantities to another unit, and add quantities of different units.',
    () => import('./units/index.ts'),
  ),
  entry(
    'word-problems',
    'mathematics',
    'Solve a word problem of one to five steps.',
    () => import('./word-problems/index.ts'),
  ),
  entry(
    'wordle',
    'agents',
    'Guess a word of five letters, whose letters are marked after each guess.',
    () => import('./wordle/index.ts'),
  ),
  entry(
    'zebra-puzzles',
    'reasoning',
    'Find out from clues who lives in which house of a street.',
    () => import('./zebra-puzzles/index.ts'),
  ),
]

for (const each of builtIn) register(each)
