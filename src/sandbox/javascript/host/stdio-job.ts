// A `StdioJob` in the worker: loads the program, which runs as it loads, then turns its event loop to the end.
import { loadSource } from './load-source.ts'
import type { StdioRequest } from './protocol.ts'
import { reportText } from './report.ts'
import { Room, type StepFailure } from './room.ts'

export function runStdio(request: StdioRequest): { text: string; room: Room } {
  const startedAt = performance.now()
  const { language, source, stdin, args, files, limits } = request
  const room = new Room('stdio', limits)
  room.startClock()
  let failure: StepFailure | null
  let worn = false
  try {
    room.drive('start', JSON.stringify({ stdin, args, files }))
    const loaded = loadSource(room, source, { language, asFunction: true })
    worn = loaded.worn
    failure = loaded.failure ?? runToEnd(room)
  } catch (thrown) {
    failure = room.failureOf(thrown)
  }
  const end = endOf(room, failure)
  return { text: reportText(room, { ...end, startedAt, worn }), room }
}

function runToEnd(room: Room): StepFailure | null {
  let turned: unknown
  do {
    try {
      turned = room.drive('turn')
    } catch (thrown) {
      return room.failureOf(thrown)
    }
  } while (turned === 'more')
  return turned === 'late' ? { ending: 'time_limit', message: 'it sleeps past the time limit' } : null
}

interface ProgramEnd {
  readonly failure: StepFailure | null
  readonly exitCode: number | null
  readonly uncaught: boolean
}

/** `process.exit` ends a program whatever it throws or does afterwards. */
function endOf(room: Room, failure: StepFailure | null): ProgramEnd {
  const uncaught = false
  if (failure?.ending === 'compile_error' || failure?.ending === 'memory_limit') {
    return { failure, exitCode: null, uncaught }
  }
  const exitCode = room.ask('exitCode')
  const called = typeof exitCode === 'number' && exitCode >= 0
  if (failure !== null && !called) {
    const isThrown = failure.ending === 'runtime_error'
    return { failure, exitCode: isThrown ? 1 : null, uncaught: isThrown }
  }
  const code = called ? exitCode : room.ask('finalCode')
  if (typeof code !== 'number') {
    return { failure: { ending: 'runtime_error', message: 'no exit code' }, exitCode: null, uncaught }
  }
  const told: StepFailure | null = code === 0 ? null : { ending: 'runtime_error', message: `exit code ${code}` }
  return { failure: told, exitCode: code, uncaught }
}
