// The candidate's process: loads a solution as a script, calls its entry, and tells the result on descriptor 3 as plain data
// (the tags of `PlainValue`, src/sandbox/engine.ts). It holds no expected value.
import { readFileSync, writeSync } from 'node:fs'
import { createRequire, stripTypeScriptTypes } from 'node:module'
import { runInThisContext } from 'node:vm'

interface Job {
  readonly solution: string
  readonly entry: string
  readonly args: readonly unknown[]
}

function plain(value: unknown): unknown {
  switch (typeof value) {
    case 'undefined':
      return { $undefined: true }
    case 'bigint':
      return { $int: String(value) }
    case 'number':
      if (Number.isNaN(value)) return { $float: 'nan' }
      if (!Number.isFinite(value)) return { $float: value > 0 ? 'inf' : '-inf' }
      return Number.isInteger(value) && !Number.isSafeInteger(value) ? { $int: String(BigInt(value)) } : value
    case 'object':
      return value === null ? null : plainObject(value)
    case 'function':
    case 'symbol':
      return { $opaque: typeof value }
    default:
      return value
  }
}

function plainObject(value: object): unknown {
  if (Array.isArray(value)) return Array.from(value, plain)
  if (value instanceof Set) return { $set: Array.from(value, plain) }
  if (value instanceof Map) return { $dict: Array.from(value, ([key, item]) => [plain(key), plain(item)]) }
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return Array.from(value as Uint8Array, plain)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return { $opaque: value.constructor.name }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]))
}

const job = JSON.parse(readFileSync(0, 'utf8')) as Job
let told: object
try {
  const text = readFileSync(job.solution, 'utf8')
  const source = job.solution.endsWith('.ts') ? stripTypeScriptTypes(text, { mode: 'transform' }) : text
  Object.assign(globalThis, { require: createRequire(job.solution), module: { exports: {} } })
  const called = `(typeof ${job.entry} === 'function' ? ${job.entry} : module.exports.${job.entry} ?? module.exports)`
  const entry = runInThisContext(`${source}\n;${called}`, { filename: 'solution' }) as (...given: unknown[]) => unknown
  told = { answer: plain(await entry(...job.args)) }
} catch (thrown) {
  told = { error: String(thrown).slice(0, 300) }
}
writeSync(3, JSON.stringify(told))
process.exit(0)
