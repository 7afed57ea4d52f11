// `structuredClone` of plain values, collections, dates and errors; functions are refused as Node refuses them.

export function installStructuredClone(): (value: unknown) => unknown {
  return function structuredClone(value: unknown): unknown {
    const seen = new Map<object, unknown>()
    const copy = (given: unknown): unknown => {
      if (typeof given === 'function' || typeof given === 'symbol') {
        throw new Error(`${typeof given === 'symbol' ? 'a symbol' : given.toString()} could not be cloned.`)
      }
      if (typeof given !== 'object' || given === null) return given
      if (seen.has(given)) return seen.get(given)
      const keep = <T>(made: T): T => {
        seen.set(given, made)
        return made
      }
      if (given instanceof Date) return keep(new Date(given.getTime()))
      if (given instanceof RegExp) return keep(new RegExp(given.source, given.flags))
      if (given instanceof Map) {
        const made = keep(new Map<unknown, unknown>())
        for (const [key, item] of given) made.set(copy(key), copy(item))
        return made
      }
      if (given instanceof Set) {
        const made = keep(new Set<unknown>())
        for (const item of given) made.add(copy(item))
        return made
      }
      if (given instanceof ArrayBuffer) return keep(given.slice(0))
      if (ArrayBuffer.isView(given)) return keep((given as Uint8Array).slice())
      if (given instanceof Error) return keep(Object.assign(new Error(given.message), { name: given.name }))
      const made = keep((Array.isArray(given) ? Array.from({ length: given.length }) : {}) as Record<string, unknown>)
      for (const key of Object.keys(given)) made[key] = copy((given as Record<string, unknown>)[key])
      return made
    }
    return copy(value)
  }
}
