// The commands of `rlvr`, put together: one `add…Command` a command.
import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { addDoctorCommand } from './commands/doctor.ts'
import { addEvalCommand } from './commands/eval.ts'
import { addExplainCommand } from './commands/explain.ts'
import { addLintCommand } from './commands/lint.ts'
import { addListCommand } from './commands/list.ts'
import { addScoreCommand } from './commands/score.ts'
import { addServeCommand } from './commands/serve.ts'
import { addTrainCommand } from './commands/train.ts'
import { addVerifyCommand } from './commands/verify.ts'

/** The program, not yet run. It throws `CommanderError` where commander by itself would end the process. */
export function rlvrProgram(): Command {
  // Subcommands take these settings over when they are added.
  const program = new Command('rlvr')
    .description('Reinforcement learning with verifiable rewards: environments, verifiers, training, evaluation.')
    .version(packageVersion())
    .showSuggestionAfterError()
    .showHelpAfterError('(rlvr --help lists the commands, rlvr COMMAND --help the options of one)')
    .exitOverride()
  addTrainCommand(program)
  addEvalCommand(program)
  addListCommand(program)
  addLintCommand(program)
  addExplainCommand(program)
  addDoctorCommand(program)
  addScoreCommand(program)
  addVerifyCommand(program)
  addServeCommand(program)
  return program
}

/** From the nearest package.json above: the depth differs between the sources and the build. */
function packageVersion(): string {
  for (let folder = new URL('./', import.meta.url); ; folder = new URL('../', folder)) {
    try {
      return (JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as { version: string }).version
    } catch {
      if (folder.pathname === '/') return 'unknown'
    }
  }
}
