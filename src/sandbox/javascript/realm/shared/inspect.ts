// Values as Node's console shows them: `util.inspect` with its defaults (depth 2, lines of 80, arrays of more than six
// items in columns, 100 items of a collection). Its documentation: https://nodejs.org/api/util.html#utilinspectobject-options.
// The tests hold it against Node's own.
import type { InstallFormat } from './format.ts'
import type { InspectLayout } from './inspect-layout.ts'
import type { Primordials } from './primordials.ts'

export interface Inspect {
  readonly inspect: (value: unknown, options?: object) => string
  /** The arguments of `console`'s functions: `%s` and the like, then the rest. */
  readonly format: (given: readonly unknown[]) => string
}

export function installInspect(primordials: Primordials, layout: InspectLayout, installFormat: InstallFormat): Inspect {
  const { quoteText, inColumns } = layout
  const { getPrototypeOf, getDescriptor, hasOwn, ownKeys, typedName, toText, mapSize, setSize } = primordials
  const lineWidth = 80
  const mostItems = 100
  const mostUnits = 10_000
  /** Nested levels that may share one line. */
  const sharedLevels = 3
  const customKey = Symbol.for('nodejs.util.inspect.custom')
  const plainKey = /^[a-zA-Z_][a-zA-Z_0-9]*$/

  interface Settings {
    depth: number
    breakLength: number
    compact: boolean
  }
  interface Run {
    readonly settings: Settings
    /** Objects that are being shown, outermost first. */
    readonly open: object[]
    /** Objects that show up inside themselves, in the order they were found. */
    readonly circular: object[]
    indentation: number
    /** Level of the object shown last. */
    level: number
  }
  interface Shape {
    base: string
    open: string
    close: string
    /** Items in columns. */
    isList: boolean
    /** How many items there are besides properties. */
    size: number
    items: () => string[]
  }

  const showText = (run: Run, text: string): string => {
    let shown = text
    let more = ''
    if (text.length > mostUnits) {
      const left = text.length - mostUnits
      shown = text.slice(0, mostUnits)
      more = `... ${left} more character${left > 1 ? 's' : ''}`
    }
    if (shown.length > 16 && shown.length > run.settings.breakLength - run.indentation - 4) {
      return (
        shown
          .split(/(?<=\n)/)
          .map(quoteText)
          .join(' +\n' + ' '.repeat(run.indentation + 2)) + more
      )
    }
    return quoteText(shown) + more
  }

  const makerName = (value: object): string | null => {
    for (let holder: object | null = value; holder !== null; holder = getPrototypeOf(holder)) {
      const maker = getDescriptor(holder, 'constructor')
      if (maker === undefined || typeof maker.value !== 'function') continue
      const { name } = maker.value as { name: unknown }
      if (typeof name === 'string' && name !== '') return name
    }
    return null
  }

  const prefixOf = (name: string | null, tag: string, fallback: string, size = ''): string => {
    const shown = name === null ? `[${fallback}${size}: null prototype] ` : `${name}${size} `
    return tag !== '' && tag !== name ? `${shown}[${tag}] ` : shown
  }

  const functionBase = (value: object, name: string | null): string => {
    const source = Function.prototype.toString.call(value)
    const own = getDescriptor(value, 'name')?.value as unknown
    const called = typeof own === 'string' ? own : ''
    if (source.startsWith('class') && source.endsWith('}')) {
      const parent = getPrototypeOf(value)
      const parentName = typeof parent === 'function' ? ((parent as { name?: unknown }).name as string) : ''
      return `[class ${called === '' ? '(anonymous)' : called}${parentName ? ` extends ${parentName}` : ''}]`
    }
    const kind =
      name === null
        ? 'Function (null prototype)'
        : /^(?:Async|Generator|AsyncGenerator)Function$/.test(name)
          ? name
          : 'Function'
    return `[${kind}${called === '' ? ' (anonymous)' : `: ${called}`}]`
  }

  const errorBase = (error: Error): string => {
    const stack = getDescriptor(error, 'stack')
    const text =
      stack !== undefined && typeof error.stack === 'string' && error.stack !== '' ? error.stack : toText(error)
    // Only the candidate's own frames: the rest is the sandbox.
    const lines = text.split('\n').filter((line) => !/^\s+at .*<isolated-vm/.test(line))
    return lines.length > 1 ? lines.join('\n') : `[${lines.join('\n')}]`
  }

  const isOf = (test: () => unknown): boolean => {
    try {
      test()
      return true
    } catch {
      return false
    }
  }

  const showKey = (run: Run, value: object, key: PropertyKey): string => {
    const name =
      typeof key === 'symbol'
        ? toText(key)
        : key === '__proto__'
          ? "['__proto__']"
          : plainKey.test(key as string)
            ? (key as string)
            : quoteText(key as string)
    return `${name}: ${showProperty(run, value, key)}`
  }

  const showProperty = (run: Run, value: object, key: PropertyKey): string => {
    const descriptor = getDescriptor(value, key)
    if (descriptor === undefined) return show(run, (value as Record<PropertyKey, unknown>)[key])
    if (!hasOwn(descriptor, 'value')) {
      return descriptor.get === undefined ? '[Setter]' : descriptor.set === undefined ? '[Getter]' : '[Getter/Setter]'
    }
    run.indentation += 2
    const shown = show(run, descriptor.value)
    run.indentation -= 2
    return shown
  }

  const withMore = (items: string[], total: number): string[] => {
    const left = total - mostItems
    if (left > 0) items.push(`... ${left} more item${left > 1 ? 's' : ''}`)
    return items
  }

  const listItems = (run: Run, value: ArrayLike<unknown>): string[] => {
    const items: string[] = []
    let at = 0
    for (; at < value.length && items.length < mostItems; at++) {
      if (hasOwn(value, at)) {
        items.push(showProperty(run, value, at))
        continue
      }
      const from = at
      while (at + 1 < value.length && !hasOwn(value, at + 1)) at++
      const holes = at - from + 1
      items.push(`<${holes} empty item${holes > 1 ? 's' : ''}>`)
    }
    return at < value.length ? withMore(items, value.length - at + mostItems) : items
  }

  const collectionItems = (run: Run, size: number, each: (visit: (text: string) => void) => void): string[] => {
    const items: string[] = []
    run.indentation += 2
    each((text) => void items.push(text))
    run.indentation -= 2
    return withMore(items, size)
  }

  const shapeOf = (run: Run, value: object, name: string | null, tag: string): Shape => {
    const shape: Shape = { base: '', open: '{', close: '}', isList: false, size: 0, items: () => [] }
    if (Array.isArray(value)) {
      const prefix = name !== 'Array' || tag !== '' ? prefixOf(name, tag, 'Array', `(${value.length})`) : ''
      return {
        ...shape,
        open: `${prefix}[`,
        close: ']',
        isList: true,
        size: value.length,
        items: () => listItems(run, value),
      }
    }
    if (value instanceof Set && isOf(() => setSize(value))) {
      const items = (): string[] =>
        collectionItems(run, value.size, (visit) => {
          let left = mostItems
          for (const item of Set.prototype.values.call(value)) if (left-- > 0) visit(show(run, item))
        })
      return { ...shape, open: `${prefixOf(name, tag, 'Set', `(${value.size})`)}{`, size: value.size, items }
    }
    if (value instanceof Map && isOf(() => mapSize(value))) {
      const items = (): string[] =>
        collectionItems(run, value.size, (visit) => {
          let left = mostItems
          for (const [key, item] of Map.prototype.entries.call(value)) {
            if (left-- > 0) visit(`${show(run, key)} => ${show(run, item)}`)
          }
        })
      return { ...shape, open: `${prefixOf(name, tag, 'Map', `(${value.size})`)}{`, size: value.size, items }
    }
    if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
      const list = value as unknown as ArrayLike<number | bigint>
      const shown =
        typedName(getPrototypeOf(value) ?? value) === undefined
          ? prefixOf(name, tag === name ? '' : tag, 'TypedArray', `(${list.length})`)
          : `${name}(${list.length}) `
      const items = (): string[] =>
        withMore(
          Array.from({ length: Math.min(list.length, mostItems) }, (_, at) => show(run, list[at])),
          list.length,
        )
      return { ...shape, open: `${shown}[`, close: ']', isList: true, size: list.length, items }
    }
    if (typeof value === 'function') return { ...shape, base: functionBase(value, name) }
    if (tag === 'Arguments' || Object.prototype.toString.call(value) === '[object Arguments]') {
      const list = value as unknown as ArrayLike<unknown>
      return {
        ...shape,
        open: '[Arguments] [',
        close: ']',
        isList: true,
        size: list.length,
        items: () => listItems(run, list),
      }
    }
    if (value instanceof RegExp) return { ...shape, base: RegExp.prototype.toString.call(value) }
    if (value instanceof Date) {
      const time = Date.prototype.getTime.call(value)
      return { ...shape, base: Number.isNaN(time) ? 'Invalid Date' : Date.prototype.toISOString.call(value) }
    }
    if (value instanceof Error) return { ...shape, base: errorBase(value) }
    if (value instanceof Promise)
      return { ...shape, open: `${prefixOf(name, tag, 'Promise')}{`, size: 1, items: () => ['<pending>'] }
    if (value instanceof WeakSet || value instanceof WeakMap) {
      return { ...shape, open: `${prefixOf(name, tag, 'WeakMap')}{`, size: 1, items: () => ['<items unknown>'] }
    }
    for (const [kind, holder] of [
      ['Number', Number],
      ['String', String],
      ['Boolean', Boolean],
      ['Symbol', Symbol],
      ['BigInt', BigInt],
    ] as const) {
      if (!(value instanceof holder)) continue
      const inner = (holder.prototype.valueOf as () => unknown).call(value)
      return { ...shape, base: `[${kind}: ${show({ ...run, open: [] }, inner)}]` }
    }
    if (/^(?:Map|Set) Iterator$/.test(tag)) return { ...shape, open: `[${tag}] {` }
    const prefix = name === 'Object' && tag === '' ? '' : prefixOf(name, tag, 'Object')
    return { ...shape, open: `${prefix}{` }
  }

  const visibleKeys = (value: object, isList: boolean): PropertyKey[] =>
    ownKeys(value).filter((key) => {
      if (isList && typeof key === 'string' && /^(?:0|[1-9]\d*)$/.test(key)) return false
      return getDescriptor(value, key)?.enumerable === true
    })

  const tagOf = (value: object, name: string | null): string => {
    let tag: unknown = ''
    try {
      tag = (value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag]
    } catch {
      tag = ''
    }
    return typeof tag === 'string' && tag !== name ? tag : ''
  }

  const join = (run: Run, shape: Shape, items: string[], level: number, value: object, extra: number): string => {
    const lead = shape.base === '' ? '' : `${shape.base} `
    let rows = items
    if (shape.isList && items.length > 6) {
      const list = value as ArrayLike<unknown>
      rows = inColumns(items, list, extra, { indentation: run.indentation, breakLength: run.settings.breakLength })
    }
    if (run.level - level < sharedLevels && rows === items) {
      const length = items.reduce(
        (sum, item) => sum + item.length + 1,
        items.length + run.indentation + shape.open.length + shape.base.length + 10,
      )
      if (
        length <= run.settings.breakLength &&
        !shape.base.includes('\n') &&
        !items.some((item) => item.includes('\n'))
      ) {
        return `${lead}${shape.open} ${items.join(', ')} ${shape.close}`
      }
    }
    const line = `\n${' '.repeat(run.indentation)}`
    return `${lead}${shape.open}${line}  ${rows.join(`,${line}  `)}${line}${shape.close}`
  }

  const showObject = (run: Run, value: object): string => {
    const custom = (value as Record<symbol, unknown>)[customKey]
    if (typeof custom === 'function' && custom !== inspect) {
      const left = run.settings.depth - run.open.length
      const own = (custom as (...given: unknown[]) => unknown).call(
        value,
        left,
        { ...run.settings, depth: left },
        inspect,
      )
      if (own !== value) return typeof own === 'object' ? show(run, own) : toText(own)
    }
    if (run.open.includes(value)) {
      if (!run.circular.includes(value)) run.circular.push(value)
      return `[Circular *${run.circular.indexOf(value) + 1}]`
    }
    const name = makerName(value)
    const tag = tagOf(value, name)
    const level = run.open.length
    const shape = shapeOf(run, value, name, tag)
    const keys = visibleKeys(value, shape.isList || Object.prototype.toString.call(value) === '[object String]')
    if (keys.length === 0 && shape.size === 0) return shape.base === '' ? `${shape.open}${shape.close}` : shape.base
    if (level > run.settings.depth) {
      const fallback = Array.isArray(value) ? 'Array' : 'Object'
      return `[${name === null ? `${fallback}: null prototype` : tag === '' ? name : `${name} [${tag}]`}]`
    }
    run.open.push(value)
    run.level = level
    const items = shape.items()
    const extra = shape.isList && items.length > mostItems ? 1 : 0
    const hasItems = items.length > 0
    for (const key of keys) items.push(showKey(run, value, key))
    run.open.pop()
    const reference = run.circular.indexOf(value)
    if (reference >= 0) shape.base = `<ref *${reference + 1}>${shape.base === '' ? '' : ` ${shape.base}`}`
    return join(run, shape, items, level, value, extra + (hasItems ? keys.length : 0))
  }

  const show = (run: Run, value: unknown): string => {
    switch (typeof value) {
      case 'string':
        return showText(run, value)
      case 'number':
        return Object.is(value, -0) ? '-0' : toText(value)
      case 'bigint':
        return `${value}n`
      case 'object':
        return value === null ? 'null' : showObject(run, value)
      case 'function':
        return showObject(run, value)
      default:
        return toText(value)
    }
  }

  const inspect = (value: unknown, options: object = {}): string => {
    const { depth = 2, breakLength = lineWidth } = options as { depth?: number | null; breakLength?: number }
    const settings: Settings = { depth: depth ?? Infinity, breakLength, compact: true }
    return show({ settings, open: [], circular: [], indentation: 0, level: 0 }, value)
  }

  return { inspect, format: installFormat(inspect, toText) }
}
