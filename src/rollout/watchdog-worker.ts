// The thread of the watchdog. It counts its own ticks without a beat, not seconds: on a machine that is asleep or too
// busy neither thread gets on. The stack comes from the main thread's debugger, which stops even an endless loop.
import { writeFileSync, writeSync } from 'node:fs'
import type { Debugger } from 'node:inspector'
import { Session } from 'node:inspector/promises'
import { fileURLToPath } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import { sharedSlots, type HangRecord, type WatchdogWork } from './watchdog.ts'

/** Longest wait for the debugger. */
const debuggerMs = 3000

const { shared, limitMs, tickMs, advice, record } = workerData as WatchdogWork
const numbers = new Int32Array(shared, 0, 4)
let beat = -1
let silentTicks = 0

const clock = setInterval(() => {
  const now = Atomics.load(numbers, sharedSlots.beat)
  const isSilent = now === beat && Atomics.load(numbers, sharedSlots.underWay) > 0
  silentTicks = isSilent ? silentTicks + 1 : 0
  beat = now
  if (silentTicks * tickMs < limitMs) return
  clearInterval(clock)
  void endProcess()
}, tickMs)

async function endProcess(): Promise<void> {
  const length = Atomics.load(numbers, sharedSlots.labelBytes)
  const bytes = Uint8Array.from(new Uint8Array(shared, sharedSlots.labelAt, length))
  const what = new TextDecoder().decode(bytes)
  // Whatever the debugger does, the process ends.
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), debuggerMs)
  const session = new Session()
  let where: string | null = null
  try {
    where = await placeOfMainThread(session)
  } finally {
    keep({ format: 1, what, where, seconds: limitMs / 1000, time: new Date().toISOString() })
    // Not by `console`, whose words go through the thread that is stuck.
    writeSync(
      2,
      `\nrlvr: ${what} has kept everything else from running for ${Math.round(limitMs / 1000)} s${where === null ? '' : ` (in ${where})`}. Code that runs for ever cannot be stopped by a deadline; the process is ended. ${advice}\n`,
    )
  }
  // The loop is broken off, and the main thread, which can hear again, ends the process with the code of a failure.
  const broken = session.post('Runtime.terminateExecution')
  await session.post('Debugger.resume')
  await broken
  session.disconnect()
  parentPort?.postMessage('hung')
}

/** The words on the terminal go before a disk that is full. */
function keep(found: HangRecord): void {
  if (record === null) return
  try {
    writeFileSync(record, `${JSON.stringify(found, null, 2)}\n`)
  } catch {}
}

/** Where the main thread is; null where it is in no code of anyone's. @example 'solve, /home/me/env.ts:12' */
async function placeOfMainThread(session: Session): Promise<string | null> {
  const files = new Map<string, string>()
  session.connectToMainThread()
  session.on('Debugger.scriptParsed', ({ params }) => files.set(params.scriptId, params.url))
  await session.post('Debugger.enable')
  const paused = new Promise<Debugger.PausedEventDataType>((resolve) => {
    session.once('Debugger.paused', ({ params }) => resolve(params))
  })
  await session.post('Debugger.pause')
  for (const { functionName, location } of (await paused).callFrames) {
    const url = files.get(location.scriptId) ?? ''
    if (url === '' || url.startsWith('node:')) continue
    const file = url.startsWith('file:') ? fileURLToPath(url) : url
    return `${functionName || 'a function without a name'}, ${file}:${location.lineNumber + 1}`
  }
  return null
}
