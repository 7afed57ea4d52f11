// What a test script checked, and what it left unchecked: the functions that a prepared script calls (see
// `script/prepare-script.ts`), and what the assertions tell.

/** In the script's scope as `__checks`. A number is a part that owes a check. */
export interface Watching {
  /** The script came to a part; gives back the value that it came with. */
  readonly come: (part: number, ...values: unknown[]) => unknown
  readonly enter: (part: number) => void
  /** As `come`, for a function that is named: it tells when it is called. */
  readonly named: (part: number, run: unknown) => unknown
  readonly begin: (part: number) => void
  readonly end: (part: number) => void
  readonly task: (part: number, run: () => Promise<unknown>) => Promise<unknown>
  /** A condition under which the script fails is asked. */
  readonly check: (...values: unknown[]) => unknown
  /** Holds a promise that nobody may hold, until the queue is empty: whether it is rejected unseen is told then. */
  readonly keep: (...values: unknown[]) => unknown
  readonly keeping: (run: unknown) => unknown
  readonly owing: (run: unknown) => unknown
  readonly defaultOf: (module: unknown) => unknown
  program: unknown
}

export interface Ledger {
  readonly watching: Watching
  /** For the assertions: one is reached; an asynchronous one begins and gives back how it ends. */
  readonly reached: () => void
  readonly begun: () => () => void
  /** A check fails: where the candidate could catch it, that is kept. */
  readonly failed: (message: string) => void
  readonly failedAfar: (message: string) => void
  /** Runs a function of the script's for the candidate. */
  readonly inCallback: (run: () => unknown) => unknown
  /** How many checks were reached. */
  count(): number
  /** Forgets promises; the queue was empty. */
  release(): void
  isOwing(run: unknown): boolean
  /** From here on parts belong to the test of this number. */
  turnTo(test: number): void
  /** What was left unchecked, by the number of its test. */
  faults(lines: readonly number[]): { readonly test: number; readonly message: string }[]
}

export function installLedger(): Ledger {
  interface Part {
    test: number
    come: number
    entered: number
    open: number
  }
  const parts = new Map<number, Part>()
  const owing = new WeakSet<object>()
  let held: unknown[] = []
  let count = 0
  let test = 0
  let callbacks = 0
  const openChecks = new Map<number, number>()
  const hidden: { test: number; message: string }[] = []

  const partOf = (number: number): Part => {
    let part = parts.get(number)
    if (part === undefined) parts.set(number, (part = { test, come: 0, entered: 0, open: 0 }))
    return part
  }
  const come = (number: number): void => {
    const part = partOf(number)
    part.come++
    part.test = test
  }
  const begin = (number: number): void => {
    const part = partOf(number)
    part.open++
    part.test = test
  }
  const keep = (...values: unknown[]): unknown => {
    const value = values.at(-1)
    if (typeof value === 'object' && value !== null) held.push(value)
    return value
  }
  const asGiven = (run: (...given: unknown[]) => unknown, made: object): unknown =>
    Object.defineProperties(made, {
      length: { value: run.length, configurable: true },
      name: { value: run.name, configurable: true },
    })

  const watching: Watching = {
    come(number, ...values) {
      come(number)
      return values.at(-1)
    },
    enter: (number) => void partOf(number).entered++,
    named(number, run) {
      come(number)
      if (typeof run !== 'function') return run
      return asGiven(run as never, function (this: unknown, ...given: unknown[]) {
        partOf(number).entered++
        return Reflect.apply(run, this, given) as unknown
      })
    },
    begin,
    end: (number) => void partOf(number).open--,
    async task(number, run) {
      begin(number)
      try {
        return await run()
      } finally {
        partOf(number).open--
      }
    },
    check(...values) {
      count++
      return values.at(-1)
    },
    keep,
    keeping: (run) =>
      asGiven(run as never, function (this: unknown, ...given: unknown[]) {
        return keep(Reflect.apply(run as () => unknown, this, given))
      }),
    owing(run) {
      owing.add(run as object)
      return run
    },
    defaultOf: (module) => (module as { default?: unknown } | null)?.default ?? module,
    program: undefined,
  }

  // Whatever hangs on a promise is one that can be rejected unseen.
  const descriptor = Reflect.getOwnPropertyDescriptor(Promise.prototype, 'then') as PropertyDescriptor
  const then = descriptor.value as (...given: never[]) => unknown
  const kept = function (this: Promise<unknown>, ...given: never[]): unknown {
    return keep(Reflect.apply(then, this, given))
  }
  // oxlint-disable-next-line unicorn/no-thenable -- the language's own, which is watched
  Reflect.defineProperty(Promise.prototype, 'then', { ...descriptor, value: asGiven(then as never, kept) })

  return {
    watching,
    reached: () => void count++,
    begun() {
      const at = test
      openChecks.set(at, (openChecks.get(at) ?? 0) + 1)
      return () => void openChecks.set(at, (openChecks.get(at) ?? 0) - 1)
    },
    failed(message) {
      if (callbacks > 0) hidden.push({ test, message })
    },
    failedAfar: (message) => void hidden.push({ test, message }),
    inCallback(run) {
      callbacks++
      try {
        return run()
      } finally {
        callbacks--
      }
    },
    count: () => count,
    release() {
      held = []
    },
    isOwing: (run) => owing.has(run as object),
    turnTo(number) {
      test = number
    },
    faults(lines) {
      const faults = [...hidden]
      for (const [number, part] of parts) {
        const line = lines[number]
        if (part.come > 0 && part.entered === 0) {
          faults.push({ test: part.test, message: `the checks of line ${line} ran over nothing` })
        }
        if (part.open > 0)
          faults.push({ test: part.test, message: `the checks of line ${line} never came to their end` })
      }
      for (const [at, open] of openChecks) {
        if (open > 0) faults.push({ test: at, message: 'a check of a promise never came to its end' })
      }
      return faults
    },
  }
}
