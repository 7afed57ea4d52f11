// Environments of which of two replies people preferred.
import { entry, type BuiltIn } from '../entry.ts'

export const preference: readonly BuiltIn[] = [
  entry(
    'pairwise-preference',
    'preference',
    'Say which of two replies is better; without `path`, one sample of our own a split.',
    () => import('../pairwise-preference/index.ts'),
  ),
]
