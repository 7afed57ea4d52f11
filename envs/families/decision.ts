// Environments of decision processes: many turns, chance, rewards on the way.
import { entry, type BuiltIn } from '../entry.ts'

export const decision: readonly BuiltIn[] = [
  entry(
    'bandit',
    'decision',
    'Pull the arms of a bandit for what they pay, then choose the best.',
    () => import('../bandit/index.ts'),
  ),
  entry(
    'blackjack',
    'decision',
    'Play hands of blackjack by the best decisions.',
    () => import('../blackjack/index.ts'),
  ),
  entry(
    'cliff-walking',
    'decision',
    'Walk along a cliff to the goal by the best return, a move a turn.',
    () => import('../cliff-walking/index.ts'),
  ),
  entry(
    'connect-four',
    'decision',
    'Win at connect four against a scripted opponent or another policy.',
    () => import('../connect-four/index.ts'),
  ),
  entry(
    'frozen-lake',
    'decision',
    'Cross a frozen lake to the goal without falling into a hole, a move a turn.',
    () => import('../frozen-lake/index.ts'),
  ),
  entry(
    'grid-world',
    'decision',
    'Walk through a grid with walls to the goal, a move a turn, for sparse or dense rewards.',
    () => import('../grid-world/index.ts'),
  ),
  entry(
    'tic-tac-toe',
    'decision',
    'Win at tic-tac-toe against a scripted opponent or another policy.',
    () => import('../tic-tac-toe/index.ts'),
  ),
]
