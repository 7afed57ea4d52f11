// Globals that are made when a program first asks for them; most programs ask for none.
import type { Primordials } from './primordials.ts'

export type LazyGlobals = (makers: Readonly<Record<string, () => unknown>>) => void

export function installLazyGlobals(primordials: Primordials): LazyGlobals {
  const { define } = primordials
  return (makers) => {
    for (const name in makers) {
      const set = (value: unknown): void => {
        define(globalThis, name, { value, writable: true, enumerable: false, configurable: true })
      }
      const get = (): unknown => {
        const value = makers[name]?.()
        set(value)
        return value
      }
      define(globalThis, name, { get, set, enumerable: false, configurable: true })
    }
  }
}
