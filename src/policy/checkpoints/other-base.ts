// Whether an adapter says that it was made for another model than the one it is laid over. Models of one shape take
// each other's adapters without a word, and answer nonsense. Names are paths and names of the hub; a path may have moved,
// so that only the last part of it counts, and another is told, not refused.
import type { AdapterBase } from './adapter-config.ts'

/**
 * A sentence that names both models; null where it may be the same one, or the adapter names none.
 * @param adapter how it is named
 * @param model the model that it is laid over: how it is named, or its folder
 */
export function otherBaseNotice(adapter: string, base: AdapterBase | null, model: string): string | null {
  if (base === null || lastPart(base.name) === lastPart(model)) return null
  return `The adapter ${adapter} was made for ${base.name}, as its adapter_config.json says; it is laid over ${model}. Where that is another model of the same shape, replies mean nothing.`
}

/** Of `hf:owner/Name@main`, `/models/Name/` and a folder of the hub's cache, `…/models--owner--Name/snapshots/…`: `name`. */
function lastPart(name: string): string {
  const cached = /(?:^|[\\/])models--([^\\/]+)[\\/]snapshots[\\/]/.exec(name)?.[1]?.split('--').at(-1)
  const last = name
    .replace(/^hf:/, '')
    .split(/[\\/]+/)
    .findLast((part) => part !== '' && part !== '.')
  return (cached ?? last?.replace(/@.*$/, '') ?? '').toLowerCase()
}
