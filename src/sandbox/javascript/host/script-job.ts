// The two halves of a `ScriptJob`, each in a worker of its own: the candidate, kept open to be used from afar, and the
// test script, which runs outside of the worker's main thread so that it can wait for the other half.
import { loadCandidate, findEntry, answerText, endOf } from './calls-job.ts'
import { toJavaScript } from '../typescript/to-javascript.ts'
import { ivm, type Ivm } from './isolated-vm.ts'
import { prepareScript } from '../script/prepare-script.ts'
import { attempt } from './load-source.ts'
import type { TesterStart } from '../realm/tester/tester.ts'
import type { OpenRequest, TesterRequest, UseRequest } from './protocol.ts'
import { reportText } from './report.ts'
import { Room, describeThrown, type StepFailure } from './room.ts'

/** The candidate of the script job under way. */
let open: { room: Room; startedAt: number; mayCallBack: boolean } | null = null

/**
 * Loads the candidate, finds its entry, and says which of the given names it defines.
 * `callBack` asks the test script while the candidate waits; both JSON.
 */
export function openCandidate(request: OpenRequest, callBack: (text: string) => Promise<string>): string {
  closeCandidate()
  const startedAt = performance.now()
  const room = new Room('calls', request.limits, new ivm.Reference(callBack))
  open = { room, startedAt, mayCallBack: false }
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
export async function useCandidate(request: UseRequest): Promise<string> {
  if (open === null)
    return JSON.stringify({ answer: { ending: 'runtime_error', message: 'no candidate is open' }, usedMs: 0 })
  const { room, startedAt } = open
  room.startClock(request.timeMs)
  const usedFrom = performance.now()
  const { operation, name = '' } = request.use
  if (request.patches.some(({ callback }) => callback !== undefined)) open.mayCallBack = true
  const patches = request.patches.length > 0 ? JSON.stringify(request.patches) : ''
  const [use, args] = [JSON.stringify(request.use), JSON.stringify(request.args)]
  const { text, failure } = open.mayCallBack
    ? await answerTextOutside(room, operation === 'find' ? () => find(room, name) : null, { use, args, patches })
    : answerText(room, () => {
        if (operation === 'find') return find(room, name)
        if (patches !== '') room.drive('patches', patches)
        return room.drive('use', use, args)
      })
  const told = `"answer":${text},"usedMs":${performance.now() - usedFrom}`
  if (failure === null) return `{${told}}`
  return `{${told},${reportText(room, { failure, startedAt }).slice(1)}`
}

/** As `answerText`, on a thread of its own, where the candidate can wait for the script. */
async function answerTextOutside(
  room: Room,
  find: (() => string) | null,
  { use, args, patches }: { use: string; args: string; patches: string },
): Promise<{ text: string; failure: StepFailure | null }> {
  const step = async (run: () => unknown): Promise<string> => {
    try {
      return (await run()) as string
    } catch (thrown) {
      if (room.failureOf(thrown).ending !== 'runtime_error') throw thrown
      return ''
    }
  }
  try {
    if (patches !== '') room.drive('patches', patches)
    let text = await step(find ?? (() => room.driveOutside('use', use, args)))
    while (text === '') text = await step(() => room.driveOutside('step'))
    return { text, failure: endOf(text) }
  } catch (thrown) {
    const failure = room.failureOf(thrown)
    return { text: JSON.stringify(failure), failure }
  }
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

/** What is wrong with a script whatever the program does, as `{ fault }` or `{ lacking }`; else empty. */
export function lookAtScript({ language, script }: Pick<TesterRequest, 'language' | 'script'>): string {
  const javascript = asJavaScript(script, language)
  if ('fault' in javascript) return JSON.stringify({ fault: javascript.fault })
  const { fault } = prepareScript(javascript.code)
  return fault === null ? '{}' : JSON.stringify({ lacking: fault })
}

/** `relay` asks the other half and waits for its answer, both JSON. */
export async function runTester(request: TesterRequest, relay: (text: string) => Promise<string>): Promise<string> {
  const { language, script, preamble = '', limits, testerMs } = request
  let ownFrom = performance.now()
  const timed = async (text: string): Promise<string> => {
    const answer = await relay(`{"ownMs":${performance.now() - ownFrom},${text.slice(1)}`)
    ownFrom = performance.now()
    return answer
  }
  const javascript = asJavaScript(script, language)
  if ('fault' in javascript) return JSON.stringify({ fault: javascript.fault })
  const prepared = prepareScript(javascript.code)
  const room = new Room('tester', limits, new ivm.Reference(timed))
  room.startClock(testerMs)
  try {
    const { lines, owes } = prepared
    room.drive('start', JSON.stringify({ ...request.names, lines, owes } satisfies TesterStart))
    // The candidate may call something so, too.
    const ending = definesCheck.test(script) ? "return typeof check === 'function' ? check : undefined" : ''
    const before = asJavaScript(preamble, language)
    const compiled = compile(
      room,
      `(async function () {${'code' in before ? before.code : preamble}\n${prepared.text}\n;${ending} })`,
    )
    if (typeof compiled === 'string') return JSON.stringify({ fault: compiled })
    const body = compiled.runSync(room.context, { reference: true })
    let turned = await drive(room, 'run', body.derefInto())
    while (turned === '' || turned === 'more') turned = await drive(room, 'turn')
    return `{"tester":${room.ask('result') as string}}`
  } catch (thrown) {
    const failure = room.failureOf(thrown)
    return `{"tester":${(room.ask('result') as string | undefined) ?? 'null'},"failure":${JSON.stringify(failure)}}`
  } finally {
    room.dispose()
  }
}

/** What V8 tells at the end of a step of a promise that was rejected and that nobody watches fails the test under way. */
async function drive(room: Room, command: string, value?: unknown): Promise<unknown> {
  try {
    return await room.driveOutside(command, '', value)
  } catch (thrown) {
    const failure = room.failureOf(thrown)
    if (failure.ending !== 'runtime_error') throw thrown
    room.drive('failed', failure.message)
    return 'more'
  }
}

function asJavaScript(source: string, language: TesterRequest['language']): { code: string } | { fault: string } {
  return language === 'typescript' && source !== '' ? toJavaScript(source) : { code: source }
}

function compile(room: Room, source: string): Ivm.Script | string {
  try {
    return room.isolate.compileScriptSync(source, { filename: 'tests.js' })
  } catch (thrown) {
    return describeThrown(thrown)
  }
}
