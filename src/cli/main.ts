#!/usr/bin/env node
// The `rlvr` program: one `add…Command` a command. stdout is data, stderr is display.
import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { addEvalCommand } from './eval.ts'
import { errorText, exitCodeOf } from './exit-code.ts'
import { addDoctorCommand } from './doctor.ts'
import { addLintCommand } from './lint.ts'
import { addListCommand } from './list.ts'
import { addScoreCommand } from './score.ts'
import { addTrainCommand } from './train.ts'
import { addExplainCommand } from './explain.ts'
import { addVerifyCommand } from './verify.ts'

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

// A reader of our output that has had enough (`rlvr score … | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

try {
  await program.parseAsync()
} catch (thrown) {
  // commander has printed its own message.
  if (!(thrown instanceof CommanderError)) console.error(errorText(thrown))
  process.exitCode = exitCodeOf(thrown)
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
