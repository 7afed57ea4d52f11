// Calls the candidate's entry function inside its isolate and answers with JSON texts. The child calls `drive` and
// gives the candidate nothing of it.
import type { KeptObjects, KeptObjectsOptions } from './kept-objects.ts'
import type { Entries } from './entries.ts'
import type { NodeModules } from '../shared/node-modules.ts'
import type { Output } from '../shared/output.ts'
import type { PlainData } from '../shared/plain-data.ts'
import type { Callable, Primordials } from '../shared/primordials.ts'
import type { ProxyUse, UseText } from '../tester/answers.ts'
import type { Timers } from '../shared/timers.ts'

/**
 * - `given` (a name, its value in script scope) marks what stood there before the candidate: no entry;
 * - `take` (a name, its value in script scope) finds an entry: its number, or -1 where there is no such function;
 * - `exports` (a module's namespace) says where else to look;
 * - `call` (arguments as JSON, number of the entry) answers at once, or with an empty text where a promise is out;
 * - `watch` has the answers of all following calls tell where one changed its arguments;
 * - `step` goes on with what was promised: an answer, or an empty text where there is more to wait for;
 * - `keep` begins, before a candidate is loaded, what the next three ask for;
 * - `patches` (JSON) says what stands in the arguments of the next use that is no plain data;
 * - `use` (a `ProxyUse` as JSON, arguments as JSON) answers as `call` does, or `turn`s the timers;
 * - `find` (a name, its value in script scope) answers with what the candidate calls by it;
 * - `names` of a module's exports, as JSON;
 * - `state` tells what was written and seen.
 */
export type Drive = (
  command:
    | 'given'
    | 'take'
    | 'exports'
    | 'watch'
    | 'call'
    | 'step'
    | 'keep'
    | 'patches'
    | 'use'
    | 'find'
    | 'names'
    | 'state',
  text?: string,
  value?: unknown,
) => unknown

export interface CallDriverOptions {
  readonly primordials: Primordials
  readonly plainData: PlainData
  readonly keptObjects: (parts: Pick<KeptObjectsOptions, 'callScript' | 'follow'>) => KeptObjects
  readonly entries: (moduleObject: { readonly exports: unknown }, namespace: () => unknown) => Entries
  /** Sends JSON to the test script, waits for JSON; of a script job only. */
  readonly askScript: (text: string) => string
  readonly output: Output
  readonly timers: Timers
  readonly modules: () => NodeModules
  readonly timeMs: number
  readonly outputBytes: number
}

