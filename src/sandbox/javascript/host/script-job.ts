// The two halves of a `ScriptJob`, each in a worker of its own: the candidate, kept open to be used from afar, and the
// test script, which runs outside of the worker's main thread so that it can wait for the other half.
import { loadCandidate, findEntry, answerText } from './calls-job.ts'
import { toJavaScript } from '../typescript/to-javascript.ts'
import { ivm, type Ivm } from './isolated-vm.ts'
import { attempt } from './load-source.ts'
import type { OpenRequest, TesterRequest, UseRequest } from './protocol.ts'
import { reportText } from './report.ts'
import { Room, describeThrown } from './room.ts'

/** The candidate of the script job under way. */
let open: { room: Room; startedAt: number } | null = null

/** Loads the candidate, finds its entry, and says which of the given names it defines. */
export function openCandidate(request: OpenRequest): string {
  closeCandidate()
  const startedAt = performance.now()
  const room = new Room('calls', request.limits)
  open = { room, startedAt }
  room.startClock()
  room.drive('keep')
  for (const name of request.names) room.drive('given', name, room.lookUp(name).derefInto())
  const loaded = loadCandidate(room, { ...request, entry: request.entry ?? '' })
  if (loaded.failure !== null) {
    const { failure, worn, isPreamble } = loaded
    return reportText(room, { failure, startedAt, worn, isPreamble })
  }
  let entry: number | null = null
  if (request.entry !== undefined) {
    const found = findEntry(room, request.entry)
    if (typeof found !== 'number') return reportText(room, { failure: found, startedAt })
    entry = found
  }
  const own: string[] = []
  for (const name of request.names) {
    attempt(room, () => {
      if (find(room, name) !== absent) own.push(name)
    })
  }
  if (entry !== null && request.entry !== undefined) own.push(request.entry)
  const names = JSON.stringify({ entry, own })
  return `{"names":${names},${reportText(room, { failure: null, startedAt }).slice(1)}`
}

/** One use of the candidate: its answer, and how the room fared. */
export function useCandidate(request: UseRequest): string {
  if (open === null)
    return JSON.stringify({ answer: { ending: 'runtime_error', message: 'no candidate is open' }, usedMs: 0 })
  const { room, startedAt } = open
  room.startClock(request.timeMs)
  const usedFrom = performance.now()
  const { operation, name = '' } = request.use
  const { text, failure } = answerText(room, () => {
    if (operation === 'find') return find(room, name)
    if (request.patches.length > 0) room.drive('patches', JSON.stringify(request.patches))
    return room.drive('use', JSON.stringify(request.use), JSON.stringify(request.args))
  })
  const told = `"answer":${text},"usedMs":${performance.now() - usedFrom}`
  if (failure === null) return `{${told}}`
  return `{${told},${reportText(room, { failure, startedAt }).slice(1)}`
}

const absent = '{"ending":"finished","absent":true}'

function find(room: Room, name: string): string {
  let held: Ivm.Reference
  try {
    held = room.lookUp(name)
  } catch (thrown) {
    // No name that a program can define, such as a word of the language's.
    if (room.failureOf(thrown).ending === 'runtime_error') return absent
    throw thrown
  }
  return room.drive('find', name, held.derefInto()) as string
}

/** What the candidate wrote and seemed, at the end. */
export function closeCandidate(): string {
  if (open === null) return '{}'
  const text = reportText(open.room, { failure: null, startedAt: open.startedAt })
  open.room.dispose()
  open = null
  return text
}

const definesCheck = /\b(?:function\s*\*?|const|let|var)\s+check\b|\bcheck\s*=[^=]/

/** `relay` asks the other half and waits for its answer, both JSON. */
export async function runTester(request: TesterRequest, relay: (text: string) => Promise<string>): Promise<string> {
  const { language, script, preamble = '', limits, testerMs } = request
  let ownFrom = performance.now()
  const timed = async (text: string): Promise<string> => {
    const answer = await relay(`{"ownMs":${performance.now() - ownFrom},${text.slice(1)}`)
    ownFrom = performance.now()
    return answer
  }
  const room = new Room('tester', limits, new ivm.Reference(timed))
  room.startClock(testerMs)
  try {
    room.drive('start', JSON.stringify(request.names))
    // The candidate may call something so, too.
    const ending = definesCheck.test(script) ? "return typeof check === 'function' ? check : undefined" : ''
    const wrapped = `(async function () {${preamble}\n${script}\n;${ending} })`
    const compiled = compile(room, wrapped, language)
    if (typeof compiled === 'string') return JSON.stringify({ fault: compiled })
    const body = compiled.runSync(room.context, { reference: true })
    await room.driveOutside('run', '', body.derefInto())
    let turned: unknown = await room.driveOutside('turn')
    while (turned === 'more') turned = await room.driveOutside('turn')
    return `{"tester":${room.ask('result') as string}}`
  } catch (thrown) {
    const failure = room.failureOf(thrown)
    return `{"tester":${(room.ask('result') as string | undefined) ?? 'null'},"failure":${JSON.stringify(failure)}}`
  } finally {
    room.dispose()
  }
}

function compile(room: Room, source: string, language: TesterRequest['language']): Ivm.Script | string {
  const transformed = language === 'typescript' ? toJavaScript(source) : { code: source }
  if ('fault' in transformed) return transformed.fault
  try {
    return room.isolate.compileScriptSync(transformed.code, { filename: 'tests.js' })
  } catch (thrown) {
    return describeThrown(thrown)
  }
}
