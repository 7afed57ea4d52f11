// Runs that a program made: the command line has no names for their environment, policy and settings.
import { RlvrError } from '../../core/errors.ts'
import { readRunConfig } from '../../record/run-directory.ts'

/** Throws `RLVR_USAGE` for a run that was made in code, with how it goes on. */
export function refuseMadeInCode(path: string): void {
  const { algorithm, settings } = readRunConfig(path)
  if (settings['madeIn'] !== 'code') return
  const call = algorithm === 'eval' ? 'evaluate({ run })' : 'train({ run })'
  throw new RlvrError(
    'RLVR_USAGE',
    `${path} was made in code, by \`${call}\`: start that program again, and it goes on from where it was. What is missing here is its policy and settings, which have no names on the command line.`,
  )
}
