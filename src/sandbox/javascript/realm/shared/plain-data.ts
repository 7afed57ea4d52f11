// Values of a candidate to plain data and back (the tags of `PlainValue`), and what it threw to words. Reads own data
// properties only: no getter, no `toJSON`, no `toString`, no iterator of the candidate runs. (A proxy's traps do, under
// the candidate's own limits; what they answer is again only data.) The JSON is put together as one text, since a text
// has no prototype that a candidate could reach.
import type { Primordials } from './primordials.ts'

export interface PlainData {
  /** JSON of a value. Throws `tooLong` where it would be longer than `mostUnits`. */
  write(value: unknown, mostUnits: number): string
  readonly tooLong: unknown
  /** From here on a big integer is told as one, however small, and -0 as what it is: a script tells them from numbers. */
  tellExactly(): void
  /** Whether any value so far was no plain data. */
  sawOpaque(): boolean
  /** The value of JSON with tags. */
  revive(text: string): unknown
  /** Type and message of what was thrown, cut short. */
  describe(thrown: unknown): string
}

export function installPlainData(primordials: Primordials): PlainData {
  const { getPrototypeOf, getDescriptor, hasOwn, ownKeys, isArray, quote, parse, slice } = primordials
  const { objectPrototype, arrayPrototype, mapPrototype, setPrototype, typedName, toText } = primordials
  const { mapEach, setEach, mapSize, setSize, typedLength, isWellFormed, charCodeAt } = primordials
  const global = globalThis as unknown as Record<string, unknown>
  const deepest = 1000
  const tooLong = { __proto__: null }
  let text = ''
  let most = 0
  let opaque = false
  let isExact = false
  /** Whether the candidate was given nodes, so that nodes of its answer are told as such. */
  let knowsNodes = false

  interface Inside {
    readonly value: object
    readonly outer: Inside | null
    readonly depth: number
  }

  const add = (more: string): void => {
    text += more
    if (text.length > most) throw tooLong
  }

  const ownValue = (value: object, key: PropertyKey): unknown => {
    const descriptor = getDescriptor(value, key)
    return descriptor !== undefined && hasOwn(descriptor, 'value') ? descriptor.value : undefined
  }

  const typeName = (value: object): string => {
    if (typeof value === 'function') return 'Function'
    let prototype: object | null = value
    for (let hops = 0; hops < 8; hops++) {
      prototype = getPrototypeOf(prototype)
      if (prototype === null) break
      const maker = ownValue(prototype, 'constructor')
      if (typeof maker !== 'function') continue
      const name = ownValue(maker, 'name')
      if (typeof name === 'string' && name !== '') return slice(name, 0, 100)
    }
    return 'Object'
  }

  const addOpaque = (name: string): void => {
    opaque = true
    add('{"$opaque":' + quote(isWellFormed(name) ? name : 'Object') + '}')
  }

  const addText = (value: string): void => {
    if (value.length > most - text.length) throw tooLong
    if (isWellFormed(value)) return add(quote(value))
    add('{"$text":[')
    for (let i = 0; i < value.length; i++) add((i > 0 ? ',' : '') + charCodeAt(value, i))
    add(']}')
  }

  const addNumber = (value: number): void => {
    if (value !== value) add('{"$float":"nan"}')
    else if (value === Infinity) add('{"$float":"inf"}')
    else if (value === -Infinity) add('{"$float":"-inf"}')
    else add(value === 0 && 1 / value < 0 ? (isExact ? '{"$float":"-0"}' : '-0') : '' + value)
  }

  const addValue = (value: unknown, outer: Inside | null): void => {
    switch (typeof value) {
      case 'string':
        return addText(value)
      case 'number':
        return addNumber(value)
      case 'boolean':
        return add(value ? 'true' : 'false')
      case 'undefined':
        return add('{"$undefined":true}')
      case 'bigint':
        return add(
          !isExact && -9007199254740991n <= value && value <= 9007199254740991n
            ? toText(value)
            : '{"$int":"' + toText(value) + '"}',
        )
      case 'symbol':
        return addOpaque('Symbol')
      case 'function':
        return addOpaque('Function')
      default:
        return value === null ? add('null') : addObject(value as object, outer)
    }
  }

  const addObject = (value: object, outer: Inside | null): void => {
    const depth = outer === null ? 0 : outer.depth + 1
    if (depth > deepest) return addOpaque('deeper than ' + deepest)
    for (let inside = outer; inside !== null; inside = inside.outer) {
      if (inside.value === value) return addOpaque('cycle')
    }
    const inside: Inside = { value, outer, depth }
    const prototype = getPrototypeOf(value)
    if (isArray(value)) {
      if (prototype === arrayPrototype) return addList(value, value.length, inside)
    } else if (knowsNodes && isNode(value)) {
      return addNodes(value)
    } else if (prototype === null || prototype === objectPrototype) {
      return addRecord(value, inside)
    } else if (prototype === mapPrototype) {
      return addMap(value, inside)
    } else if (prototype === setPrototype) {
      return addSet(value, inside)
    } else if (typedName(prototype) !== undefined) {
      return addList(value, typedLength(value), inside)
    }
    addOpaque(typeName(value))
  }

  const addList = (value: object, length: number, inside: Inside): void => {
    if (length > most - text.length) throw tooLong
    add('[')
    for (let i = 0; i < length; i++) {
      if (i > 0) add(',')
      const descriptor = getDescriptor(value, i)
      if (descriptor !== undefined && !hasOwn(descriptor, 'value')) addOpaque('accessor')
      else addValue(descriptor === undefined ? undefined : descriptor.value, inside)
    }
    add(']')
  }

  const addRecord = (value: object, inside: Inside): void => {
    const keys = ownKeys(value)
    const { length } = keys
    if (length > most - text.length) throw tooLong
    const start = text.length
    add('{')
    let written = 0
    let lastKey = ''
    let lastStart = 0
    for (let i = 0; i < length; i++) {
      const key = keys[i] as string | symbol
      if (typeof key === 'symbol') continue
      const descriptor = getDescriptor(value, key)
      if (descriptor === undefined || descriptor.enumerable !== true) continue
      if (key.length > most - text.length) throw tooLong
      add((written++ > 0 ? ',' : '') + quote(key) + ':')
      lastKey = key
      lastStart = text.length
      if (hasOwn(descriptor, 'value')) addValue(descriptor.value, inside)
      else addOpaque('accessor')
    }
    if (written === 1 && charCodeAt(lastKey, 0) === 36) {
      // What was written, whatever else the object holds, would read as a tag.
      const item = slice(text, lastStart, text.length)
      text = slice(text, 0, start)
      return add('{"$dict":[[' + quote(lastKey) + ',' + item + ']]}')
    }
    add('}')
  }

  const addMap = (value: object, inside: Inside): void => {
    if (mapSize(value) > most - text.length) throw tooLong
    add('{"$dict":[')
    let any = false
    mapEach(value, (item, key) => {
      add(any ? ',[' : '[')
      any = true
      addValue(key, inside)
      add(',')
      addValue(item, inside)
      add(']')
    })
    add(']}')
  }

  const addSet = (value: object, inside: Inside): void => {
    if (setSize(value) > most - text.length) throw tooLong
    add('{"$set":[')
    let any = false
    setEach(value, (item) => {
      if (any) add(',')
      any = true
      addValue(item, inside)
    })
    add(']}')
  }

  const isNode = (value: object): boolean =>
    hasOwn(value, 'val') && (hasOwn(value, 'next') || (hasOwn(value, 'left') && hasOwn(value, 'right')))

  const addNodes = (root: object): void => {
    const isList = hasOwn(root, 'next')
    add('{"$nodes":{"type":"' + (isList ? 'ListNode' : 'TreeNode') + '","values":[')
    // A queue level by level, linked, since an array's elements could be caught by setters on its prototype.
    interface Entry {
      readonly node: unknown
      next: Entry | null
    }
    let head: Entry | null = { node: root, next: null }
    let tail: Entry = head
    let missing = ''
    let any = false
    for (; head !== null; head = head.next) {
      const { node } = head
      if (node === null || node === undefined || typeof node !== 'object' || !isNode(node)) {
        if (node !== null && node !== undefined) opaque = true
        missing += any ? ',null' : 'null'
        if (missing.length > most - text.length) throw tooLong
        any = true
        continue
      }
      add(missing + (any ? ',' : ''))
      missing = ''
      any = true
      addValue(ownValue(node, 'val'), null)
      if (isList) {
        const next = ownValue(node, 'next')
        if (next !== null && next !== undefined) tail = tail.next = { node: next, next: null }
      } else {
        tail = tail.next = { node: ownValue(node, 'left'), next: null }
        tail = tail.next = { node: ownValue(node, 'right'), next: null }
      }
    }
    add(']}}')
  }

  const makeNode = (type: string, val: unknown): Record<string, unknown> => {
    const maker = global[type]
    const node =
      typeof maker === 'function' ? (primordials.construct(maker, [val]) as Record<string, unknown>) : { val }
    if (type === 'ListNode') node['next'] = null
    else node['left'] = node['right'] = null
    return node
  }

  const reviveNodes = (type: string, values: readonly unknown[]): unknown => {
    knowsNodes = true
    if (values.length === 0 || values[0] === null) return null
    const root = makeNode(type, revived(values[0]))
    if (type === 'ListNode') {
      let last = root
      for (let i = 1; i < values.length; i++) last = last['next'] = makeNode(type, revived(values[i]))
      return root
    }
    // Level by level: each node that is there takes the next two values as its children.
    const nodes = [root]
    let at = 1
    for (let i = 0; i < nodes.length && at < values.length; i++) {
      for (const side of ['left', 'right']) {
        const value = values[at++]
        if (value === null || value === undefined) continue
        const node = makeNode(type, revived(value))
        ;(nodes[i] as Record<string, unknown>)[side] = node
        nodes[nodes.length] = node
      }
    }
    return root
  }

  const revivedList = (items: unknown[]): unknown[] => {
    for (let i = 0; i < items.length; i++) items[i] = revived(items[i])
    return items
  }

  const revivedTag = (tag: string, held: unknown): unknown => {
    switch (tag) {
      case '$int':
        return BigInt(held as string)
      case '$float':
        return held === 'nan' ? NaN : held === 'inf' ? Infinity : held === '-inf' ? -Infinity : Number(held)
      case '$tuple':
        return revivedList(held as unknown[])
      case '$set':
      case '$frozenset':
        return new Set(revivedList(held as unknown[]))
      case '$dict':
        return new Map(revivedList(held as unknown[]) as [unknown, unknown][])
      case '$undefined':
        return undefined
      case '$text': {
        let text = ''
        for (const unit of held as number[]) text += String.fromCharCode(unit)
        return text
      }
      case '$nodes': {
        const { type, values } = held as { type: string; values: unknown[] }
        return reviveNodes(type, values)
      }
      default:
        return { [tag]: revived(held) }
    }
  }

  const revived = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    if (isArray(value)) return revivedList(value)
    const keys = ownKeys(value) as string[]
    const first = keys[0]
    const record = value as Record<string, unknown>
    if (keys.length === 1 && first !== undefined && charCodeAt(first, 0) === 36) return revivedTag(first, record[first])
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as string
      const item = ownValue(value, key)
      if (typeof item === 'object' && item !== null) {
        primordials.define(value, key, { value: revived(item), writable: true, enumerable: true, configurable: true })
      }
    }
    return value
  }

  const textOf = (value: object, key: string): string | undefined => {
    let holder: object | null = value
    for (let hops = 0; holder !== null && hops < 8; hops++, holder = getPrototypeOf(holder)) {
      const descriptor = getDescriptor(holder, key)
      if (descriptor === undefined) continue
      return hasOwn(descriptor, 'value') && typeof descriptor.value === 'string' ? descriptor.value : undefined
    }
    return undefined
  }

  return {
    tooLong,
    tellExactly() {
      isExact = true
    },
    write(value, mostUnits) {
      text = ''
      most = mostUnits
      addValue(value, null)
      const written = text
      text = ''
      return written
    },
    sawOpaque: () => opaque,
    revive: (given) => revived(parse(given)),
    describe(thrown) {
      if (typeof thrown === 'string') return slice(thrown, 0, 1000)
      if (typeof thrown === 'symbol') return 'a symbol was thrown'
      if (typeof thrown !== 'object' && typeof thrown !== 'function') return toText(thrown) + ' was thrown'
      if (thrown === null) return 'null was thrown'
      try {
        const named = textOf(thrown, 'name')
        const name = named === undefined || named === 'Error' ? typeName(thrown) : named
        const message = textOf(thrown, 'message')
        return slice(name, 0, 100) + (message ? ': ' + slice(message, 0, 1000) : '')
      } catch {
        return 'an object that cannot be read was thrown'
      }
    },
  }
}
