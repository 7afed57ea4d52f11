// Environments of instructions that a program checks.
import { entry, type BuiltIn } from '../entry.ts'

export const instructions: readonly BuiltIn[] = [
  entry(
    'ifeval',
    'instructions',
    'Follow instructions that a program checks: IFEval; without `path` or `hub`, one sample of our own a split.',
    () => import('../ifeval/index.ts'),
  ),
  entry(
    'instruction-following',
    'instructions',
    'Write a short text that follows one to three instructions of IFEval’s kinds.',
    () => import('../instruction-following/index.ts'),
  ),
  entry(
    'json-extract',
    'instructions',
    'Extract the facts of a short text as JSON that fits a schema.',
    () => import('../json-extract/index.ts'),
  ),
  entry(
    'json-generation',
    'instructions',
    'Write JSON that fits a drawn JSON Schema and holds the facts of a text.',
    () => import('../json-generation/index.ts'),
  ),
  entry(
    'multiple-choice',
    'instructions',
    'Choose the right one of several answers: MMLU, GPQA; without `path`, one sample of our own a split.',
    () => import('../multiple-choice/index.ts'),
  ),
]
