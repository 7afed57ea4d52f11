#!/usr/bin/env node
// The `rlvr` program. stdout is data, stderr is display.
import { runProgram } from './program.ts'
import { withoutTypelessWarning } from './typeless-warning.ts'

withoutTypelessWarning()

// A reader of our output that has had enough (`rlvr score … | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

await runProgram(process.argv.slice(2))
