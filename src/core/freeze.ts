// Plain data that nobody can change: copied, checked and frozen all the way down.
import { RlvrError } from './errors.ts'

/** Copies that were frozen here, so that none is copied twice. */
const frozen = new WeakSet<object>()

/**
 * A frozen copy of plain data; what was frozen here before is given back as it is. Fields that are undefined are left
 * out, as JSON leaves them out.
 * @throws RlvrError with `code`, naming the place, for what JSON cannot hold: NaN, functions, dates, cycles and the like
 * @example frozenData({ numbers: [1, 2] }, { code: 'RLVR_TASK', owner: 'Task `a`: answer' })
 */
export function frozenData<T>(value: T, where: { code: 'RLVR_TASK' | 'RLVR_ENVIRONMENT'; owner: string }): T {
  const fault = (path: string, what: string): RlvrError =>
    new RlvrError(
      where.code,
      `${where.owner}${path} is ${what}; expected plain data as JSON holds it. Write it as texts, finite numbers, lists and objects, or null.`,
    )
  const copy = (inner: unknown, path: string, ancestors: readonly object[]): unknown => {
    switch (typeof inner) {
      case 'number':
        if (!Number.isFinite(inner)) throw fault(path, String(inner))
        return inner
      case 'bigint':
      case 'function':
      case 'symbol':
        throw fault(path, `a ${typeof inner}`)
      case 'object':
        break
      default:
        return inner
    }
    if (inner === null || frozen.has(inner)) return inner
    if (ancestors.includes(inner)) throw fault(path, 'an object that holds itself')
    const inside = [...ancestors, inner]
    const copied = Array.isArray(inner)
      ? Array.from(inner, (each: unknown, index) => {
          if (each === undefined) throw fault(`${path}[${index}]`, 'undefined')
          return copy(each, `${path}[${index}]`, inside)
        })
      : Object.fromEntries(
          plainEntries(inner, () => fault(path, `of the class \`${className(inner)}\``))
            .filter(([, each]) => each !== undefined)
            .map(([key, each]) => [key, copy(each, `${path}.${key}`, inside)]),
        )
    frozen.add(Object.freeze(copied))
    return copied
  }
  return copy(value, '', []) as T
}

/** What an error says of a change to frozen data, with the mend; null for any other error. */
export function frozenFault(thrown: unknown): string | null {
  if (!(thrown instanceof TypeError)) return null
  if (!/read only property|object is not extensible|Cannot (delete|redefine) property/.test(thrown.message)) return null
  return `${thrown.message}. Tasks and messages are frozen, because every reward sees the same ones: change a copy, as in \`task.answer.toSorted()\` or \`structuredClone(task.answer)\``
}

function plainEntries(value: object, fault: () => RlvrError): [string, unknown][] {
  const prototype = Object.getPrototypeOf(value) as object | null
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) throw fault()
  // Instances of built-in classes that stand directly below the root, such as dates and maps.
  if (Object.prototype.toString.call(value) !== '[object Object]') throw fault()
  return Object.entries(value)
}

function className(value: object): string {
  return (value.constructor as { name?: string } | undefined)?.name ?? 'unknown'
}
