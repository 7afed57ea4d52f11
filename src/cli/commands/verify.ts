// `rlvr verify …`: verdicts without an environment, one subcommand a kind of verifier.
import type { Command } from 'commander'
import { addVerifyCodeCommand } from './verify-code.ts'
import { addVerifyMathCommand } from './verify-math.ts'

export function addVerifyCommand(program: Command): void {
  const verify = program.command('verify').description('Verdicts on saved replies, without an environment.')
  addVerifyMathCommand(verify)
  addVerifyCodeCommand(verify)
}
