// Values as Node's console shows them: `util.inspect` with its defaults (depth 2, lines of 80, arrays of more than six
// items in columns, 100 items of a collection). Its documentation: https://nodejs.org/api/util.html#utilinspectobject-options.
// The tests hold it against Node's own.
import type { Primordials } from './primordials.ts'

export interface Inspect {
  inspect(value: unknown, options?: object): string
  /** The arguments of `console`'s functions: `%s` and the like, then the rest. */
  format(given: readonly unknown[]): string
}

export function installInspect(primordials: Primordials): Inspect {
  const { getPrototypeOf, getDescriptor, hasOwn, ownKeys, typedName, toText } = primordials
  const lineWidth = 80
  const mostItems = 100
  const mostUnits = 10_000
  /** Nested levels that may share one line. */
  const sharedLevels = 3
  const customKey = Symbol.for('nodejs.util.inspect.custom')
  const plainKey = /^[a-zA-Z_][a-zA-Z_0-9]*$/
  const escapes: Record<string, string> = { '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r' }

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

  const quoteText = (text: string): string => {
    const mark = !text.includes("'")
      ? "'"
      : !text.includes('"')
        ? '"'
        : !text.includes('`') && !text.includes('${')
          ? '`'
          : "'"
    let quoted = ''
    for (const character of text) {
      const code = character.codePointAt(0) as number
      if (character === mark || character === '\\') quoted += '\\' + character
      else if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) {
        quoted += escapes[character] ?? '\\x' + code.toString(16).toUpperCase().padStart(2, '0')
      } else if (code >= 0xd800 && code <= 0xdfff) quoted += '\\u' + code.toString(16).toUpperCase()
      else quoted += character
    }
    return mark + quoted + mark
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

  const functionBase = (value: object, name: string | null, tag: string): string => {
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

  const isOf = (value: object, method: () => unknown): boolean => {
    try {
      method.call(value)
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
    if (value instanceof Set && isOf(value, Set.prototype.values)) {
      const items = (): string[] =>
        collectionItems(run, value.size, (visit) => {
          let left = mostItems
          for (const item of Set.prototype.values.call(value)) if (left-- > 0) visit(show(run, item))
        })
      return { ...shape, open: `${prefixOf(name, tag, 'Set', `(${value.size})`)}{`, size: value.size, items }
    }
    if (value instanceof Map && isOf(value, Map.prototype.entries)) {
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
    if (typeof value === 'function') return { ...shape, base: functionBase(value, name, tag) }
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

  /** Items of a long list in columns, numbers to the right, others to the left. */
  const inColumns = (run: Run, items: string[], value: ArrayLike<unknown>, more: number): string[] => {
    const count = items.length - more
    const widths = items.slice(0, count).map((item) => item.length)
    const longest = Math.max(...widths) + 2
    const total = widths.reduce((sum, width) => sum + width + 2, 0)
    if (longest * 3 + run.indentation >= run.settings.breakLength) return items
    if (total / longest <= 5 && longest > 8) return items
    // A nearly square block, given that a character is about 2.5 times as high as it is wide.
    const bias = Math.sqrt(longest - total / items.length)
    const width = Math.max(longest - 3 - bias, 1)
    const columns = Math.min(
      Math.round(Math.sqrt(2.5 * width * count) / width),
      Math.floor((run.settings.breakLength - run.indentation) / longest),
      12,
    )
    if (columns <= 1) return items
    const columnWidths = Array.from({ length: columns }, (_, column) => {
      let widest = 0
      for (let at = column; at < count; at += columns) widest = Math.max(widest, widths[at] as number)
      return widest
    })
    let alignsRight = true
    for (let at = 0; at < Math.min(value.length, count); at++) {
      alignsRight &&= typeof value[at] === 'number' || typeof value[at] === 'bigint'
    }
    const rows: string[] = []
    for (let from = 0; from < count; from += columns) {
      const to = Math.min(from + columns, count)
      let row = ''
      for (let at = from; at < to; at++) {
        const isLast = at === to - 1
        const cell = isLast ? (items[at] as string) : `${items[at]}, `
        const room = (columnWidths[at - from] as number) + (isLast ? 0 : 2)
        row += alignsRight ? cell.padStart(room) : isLast ? cell : cell.padEnd(room)
      }
      rows.push(row)
    }
    return [...rows, ...items.slice(count)]
  }

  const join = (run: Run, shape: Shape, items: string[], level: number, value: object, extra: number): string => {
    const lead = shape.base === '' ? '' : `${shape.base} `
    let rows = items
    if (shape.isList && items.length > 6) {
      const list = value as ArrayLike<unknown>
      rows = inColumns(run, items, list, extra)
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
    const keys = visibleKeys(value, shape.isList || value instanceof String)
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
    const shown = join(run, shape, items, level, value, extra + (hasItems ? keys.length : 0))
    const reference = run.circular.indexOf(value)
    return reference >= 0 ? `<ref *${reference + 1}> ${shown}` : shown
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

  const specified = (letter: string, value: unknown): string => {
    switch (letter) {
      case 's':
        return typeof value === 'string'
          ? value
          : typeof value === 'object' && value !== null
            ? inspect(value, { depth: 0 })
            : typeof value === 'bigint'
              ? `${value}n`
              : Object.is(value, -0)
                ? '-0'
                : toText(value)
      case 'd':
        return typeof value === 'bigint'
          ? `${value}n`
          : typeof value === 'symbol'
            ? 'NaN'
            : inspect(typeof value === 'object' ? NaN : Number(value))
      case 'i':
        return typeof value === 'bigint'
          ? `${value}n`
          : typeof value === 'object' || typeof value === 'symbol'
            ? 'NaN'
            : inspect(Number.parseInt(toText(value), 10))
      case 'f':
        return typeof value === 'symbol' ? 'NaN' : inspect(Number.parseFloat(toText(value)))
      case 'j':
        return JSON.stringify(value) ?? 'undefined'
      case 'o':
        return inspect(value, { depth: 4 })
      default:
        return letter === 'O' ? inspect(value) : ''
    }
  }

  return {
    inspect,
    format(given) {
      const [first] = given
      let used = 0
      let text = ''
      if (typeof first === 'string') {
        used = 1
        text =
          given.length === 1
            ? first
            : first.replaceAll(/%[sdifjoOc%]/g, (mark) => {
                if (mark === '%%') return '%'
                return used < given.length ? specified(mark.slice(1), given[used++]) : mark
              })
      }
      for (let at = used; at < given.length; at++) {
        const value = given[at]
        text += (at > 0 ? ' ' : '') + (typeof value === 'string' ? value : inspect(value))
      }
      return text
    },
  }
}
