// `rlvr setup THING`: puts in place what no package registry brings whole, checks it and says what is missing.
import type { Command } from 'commander'
import { addSetupCuda } from './setup-cuda.ts'
import { addSetupTensorFlow } from './setup-tensorflow.ts'

export function addSetupCommand(program: Command): void {
  const command = program
    .command('setup')
    .description('Puts in place what computes on a GPU, tries it, and says what is missing.')
  addSetupCuda(command)
  addSetupTensorFlow(command)
}
