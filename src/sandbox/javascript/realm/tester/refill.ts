// Lists, records, maps and sets of the script's come to hold what a call of the program's left in them.

export type Refill = (targets: readonly unknown[], sources: readonly unknown[]) => void

export function installRefill(): Refill {
  const copyInto = (target: unknown[], source: readonly unknown[]): void => {
    target.length = source.length
    for (const [index, item] of source.entries()) target[index] = item
  }
  const refill = (target: unknown, source: unknown): void => {
    if (typeof target !== 'object' || target === null) return
    if (ArrayBuffer.isView(target)) {
      const numbers = target as Uint8Array
      if (Array.isArray(source) && source.length === numbers.length) numbers.set(source as number[])
    } else if (Array.isArray(target)) {
      if (Array.isArray(source)) copyInto(target, source)
    } else if (target instanceof Map) {
      target.clear()
      if (source instanceof Map) for (const [key, item] of source) target.set(key, item)
    } else if (target instanceof Set) {
      target.clear()
      if (source instanceof Set) for (const item of source) target.add(item)
    } else if (typeof source === 'object' && source !== null) {
      for (const key of Object.keys(target)) if (!Object.hasOwn(source, key)) Reflect.deleteProperty(target, key)
      for (const [key, value] of Object.entries(source)) {
        Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true })
      }
    }
  }
  return (targets, sources) => {
    for (const [index, target] of targets.entries()) refill(target, sources[index])
  }
}
