// `test`, `describe` and what surrounds them, as Jest, Vitest, Mocha and `node:test` have them: each registers, and the
// tester runs what is registered in order.

export interface RegisteredTest {
  readonly id: string
  readonly run: () => unknown
  /** As the script gave it. */
  readonly given: unknown
}

export interface TestBlocks {
  /** Globals, and what the test libraries export by the same names. */
  readonly globals: Readonly<Record<string, unknown>>
  /** What the script registered, with its hooks around it; none that is skipped, and the only ones where there are. */
  registered(): RegisteredTest[]
}

export interface TestBlocksOptions {
  /** What a test of `node:test` is given. */
  readonly context: (subtest: (...given: unknown[]) => unknown) => object
}

export function installTestBlocks({ context }: TestBlocksOptions): TestBlocks {
  type Run = (...given: unknown[]) => unknown
  interface Block {
    readonly outer: Block | null
    readonly name: string
    readonly isOnly: boolean
    readonly isSkipped: boolean
    readonly hooks: Record<'beforeAll' | 'afterAll' | 'beforeEach' | 'afterEach', Run[]>
    started: boolean
    left: number
  }
  interface Item {
    readonly block: Block
    readonly name: string
    readonly given: Run
    readonly row: readonly unknown[]
    readonly isOnly: boolean
  }
  const blockOf = (outer: Block | null, name: string, { isOnly = false, isSkipped = false } = {}): Block => ({
    outer,
    name,
    isOnly: isOnly || (outer?.isOnly ?? false),
    isSkipped: isSkipped || (outer?.isSkipped ?? false),
    hooks: { beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] },
    started: false,
    left: 0,
  })
  const top = blockOf(null, '')
  let block = top
  const items: Item[] = []

  const functionIn = (given: readonly unknown[]): Run | undefined =>
    given.find((one): one is Run => typeof one === 'function')
  const optionsIn = (given: readonly unknown[]): { skip?: unknown; only?: unknown; todo?: unknown } =>
    given.find((one): one is object => typeof one === 'object' && one !== null) ?? {}
  const nameIn = ([first]: readonly unknown[]): string =>
    typeof first === 'function' ? first.name || 'test' : String(first)

  interface How {
    readonly isOnly?: boolean
    readonly isSkipped?: boolean
    readonly row?: readonly unknown[]
  }
  const register = (given: readonly unknown[], how: How = {}): void => {
    const run = functionIn(given)
    const { skip, only, todo } = optionsIn(given)
    if (run === undefined || how.isSkipped || block.isSkipped || skip || todo) return
    const isOnly = Boolean(how.isOnly || only) || block.isOnly
    items.push({ block, name: nameIn(given), given: run, row: how.row ?? [], isOnly })
    for (let at: Block | null = block; at !== null; at = at.outer) at.left++
  }
  const group = (given: readonly unknown[], how: How = {}): void => {
    const run = functionIn(given)
    const { skip, only } = optionsIn(given)
    const outer = block
    block = blockOf(outer, nameIn(given), {
      isOnly: Boolean(how.isOnly || only),
      isSkipped: Boolean(how.isSkipped || skip),
    })
    try {
      run?.(...(how.row ?? []))
    } finally {
      block = outer
    }
  }

  /** `%s`, `%i`, `$name` and `#` in the name of a row's test. */
  const named = (name: unknown, row: readonly unknown[], index: number): string => {
    let used = 0
    const [first] = row
    return String(name)
      .replaceAll(/%[sdifjop#%]/g, (mark) => {
        if (mark === '%%') return '%'
        if (mark === '%#') return String(index)
        const value = row[used++]
        return mark === '%j' || mark === '%o' || mark === '%p' ? (JSON.stringify(value) ?? 'undefined') : String(value)
      })
      .replaceAll(/\$([\w.]+)/g, (mark, key: string) => {
        if (key === '#') return String(index)
        const value = typeof first === 'object' && first !== null ? (first as Record<string, unknown>)[key] : undefined
        return value === undefined ? mark : typeof value === 'string' ? value : (JSON.stringify(value) ?? mark)
      })
  }
  /** Rows of a list, or of a table in a template: a line of names, then values. */
  const rowsOf = (table: unknown, values: readonly unknown[]): (readonly unknown[])[] => {
    if (Array.isArray(table) && Object.hasOwn(table, 'raw')) {
      const names = String(table[0])
        .split('|')
        .map((name) => name.trim())
        .filter((name) => name !== '')
      const rows: unknown[][] = []
      for (let at = 0; at + names.length <= values.length; at += names.length) {
        rows.push([Object.fromEntries(names.map((name, index) => [name, values[at + index]]))])
      }
      return rows
    }
    return [...(table as Iterable<unknown>)].map((row) => (Array.isArray(row) ? row : [row]))
  }
  const eachOf =
    (add: (given: readonly unknown[], how: How) => void, how: How) =>
    (table: unknown, ...values: unknown[]) =>
    (name: unknown, ...rest: unknown[]): void => {
      const whole = typeof table === 'object' ? table : []
      for (const [index, row] of rowsOf(whole, values).entries())
        add([named(name, row, index), ...rest], { ...how, row })
    }

  const family = (add: (given: readonly unknown[], how?: How) => void): object => {
    const withHow = (how: How): object =>
      Object.assign((...given: unknown[]) => add(given, how), { each: eachOf(add, how), for: eachOf(add, how) })
    return Object.assign((...given: unknown[]) => add(given), {
      each: eachOf(add, {}),
      for: eachOf(add, {}),
      only: withHow({ isOnly: true }),
      skip: withHow({ isSkipped: true }),
      todo: withHow({ isSkipped: true }),
      concurrent: withHow({}),
      sequential: withHow({}),
      skipIf: (condition: unknown) => withHow({ isSkipped: Boolean(condition) }),
      runIf: (condition: unknown) => withHow({ isSkipped: !condition }),
    })
  }
  const test = family(register)
  const describe = family(group)
  const hook =
    (kind: keyof Block['hooks']) =>
    (...given: unknown[]): void => {
      const run = functionIn(given)
      if (run !== undefined) block.hooks[kind].push(run)
    }
  const hooks = {
    before: hook('beforeAll'),
    beforeAll: hook('beforeAll'),
    after: hook('afterAll'),
    afterAll: hook('afterAll'),
    beforeEach: hook('beforeEach'),
    afterEach: hook('afterEach'),
  }
  Object.assign(test, hooks, { test, it: test, describe, suite: describe })

  /** Runs what may take a callback `done`, or the context of `node:test`. */
  const runOne = (run: Run, row: readonly unknown[]): unknown => {
    if (row.length === 0 && run.length > 0) {
      const [first = ''] =
        /^[^(]*\(?\s*([\w$]*)/.exec(Function.prototype.toString.call(run).replace(/^async\s+/, ''))?.slice(1) ?? []
      if (/^(?:t|ctx|context|test|\{.*)$/.test(first) || first === '') return run(context(subtest))
      return new Promise((resolve, reject) => {
        const done = (problem?: unknown): void =>
          problem === undefined || problem === null ? resolve(undefined) : reject(problem)
        Object.assign(done, { fail: (problem: unknown) => reject(problem ?? new Error('failed')) })
        const value = run(done)
        if (value instanceof Promise) value.then(undefined, reject)
      })
    }
    return run(...row)
  }
  const subtest = async (...given: unknown[]): Promise<void> => {
    const run = functionIn(given)
    const { skip, todo } = optionsIn(given)
    if (run !== undefined && !skip && !todo) await runOne(run, [])
  }

  const outerOf = (inner: Block): Block[] => (inner.outer === null ? [inner] : [...outerOf(inner.outer), inner])
  const runItem = async ({ block: own, given, row }: Item): Promise<void> => {
    const blocks = outerOf(own)
    for (const one of blocks) {
      if (one.started) continue
      one.started = true
      for (const run of one.hooks.beforeAll) await runOne(run, [])
    }
    try {
      for (const one of blocks) for (const run of one.hooks.beforeEach) await runOne(run, [])
      await runOne(given, row)
    } finally {
      for (const one of blocks.toReversed()) for (const run of one.hooks.afterEach) await runOne(run, [])
      for (const one of blocks.toReversed()) {
        if (--one.left === 0) for (const run of one.hooks.afterAll) await runOne(run, [])
      }
    }
  }

  return {
    globals: { test, it: test, describe, suite: describe, context: describe, specify: test, ...hooks },
    registered() {
      const someOnly = items.some(({ isOnly }) => isOnly)
      return items
        .filter(({ isOnly }) => !someOnly || isOnly)
        .map((item) => ({
          id: outerOf(item.block)
            .slice(1)
            .map(({ name }) => name)
            .concat(item.name)
            .join(' > '),
          run: () => runItem(item),
          given: item.given,
        }))
    },
  }
}
