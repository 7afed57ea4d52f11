#!/usr/bin/env node
// The `rlvr` program. stdout is data, stderr is display.
import { CommanderError } from 'commander'
import { errorText, exitCodeOf } from './exit-code.ts'
import { rlvrProgram } from './program.ts'

// A reader of our output that has had enough (`rlvr score … | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

try {
  const given = process.argv.slice(2)
  await (await rlvrProgram(given)).parseAsync(given, { from: 'user' })
} catch (thrown) {
  // commander has printed its own message.
  if (!(thrown instanceof CommanderError)) console.error(errorText(thrown))
  process.exitCode = exitCodeOf(thrown)
}
