// Whether two values hold the same, as `assert` and `expect` mean it.

/** `strict`: of the same classes; `loose`: primitives by `==`; `equal`: whatever the class, undefined is not there. */
export type EqualMode = 'strict' | 'loose' | 'equal'

export type DeepEqual = (a: unknown, b: unknown, mode?: EqualMode) => boolean

/** Of an expected value: decides itself whether another one matches. */
export interface Asymmetric {
  readonly $$asymmetric: (value: unknown) => boolean
}

export function installDeepEqual(): DeepEqual {
  return (a, b, mode = 'strict') => {
    const pairs: [unknown, unknown][] = []
    const asks = (value: unknown): value is Asymmetric => {
      if (typeof value !== 'object' || value === null) return false
      const own = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(value) ?? value, '$$asymmetric')
      return typeof own?.value === 'function'
    }
    const equal = (x: unknown, y: unknown): boolean => {
      if (asks(y)) return y.$$asymmetric(x)
      if (Object.is(x, y) || (mode === 'loose' && x == y)) return true
      if (typeof x !== 'object' || typeof y !== 'object' || x === null || y === null) return false
      if (pairs.some(([left, right]) => left === x && right === y)) return true
      if (mode === 'strict' && Object.getPrototypeOf(x) !== Object.getPrototypeOf(y)) return false
      if (Object.prototype.toString.call(x) !== Object.prototype.toString.call(y)) return false
      pairs.push([x, y])
      const same = equalContent(x, y)
      pairs.pop()
      return same
    }
    const keysOf = (value: object): string[] => {
      const keys = Object.keys(value)
      return mode === 'equal' ? keys.filter((key) => (value as Record<string, unknown>)[key] !== undefined) : keys
    }
    const equalContent = (x: object, y: object): boolean => {
      if (x instanceof Date && y instanceof Date) return Object.is(x.getTime(), y.getTime())
      if (x instanceof RegExp && y instanceof RegExp) return String(x) === String(y)
      if (!Object.is(x.valueOf(), x)) return Object.is(x.valueOf(), y.valueOf())
      if (x instanceof Error && y instanceof Error && (x.message !== y.message || x.name !== y.name)) return false
      // By the language's own iterators, which throw for a proxy: it could claim any size and show no item.
      if (x instanceof Set && y instanceof Set) {
        const items = [...Set.prototype.values.call(x)]
        const others = [...Set.prototype.values.call(y)]
        return (
          items.length === others.length &&
          items.every((item) => Set.prototype.has.call(y, item) || others.some((other) => equal(item, other)))
        )
      }
      if (x instanceof Map && y instanceof Map) {
        const items = [...Map.prototype.entries.call(x)]
        const others = [...Map.prototype.entries.call(y)]
        return (
          items.length === others.length &&
          items.every(([key, item]) =>
            Map.prototype.has.call(y, key)
              ? equal(item, Map.prototype.get.call(y, key))
              : others.some(([other, held]) => equal(key, other) && equal(item, held)),
          )
        )
      }
      if (Array.isArray(x) !== Array.isArray(y)) return false
      if (Array.isArray(x) && Array.isArray(y) && x.length !== y.length) return false
      const keys = keysOf(x)
      if (keys.length !== keysOf(y).length) return false
      return keys.every(
        (key) =>
          Object.hasOwn(y, key) && equal((x as Record<string, unknown>)[key], (y as Record<string, unknown>)[key]),
      )
    }
    return equal(a, b)
  }
}
