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
  /** Turns the clock to a time, unless it is past it; runs nothing. */
  advance(to: number): void
  /** Whether a timer waits that runs once. */
  hasSingle(): boolean
  clear(): void
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
    /** Of two at the same time the one that was inserted first goes first. */
    turn: number
    isCleared: boolean
    child: Timer | null
    sibling: Timer | null
  }
  /** A pairing heap (Fredman, Sedgewick, Sleator and Tarjan 1986): linked, since an array's elements could be caught by
   * setters on its prototype. */
  let first: Timer | null = null
  const byId: Record<number, Timer> = { __proto__: null } as never
  let clock = 0
  let lastId = 0
  let lastTurn = 0

  const merged = (one: Timer, other: Timer): Timer => {
    const isOneFirst = one.at < other.at || (one.at === other.at && one.turn < other.turn)
    const top = isOneFirst ? one : other
    const below = isOneFirst ? other : one
    below.sibling = top.child
    top.child = below
    return top
  }

  const insert = (timer: Timer): void => {
    timer.turn = ++lastTurn
    timer.child = timer.sibling = null
    first = first === null ? timer : merged(first, timer)
  }

  /** Gives back the one that is first then. */
  const takeFirst = (): Timer | null => {
    let rest = first === null ? null : first.child
    let pairs: Timer | null = null
    while (rest !== null) {
      const one: Timer = rest
      const other: Timer | null = one.sibling
      rest = other === null ? null : other.sibling
      one.sibling = null
      let pair = one
      if (other !== null) {
        other.sibling = null
        pair = merged(one, other)
      }
      pair.sibling = pairs
      pairs = pair
    }
    let top: Timer | null = null
    while (pairs !== null) {
      const pair: Timer = pairs
      pairs = pair.sibling
      pair.sibling = null
      top = top === null ? pair : merged(top, pair)
    }
    first = top
    return top
  }

  /** The one that is due next. */
  const upcoming = (): Timer | null => {
    let timer = first
    while (timer !== null && timer.isCleared) timer = takeFirst()
    return timer
  }

  const remove = (id: number): void => {
    const timer = byId[id]
    if (timer === undefined) return
    timer.isCleared = true
    delete byId[id]
  }

  const begin = (atMs: number, everyMs: number, run: () => void): object => {
    const id = ++lastId
    const timer: Timer = { id, at: atMs, everyMs, run, turn: 0, isCleared: false, child: null, sibling: null }
    byId[id] = timer
    insert(timer)
    return new Timeout(id)
  }

  const start = (callback: unknown, delay: unknown, given: unknown[], repeat: boolean): object => {
    if (typeof callback !== 'function') throw new TypeError('The "callback" argument must be of type function.')
    const wanted = Number(delay)
    const delayMs = wanted >= 1 && wanted <= 2147483647 ? wanted : 1
    const run = (): void => void apply(callback as () => unknown, undefined, given)
    return begin(clock + delayMs, repeat ? delayMs : -1, run)
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
    return begin(clock, -1, () => void apply(callback as () => unknown, undefined, given))
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
    advance(to) {
      if (to > clock) clock = to
    },
    hasSingle() {
      for (const id in byId) if ((byId[id] as Timer).everyMs < 0) return true
      return false
    },
    clear() {
      for (const id in byId) remove(Number(id))
    },
    nextAt() {
      const timer = upcoming()
      return timer === null ? -1 : timer.at
    },
    runNext() {
      const timer = upcoming()
      if (timer === null) return
      takeFirst()
      if (timer.at > clock) clock = timer.at
      if (timer.everyMs >= 0) {
        timer.at = clock + timer.everyMs
        insert(timer)
      } else {
        delete byId[timer.id]
      }
      timer.run()
    },
  }
}
