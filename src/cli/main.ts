#!/usr/bin/env node
// The `rlvr` program. stdout is data, stderr is display.
// What it is made of is imported below, and not up here: an older Node cannot read its syntax, and should say so in words.
const oldestNode = 24

if (Number.parseInt(process.versions.node, 10) < oldestNode) {
  console.error(
    `rlvr needs Node ${oldestNode} or newer; this is Node ${process.versions.node}. Install a newer one: https://nodejs.org`,
  )
  process.exit(2)
}

const { withoutTypelessWarning } = await import('./typeless-warning.ts')
withoutTypelessWarning()

// A reader of our output that has had enough (`rlvr score … | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

const { runProgram } = await import('./program.ts')
await runProgram(process.argv.slice(2))

// The command is over: what may still be under way is for nobody, and nobody listens for it, so that a signal ends it.
for (const signal of ['SIGINT', 'SIGTERM']) process.removeAllListeners(signal)
