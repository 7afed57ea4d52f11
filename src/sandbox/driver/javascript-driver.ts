// The JavaScript twin of `python_driver.py`: answers the calls of a job under plain Node, in one process with the
// candidate. Turned into text and run as a CommonJS file; it sees only its parameters and Node.
import { installPlainData } from '../javascript/realm/shared/plain-data.ts'
import { capturePrimordials, type Primordials } from '../javascript/realm/shared/primordials.ts'
import type { PlainData } from '../javascript/realm/shared/plain-data.ts'

/** What the driver reads from standard input. */
export interface DriverJob {
  readonly nonce: string
  readonly source: string
  readonly preamble: string
  readonly entry: string
  readonly calls: readonly (readonly [args: readonly unknown[], kwargs: object])[]
  readonly timeMs: number
  readonly outputBytes: number
  /** Python only: answers tell where a call changed its arguments. */
  readonly unchanged?: boolean
}

/** `describe` and all else of the candidate's reach is captured before its source runs. */
function answerCalls(
  primordials: Primordials,
  plainData: PlainData,
  nodeRequire: NodeJS.Require,
  importModule: (url: string) => Promise<Record<string, unknown>>,
): void {
  const fs = nodeRequire('node:fs') as typeof import('node:fs')
  // Our own server runs programs inside of an isolate, which has no `vm`; there nothing but the whole run has a limit.
  const vm = ((): typeof import('node:vm') | null => {
    try {
      return nodeRequire('node:vm') as typeof import('node:vm')
    } catch {
      return null
    }
  })()
  const { apply, construct, getDescriptor, hasOwn, quote, whenSettled } = primordials
  const exit = process.exit.bind(process)
  const { writeSync } = fs
  const clock = performance.now.bind(performance)
  const [setTimer, clearTimer] = [setTimeout, clearTimeout]
  const later: (run: (value: unknown) => void) => unknown = globalThis.setImmediate ?? setTimer
  const job = JSON.parse(fs.readFileSync(0, 'utf8')) as DriverJob
  const { timeMs, outputBytes, calls } = job
  const texts = calls.map(([args]) => JSON.stringify(args))
  const moduleObject = { exports: {} as Record<string, unknown> }
  let namespace: Record<string, unknown> = {}

  const report = (json: string): void => {
    let left = Buffer.from('\n@' + job.nonce + ' ' + json + '\n')
    while (left.length > 0) {
      try {
        left = left.subarray(writeSync(1, left))
      } catch (thrown) {
        // A pipe that is full for a moment.
        if ((thrown as { code?: string }).code !== 'EAGAIN') throw thrown
      }
    }
  }
  const fault = (ending: string, message: string): void =>
    report('{"at":"fault","ending":"' + ending + '","message":' + quote(message.toWellFormed()) + '}')

  const isLate = (thrown: unknown): boolean =>
    typeof thrown === 'object' &&
    thrown !== null &&
    getDescriptor(thrown, 'code')?.value === 'ERR_SCRIPT_EXECUTION_TIMEOUT'

  const endingOf = (thrown: unknown, message: string): string =>
    isLate(thrown)
      ? 'time_limit'
      : message === 'RangeError: Array buffer allocation failed'
        ? 'memory_limit'
        : 'runtime_error'

  /** Runs a step under the time limit; only code that `vm` entered can be ended. */
  let step: () => unknown = () => undefined
  const stepName = '__step' + job.nonce
  Object.defineProperty(globalThis, stepName, { value: () => step() })
  const inTime = (work: () => unknown): unknown => {
    if (vm === null) return work()
    step = work
    return vm.runInThisContext(stepName + '()', { timeout: timeMs })
  }

  const own = (holder: unknown, name: string): unknown => {
    if ((typeof holder !== 'object' && typeof holder !== 'function') || holder === null) return undefined
    const descriptor = getDescriptor(holder, name)
    return descriptor !== undefined && hasOwn(descriptor, 'value') ? descriptor.value : undefined
  }
  /** Reads a name of the candidate's top level, where the candidate was evaluated. */
  let scope: (name: string) => unknown = () => undefined
  const find = (name: string): unknown => {
    let inScope: unknown
    try {
      inScope = vm === null ? scope(name) : vm.runInThisContext(name)
    } catch {
      inScope = undefined
    }
    const fallback = own(namespace, 'default')
    for (const found of [inScope, own(namespace, name), own(moduleObject.exports, name), own(fallback, name)]) {
      if (found !== undefined) return found
    }
    return typeof fallback === 'function' ? fallback : undefined
  }
  const isClassWith = (made: unknown, method: string): made is new () => Record<string, unknown> =>
    typeof made === 'function' && typeof made.prototype === 'object' && method in (made.prototype as object)

  type Entry = (given: unknown[]) => unknown
  const entryOf = (wanted: string): Entry | null => {
    const parsed = /^([\p{ID_Start}$_][\p{ID_Continue}$]*)(\(\))?(?:\.([\p{ID_Start}$_][\p{ID_Continue}$]*))?$/u.exec(
      wanted,
    )
    if (parsed === null) return null
    const [, name = '', made, method] = parsed
    const holder = find(name)
    if (method === undefined) {
      if (typeof holder === 'function') return (given) => apply(holder as () => unknown, undefined, given)
      return isClassWith(find('Solution'), name) ? entryOf('Solution().' + name) : null
    }
    if (made === undefined) {
      const held = own(holder, method)
      return typeof held === 'function' ? (given) => apply(held as () => unknown, holder, given) : null
    }
    if (typeof holder !== 'function') return null
    return (given) => {
      const instance = construct(holder, []) as Record<string, unknown>
      return apply(instance[method] as () => unknown, instance, given)
    }
  }

  const saysModule = (thrown: unknown): boolean =>
    thrown instanceof SyntaxError &&
    /import statement|'export'|import\.meta|^await is only|^Unexpected reserved word/.test(thrown.message)

  /** A script, or where it says of itself that it is a module, one. Rejects with what it threw. */
  const load = async (source: string): Promise<void> => {
    if (vm === null) return evaluate(source)
    let script
    try {
      script = new vm.Script(source, { filename: 'solution.js' })
    } catch (thrown) {
      if (!saysModule(thrown)) throw thrown
      namespace = await importModule('data:text/javascript;base64,' + Buffer.from(source).toString('base64'))
      return
    }
    script.runInThisContext({ timeout: timeMs })
  }

  /** Without `vm`: names of the top level stay in the evaluation, and a reader of names is its value. */
  const evaluate = (source: string): void => {
    const evaluated = (text: string): void => {
      // oxlint-disable-next-line no-eval -- running a candidate's text is what this program is for
      scope = (0, eval)(text + '\n;(name) => eval(name)') as typeof scope
    }
    try {
      evaluated(source)
    } catch (thrown) {
      if (!saysModule(thrown)) throw thrown
      const asScript = source
        .replaceAll(/^[ \t]*export[ \t]*\{[^}]*\}[ \t]*;?/gm, '')
        .replaceAll(
          /^[ \t]*export[ \t]+(?:default[ \t]+)?(?=(?:(?:async[ \t]+)?function\b[ \t*]*|class[ \t]+|(?:const|let|var)[ \t]+)[\w$[{])/gm,
          '',
        )
        .replaceAll(/^[ \t]*export[ \t]+default\b/gm, 'exports.default =')
      evaluated(asScript)
      namespace = moduleObject.exports
    }
  }

  /** What a promise gives, or a time limit. A `then` of the candidate's own is never called. */
  const settled = (value: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const late = setTimer(() => reject(Object.assign(new Error(), { code: 'ERR_SCRIPT_EXECUTION_TIMEOUT' })), timeMs)
      const end = (settle: (result: unknown) => void) => (result: unknown) => {
        clearTimer(late)
        // In a box, so that what is resolved is no thenable.
        settle(result)
      }
      try {
        whenSettled(
          value,
          end((kept) => resolve({ kept })),
          end(reject),
        )
      } catch {
        end((kept) => resolve({ kept }))(value)
      }
    })

  const main = async (): Promise<void> => {
    report('{"at":"begin"}')
    Object.assign(globalThis, { module: moduleObject, exports: moduleObject.exports, require: nodeRequire })
    let entry: Entry | null
    try {
      if (job.preamble !== '') {
        await load(job.preamble)
        report('{"at":"prepared"}')
      }
      await load(job.source)
      entry = entryOf(job.entry)
    } catch (thrown) {
      const message = plainData.describe(thrown)
      return fault(/^SyntaxError\b/.test(message) ? 'compile_error' : endingOf(thrown, message), message)
    }
    if (entry === null) return fault('runtime_error', job.entry + ' is not defined')
    report('{"at":"loaded"}')
    for (let index = 0; index < texts.length; index++) {
      const started = clock()
      let told: string
      try {
        const given = plainData.revive(texts[index] as string) as unknown[]
        const result = inTime(() => ({ kept: entry(given) })) as { kept: unknown }
        const { kept } =
          typeof result.kept === 'object' && result.kept !== null
            ? ((await settled(result.kept)) as typeof result)
            : result
        // What the candidate left in the queue runs before its answer counts.
        await new Promise((resolve) => later(resolve))
        told = '"value":' + plainData.write(kept, outputBytes) + ',"opaque":' + plainData.sawOpaque()
      } catch (thrown) {
        const isTooLong = thrown === plainData.tooLong
        const message = isTooLong ? 'the result has more than ' + outputBytes + ' bytes' : plainData.describe(thrown)
        const ending = isTooLong ? 'output_limit' : endingOf(thrown, message)
        told = '"ending":"' + ending + '","message":' + quote(message.toWellFormed())
      }
      report('{"at":"answer","index":' + index + ',"ms":' + (clock() - started) + ',' + told + '}')
    }
    report('{"at":"end"}')
  }
  void main().finally(() => vm === null || exit(0))
}

/** The whole driver as a CommonJS program. */
export const javascriptDriver: string = [
  "'use strict';",
  `const primordials = (${capturePrimordials.toString()})();`,
  `const plainData = (${installPlainData.toString()})(primordials);`,
  `(${answerCalls.toString()})(primordials, plainData, require, (url) => import(url));`,
  '',
].join('\n')