export function installCallDriver(options: CallDriverOptions): Drive {
  const { primordials, plainData, output, timers, modules, timeMs, outputBytes } = options
  const { apply, construct, define, getDescriptor, hasOwn, quote, slice, whenSettled, toWellFormed } = primordials
  const global = globalThis as unknown as Record<string, unknown>
  const moduleObject = { exports: {} as unknown }
  let namespace: unknown
  const { isGiven, ofObject, ...entries } = options.entries(moduleObject, () => namespace)

  let calls = 0
  let answer = ''
  /** For a test script, which is told before the candidate is loaded: what is no plain data is kept for it. */
  let keptObjects: KeptObjects | null = null
  let patches = '[]'
  /** The arguments of the call under way, where all of them are plain data, and what they were as JSON. */
  let passed: { readonly given: unknown[]; readonly text: string } | null = null
  let startedAt = 0

  for (const [name, value] of [
    ['module', moduleObject],
    ['exports', moduleObject.exports],
    ['self', global],
    ['global', global],
  ] as const) {
    define(global, name, { value, writable: true, enumerable: false, configurable: true })
  }

  const failure = (thrown: unknown): string => {
    const message = plainData.describe(thrown)
    const ending = output.stdoutTruncated()
      ? 'output_limit'
      : message === 'RangeError: Array buffer allocation failed'
        ? 'memory_limit'
        : 'runtime_error'
    return (
      '{"ending":"' +
      ending +
      '","message":' +
      quote(toWellFormed(message)) +
      (keptObjects === null ? '' : keptObjects.thrownTold(thrown)) +
      '}'
    )
  }

  const finished = (value: unknown): string => {
    try {
      if (keptObjects !== null) return '{"ending":"finished",' + toldWithArguments(keptObjects, value) + '}'
      return '{"ending":"finished","value":' + plainData.write(value, outputBytes) + watchedArguments() + '}'
    } catch (thrown) {
      if (thrown !== plainData.tooLong) return failure(thrown)
      return '{"ending":"output_limit","message":"the result is longer than ' + outputBytes + ' bytes"}'
    }
  }

  let watches = false
  const watchedArguments = (): string =>
    passed === null || plainData.write(passed.given, Infinity) === passed.text ? '' : ',"argumentsChanged":true'
  /** A function that gives nothing back is called for what it does to its arguments; one may give back what it was given. */
  const toldWithArguments = (kept: KeptObjects, value: unknown): string => {
    if (passed === null || value === null || (value !== undefined && typeof value !== 'object')) return kept.told(value)
    const { given, text } = passed
    if (value === undefined) passed = null
    const now = kept.textOf(given, outputBytes + text.length)
    if (value !== undefined) return kept.told(value, 0, now === text ? given : undefined)
    return kept.told(value) + (now === '' || now === text ? '' : ',"changed":' + now)
  }

  const settle = (value: unknown): string => {
    const call = ++calls
    answer = ''
    startedAt = timers.now()
    if (typeof value !== 'object' || value === null) return finished(value)
    // A test script is told of a promise, and later how it ended.
    if (keptObjects !== null) {
      const told = finished(value)
      if (!primordials.includes(told, '"promise":')) return told
      waiting = told
      return ''
    }
    try {
      // Throws at once for anything but a real promise; a `then` of the candidate's own is never called.
      whenSettled(
        value,
        (kept) => {
          if (call === calls) answer = finished(kept)
        },
        (reason) => {
          if (call === calls) answer = failure(reason)
        },
      )
      return ''
    } catch {
      return finished(value)
    }
  }

  /** Promises that are settled and not yet told of: `[number,answer]` each. */
  let settled = ''
  /** An answer that waits until the queue has run, so that what is settled by then is told with it. */
  let waiting = ''
  let turnUntil: number | null = null
  const followed = primordials.makeTable()

  const follow: KeptObjectsOptions['follow'] = (value, numberOf) => {
    if (followed.get(value) === true) return true
    const changes = passed
    const tell = (told: string): void => {
      settled += (settled === '' ? '[' : ',[') + numberOf() + ',' + told + ']'
    }
    try {
      whenSettled(
        value,
        (kept) => {
          passed = changes
          tell(finished(kept))
          passed = null
        },
        (reason) => tell(failure(reason)),
      )
    } catch {
      return false
    }
    followed.set(value, true)
    return true
  }

  /** With what the script is to hear besides: promises, and when the next timer is due. */
  const withNews = (told: string): string => {
    const next = timers.nextAt()
    if (settled === '' && next < 0) return told
    const news = (settled === '' ? '' : ',"settled":[' + settled + ']') + (next < 0 ? '' : ',"next":' + next)
    settled = ''
    return slice(told, 0, told.length - 1) + news + '}'
  }

  /** Runs timers up to a time, or until a promise is settled. */
  const turnTimers = (until: number): string => {
    const next = timers.nextAt()
    if (settled !== '' || next < 0 || next > until) {
      turnUntil = null
      return '{"ending":"finished","value":null,"now":' + timers.now() + '}'
    }
    try {
      timers.runNext()
      return ''
    } catch (thrown) {
      turnUntil = null
      return failure(thrown)
    }
  }

  /** Calls a function of the script's, and answers what that asks meanwhile. */
  const callScript = (callback: number, given: ArrayLike<unknown>): unknown => {
    const kept = keeping()
    let items = ''
    for (let i = 0; i < given.length; i++) items += (i > 0 ? ',{' : '{') + kept.told(given[i]) + '}'
    let text = '{"callback":' + callback + ',"given":[' + items + ']}'
    for (;;) {
      // Each of them JSON in JSON, so that none is written again here.
      const asked = primordials.parse(options.askScript(text)) as Record<keyof UseText, string>
      const { operation } = primordials.parse(asked.use) as ProxyUse
      if (operation === 'return' || operation === 'throw') {
        const value = kept.given(asked.args, asked.patches)[0]
        if (operation === 'throw') throw value
        return value
      }
      const outer = { answer, waiting, patches }
      patches = asked.patches
      const told = use(asked.use, asked.args)
      text = withNews(told === '' ? waiting : told)
      answer = outer.answer
      waiting = outer.waiting
      patches = outer.patches
    }
  }

  const call = (text: string, number: number): string => {
    try {
      const args = plainData.revive(text) as unknown[]
      passed = watches ? { given: args, text: plainData.write(args, Infinity) } : null
      return settle(entries.at(number).call(args))
    } catch (thrown) {
      calls++
      return failure(thrown)
    }
  }

  const keeping = (): KeptObjects => {
    if (keptObjects === null) throw new Error('nothing is kept here')
    return keptObjects
  }

  const use = (text: string, args: string): string => {
    const kept = keeping()
    const wanted = primordials.parse(text) as ProxyUse
    const { operation, target, name = '', symbol, self } = wanted
    passed = null
    timers.advance(wanted.at ?? 0)
    try {
      const given = kept.given(args, patches)
      const isPromise = operation === 'resolve' || operation === 'reject' || operation === 'turn'
      const isEntry = target >= 0 && !isPromise
      const held = isEntry ? entries.at(target).called : kept.at(target)
      const key = symbol === undefined ? name : (Symbol[symbol] as unknown as string)
      switch (operation) {
        case 'call':
          passed = patches === '[]' ? { given, text: args } : null
          if (isEntry) return settle(entries.at(target).call(given))
          return settle(apply(held as Callable, self ? kept.at(self) : kept.selfOf(target), given))
        case 'new':
          // Whatever it is, it has a state of its own from now on.
          return '{"ending":"finished","object":' + kept.keep(construct(held as never, given)) + '}'
        case 'get':
          return settle((held as Record<string, unknown>)[key])
        case 'set':
          ;(held as Record<string, unknown>)[key] = given[0]
          return finished(true)
        case 'has':
          return finished(key in (held as object))
        case 'own':
          return hasOwn(held as object, key) ? settle((held as Record<string, unknown>)[key]) : absent
        case 'keys':
          return finished(enumerableKeys(held as object))
        case 'prototype':
          return '{"ending":"finished",' + kept.prototypeTold(held as object) + '}'
        case 'turn':
          turnUntil = wanted.until ?? 0
          return ''
        case 'resolve':
        case 'reject':
          kept.settle(target, operation, given[0])
          waiting = '{"ending":"finished","value":null}'
          return ''
        case 'find':
        case 'return':
        case 'throw':
          return absent
      }
    } catch (thrown) {
      calls++
      return failure(thrown)
    } finally {
      patches = '[]'
    }
  }

  const absent = '{"ending":"finished","absent":true}'
  const enumerableKeys = (held: object): string[] => {
    const keys: string[] = []
    const all = primordials.ownKeys(held)
    for (let i = 0; i < all.length; i++) {
      const key = all[i] as string
      if (typeof key === 'string' && getDescriptor(held, key)?.enumerable === true) {
        define(keys, keys.length, { value: key, writable: true, enumerable: true, configurable: true })
      }
    }
    return keys
  }

  const findNamed = (name: string, found: unknown): string => {
    const kept = keeping()
    try {
      if (found !== undefined && !isGiven(found)) return settle(found)
      for (const holder of [namespace, moduleObject.exports, ofObject(namespace, 'default')]) {
        const held = ofObject(holder, name)
        if (held === undefined) continue
        if (typeof held === 'function') kept.keep(held, holder)
        return settle(held)
      }
      return absent
    } catch (thrown) {
      calls++
      return failure(thrown)
    }
  }

  const step = (): string => {
    if (answer !== '') return answer
    // Kept as the answer, for what this returns is lost where a promise of the candidate's is rejected meanwhile.
    if (waiting !== '') {
      answer = withNews(waiting)
      waiting = ''
      return answer
    }
    if (turnUntil !== null) {
      const told = turnTimers(turnUntil)
      return (answer = told === '' ? '' : withNews(told))
    }
    const next = timers.nextAt()
    if (next < 0) return failure('the promise can never settle: nothing is left to run')
    if (next - startedAt > timeMs) return '{"ending":"time_limit","message":"it sleeps past the time limit"}'
    try {
      timers.runNext()
    } catch (thrown) {
      return failure(thrown)
    }
    return answer
  }

  const state = (): string =>
    '{' + output.told() + ',"sawOpaque":' + (plainData.sawOpaque() && keptObjects === null) + '}'

  return (command, text = '', value) => {
    switch (command) {
      case 'given':
        if (value !== undefined) entries.mark(value)
        return ''
      case 'take':
        return entries.take(text, value)
      case 'exports':
        namespace = value
        return ''
      case 'call':
        // Kept for the next step: what this returns is lost where a promise of the candidate's is rejected meanwhile.
        answer = call(text, value as number)
        return answer
      case 'watch':
        watches = true
        return ''
      case 'step':
        return step()
      case 'keep':
        plainData.tellExactly()
        keptObjects = options.keptObjects({ callScript, follow })
        return ''
      case 'use':
        answer = use(text, value as string)
        if (answer !== '') answer = withNews(answer)
        return answer
      case 'patches':
        patches = text
        return ''
      case 'find':
        answer = findNamed(text, value)
        return answer
      case 'names':
        return modules().names(text)
      case 'state':
        return state()
    }
  }
}
