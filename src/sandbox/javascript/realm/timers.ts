// Timers over a clock that stands still while code runs and jumps to the next timer when none does. The child turns
// it between two entries into the isolate, so that microtasks run in between as they do in Node. Where the clock
// stands counts towards the time limit: a program that sleeps too long is too slow, and nobody has to wait for it.
import type { Primordials } from './primordials.ts'

export interface Timers {
  /** Where the clock stands, in milliseconds since the start. */
  now(): number
  /** When the next timer is due; -1 where there is none. */
  nextAt(): number
  /** Turns the clock to the next timer and runs it. */
  runNext(): void
}

export function installTimers(primordials: Primordials): Timers {
  const { apply, define, now: dateNow } = primordials
  const global = globalThis as unknown as Record<string, unknown>
  const NativeDate = Date

  interface Timer {
    readonly id: number
    at: number
    readonly everyMs: number
    readonly run: () => void
    next: Timer | null
  }
  /** Linked in the order of their times. */
  let first: Timer | null = null
  let clock = 0
  let lastId = 0

  const insert = (timer: Timer): void => {
    if (first === null || timer.at < first.at) {
      timer.next = first
      first = timer
      return
    }
    let before = first
    while (before.next !== null && before.next.at <= timer.at) before = before.next
    timer.next = before.next
    before.next = timer
  }

  const remove = (id: number): void => {
    for (let timer = first, before: Timer | null = null; timer !== null; before = timer, timer = timer.next) {
      if (timer.id !== id) continue
      if (before === null) first = timer.next
      else before.next = timer.next
      return
    }
  }

  const start = (callback: unknown, delay: unknown, given: unknown[], repeat: boolean): object => {
    if (typeof callback !== 'function') throw new TypeError('The "callback" argument must be of type function.')
    const wanted = Number(delay)
    const delayMs = wanted >= 1 && wanted <= 2147483647 ? wanted : 1
    const id = ++lastId
    const run = (): void => void apply(callback as () => unknown, undefined, given)
    insert({ id, at: clock + delayMs, everyMs: repeat ? delayMs : -1, run, next: null })
    return new Timeout(id)
  }

  class Timeout {
    readonly #id: number
    constructor(id: number) {
      this.#id = id
    }
    ref(): this {
      return this
    }
    unref(): this {
      return this
    }
    hasRef(): boolean {
      return true
    }
    [Symbol.toPrimitive](): number {
      return this.#id
    }
    static idOf(handle: unknown): number {
      return typeof handle === 'object' && handle !== null && #id in handle ? handle.#id : Number(handle)
    }
  }

  const set = (name: string, value: unknown): void => {
    define(global, name, { value, writable: true, enumerable: false, configurable: true })
  }
  const clear = (handle?: unknown): void => {
    if (handle !== undefined && handle !== null) remove(Timeout.idOf(handle))
  }
  set('setTimeout', function setTimeout(callback: unknown, delay?: unknown, ...given: unknown[]) {
    return start(callback, delay, given, false)
  })
  set('setInterval', function setInterval(callback: unknown, delay?: unknown, ...given: unknown[]) {
    return start(callback, delay, given, true)
  })
  set('setImmediate', function setImmediate(callback: unknown, ...given: unknown[]) {
    if (typeof callback !== 'function') throw new TypeError('The "callback" argument must be of type function.')
    const id = ++lastId
    insert({
      id,
      at: clock,
      everyMs: -1,
      run: () => void apply(callback as () => unknown, undefined, given),
      next: null,
    })
    return new Timeout(id)
  })
  set('clearTimeout', clear)
  set('clearInterval', clear)
  set('clearImmediate', clear)
  const settled = Promise.resolve()
  set('queueMicrotask', function queueMicrotask(callback: unknown) {
    if (typeof callback !== 'function') throw new TypeError('The "callback" argument must be of type function.')
    primordials.whenSettled(
      settled,
      () => void apply(callback as () => unknown, undefined, []),
      () => {},
    )
  })

  // Both clocks of the program go on by what it slept.
  define(NativeDate, 'now', { value: () => dateNow() + clock, writable: true, enumerable: false, configurable: true })
  const startedAt = dateNow()
  set('performance', { now: () => dateNow() - startedAt + clock, timeOrigin: startedAt, mark() {}, measure() {} })

  return {
    now: () => clock,
    nextAt: () => (first === null ? -1 : first.at),
    runNext() {
      const timer = first
      if (timer === null) return
      first = timer.next
      if (timer.at > clock) clock = timer.at
      if (timer.everyMs >= 0) {
        timer.at = clock + timer.everyMs
        insert(timer)
      }
      timer.run()
    },
  }
}
