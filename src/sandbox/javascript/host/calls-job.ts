// A `CallsJob` in the worker: loads the candidate, then calls its entry once for each list of arguments.
import { setImmediate as turn } from 'node:timers/promises'
import { jobBytes, tooMuch } from '../../limits.ts'
import { attempt, loadSource, type Loaded } from './load-source.ts'
import type { CallsRequest } from './protocol.ts'
import { reportText } from './report.ts'
import { Room, type StepFailure } from './room.ts'

/** A function's name, `Holder.method`, `Holder().method`. */
const entryPattern =
  /^(?<holder>[\p{ID_Start}$_][\p{ID_Continue}$]*)(?:(?:\(\))?\.(?<method>[\p{ID_Start}$_][\p{ID_Continue}$]*))?$/u

/** How answers leave: each as it is given, or with what comes next; `flush` ahead of a call that may never end. */
export interface AnswerWay {
  give(wallMs: number, text: string): void
  flush(): void
}

/** Of calls that take no longer together, nobody asks whether they are enough. */
const turnEveryMs = 2

export async function runCalls(
  request: CallsRequest,
  answers: AnswerWay,
  isEnough: () => boolean,
): Promise<{ text: string; room: Room }> {
  const startedAt = performance.now()
  const room = new Room('calls', request.limits)
  room.startClock()
  let failure: StepFailure | null
  let [worn, isPreamble] = [false, false]
  try {
    const loaded = loadCandidate(room, request)
    worn = loaded.worn
    isPreamble = loaded.isPreamble
    const found = loaded.failure ?? findEntry(room, request.entry)
    failure = typeof found === 'number' ? await answerCalls(room, request, { entry: found, answers, isEnough }) : found
  } catch (thrown) {
    failure = room.failureOf(thrown)
  }
  return { text: reportText(room, { failure, startedAt, worn, isPreamble }), room }
}

interface LoadedCandidate extends Loaded {
  /** The failure is that of the preamble, and nothing of the candidate's ran. */
  readonly isPreamble: boolean
}

export function loadCandidate(room: Room, request: Omit<CallsRequest, 'kind' | 'calls'>): LoadedCandidate {
  if (request.preamble !== undefined) {
    const preamble = loadSource(room, request.preamble, { language: request.language })
    if (preamble.failure !== null) return { ...preamble, isPreamble: true }
  }
  const holder = entryPattern.exec(request.entry)?.groups?.['holder']
  const isGiven = request.preamble !== undefined || (holder !== undefined && givenNames.has(holder))
  if (isGiven) for (const name of [holder, 'Solution']) if (name !== undefined) rememberGiven(room, name)
  const loaded = loadSource(room, request.source, {
    language: request.language,
    ...(holder === undefined ? {} : { wanted: holder }),
  })
  if (loaded.namespace !== null) room.drive('exports', '', loaded.namespace.derefInto())
  return { ...loaded, isPreamble: false }
}

/** Names that mean something before any program is loaded; at least those of an isolate. */
const givenNames = new Set([
  ...Object.getOwnPropertyNames(globalThis),
  ...Object.getOwnPropertyNames(Object.prototype),
  'require',
  'self',
])

/** What the preamble or the language itself calls by the entry's name is no answer of the candidate's. */
function rememberGiven(room: Room, name: string): void {
  attempt(room, () => room.drive('given', name, room.lookUp(name).derefInto()))
}

/** The number by which the isolate knows the entry. */
export function findEntry(room: Room, entry: string): number | StepFailure {
  const holder = entryPattern.exec(entry)?.groups?.['holder']
  if (holder === undefined) return { ending: 'runtime_error', message: `\`${entry}\` is no name of a function` }
  try {
    const number = Number(room.drive('take', entry, room.lookUp(holder).derefInto()))
    if (number >= 0) return number
    if (holder === entry) {
      const ofSolution = Number(room.drive('take', `Solution().${entry}`, room.lookUp('Solution').derefInto()))
      if (ofSolution >= 0) return ofSolution
    }
  } catch (thrown) {
    return room.failureOf(thrown)
  }
  return { ending: 'runtime_error', message: `\`${entry}\` is not defined` }
}

/** No answer is lost where a later call ends the process. */
async function answerCalls(
  room: Room,
  request: CallsRequest,
  options: { entry: number; answers: AnswerWay; isEnough: () => boolean },
): Promise<StepFailure | null> {
  const { entry, answers, isEnough } = options
  if (request.argumentsUnchanged === true) room.drive('watch')
  let leftUnits = jobBytes(request.limits)
  let turnedAt = performance.now()
  for (const { args } of request.calls) {
    answers.flush()
    if (performance.now() - turnedAt > turnEveryMs) {
      await turn()
      if (isEnough()) return null
      turnedAt = performance.now()
    }
    const startedAt = performance.now()
    room.startClock()
    const { text, failure } = answerText(room, () => room.drive('call', JSON.stringify(args), entry))
    leftUnits -= text.length
    if (leftUnits < 0) return { ending: 'output_limit', message: tooMuch(jobBytes(request.limits)) }
    answers.give(performance.now() - startedAt, text)
    if (failure !== null) return failure
  }
  return null
}

/** The answer to one use of the candidate, and the failure by which its run is over. */
export function answerText(room: Room, use: () => unknown): { text: string; failure: StepFailure | null } {
  try {
    let text = unlessRejected(room, use)
    while (text === '') text = unlessRejected(room, () => room.drive('step'))
    return { text, failure: endOf(text) }
  } catch (thrown) {
    const failure = room.failureOf(thrown)
    return { text: JSON.stringify(failure), failure }
  }
}

/** A promise that was rejected and that nobody watches does not end a call: the isolate says how that ended. */
function unlessRejected(room: Room, step: () => unknown): string {
  try {
    return step() as string
  } catch (thrown) {
    if (room.failureOf(thrown).ending !== 'runtime_error') throw thrown
    return ''
  }
}

/** Where an answer ends the run: its limit is used up, or what it printed reached the cap. */
export function endOf(text: string): StepFailure | null {
  const ending = /^\{"ending":"(time_limit|memory_limit)"/.exec(text)?.[1]
  if (ending === undefined) return null
  const { message } = JSON.parse(text) as { message?: string }
  return { ending: ending as StepFailure['ending'], message: message ?? '' }
}
