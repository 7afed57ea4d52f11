// `rlvr verify …`: verdicts without an environment, one subcommand a kind of verifier.
import type { Command } from 'commander'
import { addVerifyMathCommand } from './verify-math.ts'

export function addVerifyCommand(program: Command): void {
  const verify = program.command('verify').description('Verdicts on saved replies, without an environment.')
  addVerifyMathCommand(verify)
}
