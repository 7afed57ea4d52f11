// Environments of games and tasks with tools or another side.
import { entry, type BuiltIn } from '../entry.ts'

export const agents: readonly BuiltIn[] = [
  entry(
    'calculator',
    'agents',
    'Work out arithmetic that is too long for the head, with a calculator as a tool.',
    () => import('../calculator/index.ts'),
  ),
  entry(
    'function-calling',
    'agents',
    'Call the right functions with the right arguments: BFCL; without `path`, three samples of our own.',
    () => import('../function-calling/index.ts'),
  ),
  entry(
    'mastermind',
    'agents',
    'Break a code of digits by guesses that are answered with black and white pegs.',
    () => import('../mastermind/index.ts'),
  ),
  entry(
    'retail-support',
    'agents',
    'Serve a user of a shop by tools and to a policy, which forbids some of what users want.',
    () => import('../retail-support/index.ts'),
  ),
  entry(
    'search-corpus',
    'agents',
    'Answer questions by searching and reading a small encyclopedia of a made-up world.',
    () => import('../search-corpus/index.ts'),
  ),
  entry(
    'sql',
    'agents',
    'Answer questions about a SQLite database, or change it, by SQL.',
    () => import('../sql/index.ts'),
  ),
  entry(
    'terminal-files',
    'agents',
    'Do tasks on files in a shell: find, count, sort, rename, replace, permissions, archives, sums.',
    () => import('../terminal-files/index.ts'),
  ),
  entry(
    'twenty-questions',
    'agents',
    'Find out which thing is meant by questions that are answered with yes or no.',
    () => import('../twenty-questions/index.ts'),
  ),
  entry(
    'web-pages',
    'agents',
    'Do tasks on web pages: press, fill in, tick, choose, find, order; by a text view of the page and tools.',
    () => import('../web-pages/index.ts'),
  ),
  entry(
    'wordle',
    'agents',
    'Guess a word of five letters, whose letters are marked after each guess.',
    () => import('../wordle/index.ts'),
  ),
]
