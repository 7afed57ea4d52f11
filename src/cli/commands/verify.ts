// `rlvr verify …`: verdicts without an environment, one subcommand a kind of verifier, or a verifier of one's own.
import type { Command } from 'commander'
import { collect } from '../flags/key-values.ts'
import { watchdogOption } from '../interrupt.ts'
import { numberIn } from '../flags/number-in.ts'
import { wholeNumber } from '../flags/whole-number.ts'
import { addVerifyCodeCommand } from './verify-code.ts'
import { addVerifyMathCommand } from './verify-math.ts'
import { verifyOwnFields, verifyOwnRows, type VerifyOwnOptions } from './verify-own.ts'

export function addVerifyCommand(program: Command): void {
  const verify = program
    .command('verify')
    .description(
      'Verdicts on saved replies, without an environment: by `math`, by `code`, or by a verifier of your own. A row of the latter is { id, reply, gold?, prompt?, metadata? }; what is written is { id, status, score, reason, evidence, ms }, with a cause in place of the score where the status is invalid. The exit code is 1 where a row could not be read or judged.',
    )
    .argument('<verifier>', 'a file (./verifier.ts, ./verifier.ts#name), or a name of rlvr.config.ts')
    // A mandatory option would be asked for before `math`, too.
    .option('-i, --input <file>', 'rows to read, or a data set of rlvr.config.ts; - for JSON Lines from stdin')
    .option('--output <file>', 'JSON Lines to write; - for stdout (default: -, or nothing with --json)')
    .option('--json', 'print how many there are of each status, and the mean score, as one line of JSON')
    .option('-f, --field <target=source>', `where a field stands (${verifyOwnFields.join(', ')})`, collect, [])
    .option('-c, --concurrency <number>', 'rows judged at a time', wholeNumber(1), 8)
    .option(watchdogOption.flags, watchdogOption.description, numberIn(0), watchdogOption.seconds)
  addVerifyMathCommand(verify)
  addVerifyCodeCommand(verify)
  const subcommands = verify.commands.map((command) => command.name())
  verify.action(async (name: string, options: VerifyOwnOptions) => await verifyOwnRows(name, options, subcommands))
}
