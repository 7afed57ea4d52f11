// Plain data that nobody can change: copied, checked and frozen all the way down.
import { RlvrError, type ErrorCode } from './errors.ts'

/** Deepest nesting that is taken: far beyond what anybody writes, far below what a stack holds. */
const deepest = 500

/** Gives back the object that it is made of, so that what extends it puts its private fields on that. */
const Given = function (value: object) {
  return value
} as unknown as new (value: object) => object

/** The mark of copies that were frozen here, so that none is copied twice. A private field is found far faster than a member of a WeakSet. */
class Frozen extends Given {
  // oxlint-disable-next-line no-unused-private-class-members -- its being there is what is asked for
  readonly #isFrozen = true

  static mark(value: object): void {
    void new Frozen(value)
  }

  static has(value: object): boolean {
    return #isFrozen in value
  }
}

/**
 * A frozen copy of plain data; what was frozen here before is given back as it is. Fields that are undefined are left
 * out, as JSON leaves them out.
 * @throws RlvrError with `code`, naming the place, for what JSON cannot hold: NaN, functions, dates, cycles, what is nested 500 deep, and the like
 * @example frozenData({ numbers: [1, 2] }, { code: 'RLVR_TASK', owner: 'Task `a`: answer' })
 */
export function frozenData<T>(value: T, where: { code: ErrorCode; owner: string }): T {
  return copyOf(value, where, [], []) as T
}

/** A frozen list of what is frozen already, as `frozenData` would give it: nothing is looked into again. */
export function frozenList<T>(items: readonly T[]): readonly T[] {
  const list = [...items]
  Frozen.mark(list)
  Object.freeze(list)
  return list
}

/** A record of what is frozen already, frozen: as `frozenList`. */
export function frozenRecord<T extends object>(record: T): T {
  Frozen.mark(record)
  return Object.freeze(record)
}

type Where = Parameters<typeof frozenData>[1]

/** `keys` lead to `value`, and `ancestors` are what holds it: for errors, and to find cycles. */
function copyOf(value: unknown, where: Where, keys: (string | number)[], ancestors: object[]): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === undefined || value === null) return value
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return value
    throw fault(String(value), where, keys)
  }
  if (typeof value !== 'object') throw fault(`a ${typeof value}`, where, keys)
  if (Frozen.has(value)) return value
  if (ancestors.includes(value)) throw fault('an object that holds itself', where, keys)
  if (ancestors.length >= deepest) throw fault(`nested more than ${deepest} deep`, where, keys)
  ancestors.push(value)
  const copied = Array.isArray(value) ? listOf(value, where, keys, ancestors) : recordOf(value, where, keys, ancestors)
  ancestors.pop()
  Frozen.mark(copied)
  return Object.freeze(copied)
}

function listOf(list: readonly unknown[], where: Where, keys: (string | number)[], ancestors: object[]): unknown[] {
  const copied: unknown[] = []
  for (let index = 0; index < list.length; index++) {
    keys.push(index)
    if (list[index] === undefined) throw fault('undefined', where, keys)
    copied.push(copyOf(list[index], where, keys, ancestors))
    keys.pop()
  }
  return copied
}

function recordOf(value: object, where: Where, keys: (string | number)[], ancestors: object[]): object {
  if (!isPlain(value)) throw fault(`of the class \`${className(value)}\``, where, keys)
  const copied: { [key: string]: unknown } = {}
  for (const key of Object.keys(value)) {
    const inner = (value as { [key: string]: unknown })[key]
    if (inner === undefined) continue
    keys.push(key)
    const copy = copyOf(inner, where, keys, ancestors)
    keys.pop()
    // An assignment would set the prototype.
    if (key === '__proto__') Object.defineProperty(copied, key, { value: copy, enumerable: true })
    else copied[key] = copy
  }
  return copied
}

function fault(what: string, { code, owner }: Where, keys: readonly (string | number)[]): RlvrError {
  const whole = keys.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('')
  const path = whole.length > 100 ? `${whole.slice(0, 100)}…` : whole
  return new RlvrError(
    code,
    `${owner}${path} is ${what}; expected plain data as JSON holds it. Write it as texts, finite numbers, lists and objects, or null.`,
  )
}

/** What an error says of a change to frozen data, with the mend; null for any other error. */
export function frozenFault(thrown: unknown): string | null {
  if (!(thrown instanceof TypeError)) return null
  if (!/read only property|object is not extensible|Cannot (delete|redefine) property/.test(thrown.message)) return null
  return `${thrown.message}. Tasks and messages are frozen, because every reward sees the same ones: change a copy, as in \`task.answer.toSorted()\` or \`structuredClone(task.answer)\``
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null
  if (prototype === Object.prototype || prototype === null) return true
  // Plain objects of another realm; dates and maps stand directly below the root too.
  return Object.getPrototypeOf(prototype) === null && Object.prototype.toString.call(value) === '[object Object]'
}

function className(value: object): string {
  return (value.constructor as { name?: string } | undefined)?.name ?? 'unknown'
}
