// `jest.fn()` and `vi.fn()`: functions that note how they are called. They cross to the program like any function.

export interface MockCall {
  readonly given: unknown[]
  /** What it gave back; nothing where it threw. */
  returned?: { value: unknown }
}

export interface Mocks {
  readonly library: Readonly<Record<string, unknown>>
  /** The mock of `node:test`. */
  readonly mock: Readonly<Record<string, unknown>>
  /** The calls of a mock function; undefined for anything else. */
  callsOf(value: unknown): MockCall[] | undefined
}

export function installMocks(): Mocks {
  type Run = (...given: unknown[]) => unknown
  const all = new Map<object, MockCall[]>()

  const fn = (first?: Run): Run => {
    const calls: MockCall[] = []
    let always: Run | undefined = first
    let next: Run[] = []
    const mock = function (this: unknown, ...given: unknown[]): unknown {
      const call: MockCall = { given }
      calls.push(call)
      const run = next.shift() ?? always
      const value = run === undefined ? undefined : Reflect.apply(run, this, given)
      call.returned = { value }
      return value
    }
    const chain =
      (act: (value: unknown) => void) =>
      (value?: unknown): Run => {
        act(value)
        return mock
      }
    const clear = (): Run => {
      calls.length = 0
      return mock
    }
    const reset = (): Run => {
      clear()
      always = undefined
      next = []
      return mock
    }
    const failing =
      (value: unknown): Run =>
      async () => {
        throw value
      }
    const results = (): object[] =>
      calls.map(({ returned }) => (returned ? { type: 'return', value: returned.value } : { type: 'throw' }))
    Object.assign(mock, {
      mockImplementation: chain((value) => (always = value as Run)),
      mockImplementationOnce: chain((value) => next.push(value as Run)),
      mockReturnValue: chain((value) => (always = () => value)),
      mockReturnValueOnce: chain((value) => next.push(() => value)),
      mockResolvedValue: chain((value) => (always = async () => value)),
      mockResolvedValueOnce: chain((value) => next.push(async () => value)),
      mockRejectedValue: chain((value) => (always = failing(value))),
      mockRejectedValueOnce: chain((value) => next.push(failing(value))),
      mockName: chain(() => {}),
      mockClear: clear,
      mockReset: reset,
      mockRestore: reset,
      getMockName: () => 'fn',
    })
    // Jest's calls are lists of arguments, those of `node:test` records with them.
    const told = (asRecords: boolean): unknown[] =>
      calls.map(({ given, returned }) => (asRecords ? { arguments: given, result: returned?.value } : given))
    Object.defineProperty(mock, 'mock', {
      value: {
        get calls() {
          return told(isOfNode.has(mock))
        },
        get results() {
          return results()
        },
        get lastCall() {
          return calls.at(-1)?.given
        },
        callCount: () => calls.length,
        resetCalls: clear,
      },
    })
    all.set(mock, calls)
    return mock
  }
  const isOfNode = new WeakSet<object>()
  const clearAll = (): void => {
    for (const calls of all.values()) calls.length = 0
  }
  return {
    library: { fn, clearAllMocks: clearAll, resetAllMocks: clearAll, restoreAllMocks: () => {}, setTimeout: () => {} },
    mock: {
      fn: (run?: Run) => {
        const made = fn(run)
        isOfNode.add(made)
        return made
      },
    },
    callsOf: (value) => (typeof value === 'function' ? all.get(value) : undefined),
  }
}
