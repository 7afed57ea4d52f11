// `require` for the modules of Node that compute and nothing else. What reaches outside is refused.
import type { Assertions } from './assertions.ts'
import type { Bytes } from './bytes.ts'
import type { EmitterClass } from './events.ts'
import type { Inspect } from './inspect.ts'
import type { Callable } from './primordials.ts'

export interface ModuleParts {
  readonly inspect: Inspect
  readonly bytes: () => Bytes
  readonly events: () => EmitterClass
  readonly assertions: () => Assertions
  /** Modules beyond these, by name. */
  readonly more: Readonly<Record<string, () => unknown>>
}

export interface NodeModules {
  readonly require: (name: string) => unknown
  /** Whether a module was asked for by which a program would reach other processes or the network. */
  probed(): boolean
  /** JSON of the names that an `import` of a module can name. */
  names(name: string): string
}

export function installNodeModules(parts: ModuleParts): NodeModules {
  const { inspect, bytes, events, assertions, more } = parts
  const global = globalThis as unknown as Record<string, unknown>
  const loaded = new Map<string, unknown>()
  let probed = false

  const custom = Symbol.for('nodejs.util.promisify.custom')
  const promisify = (run: Callable): unknown => {
    const own = (run as unknown as Record<symbol, unknown>)[custom]
    if (typeof own === 'function') return own
    return function (this: unknown, ...given: unknown[]): Promise<unknown> {
      return new Promise((resolve, reject) => {
        const done = (error: unknown, value: unknown): void => (error ? reject(error) : resolve(value))
        Reflect.apply(run, this, [...given, done])
      })
    }
  }
  const util = (): object => {
    const { TextEncoder, TextDecoder } = bytes().globals
    for (const start of [setTimeout, setImmediate]) {
      Object.defineProperty(start, custom, { value: start === setTimeout ? delayed(start) : soon })
    }
    return {
      inspect: Object.assign((value: unknown, options?: object) => inspect.inspect(value, options), {
        custom: Symbol.for('nodejs.util.inspect.custom'),
      }),
      format: (...given: unknown[]) => inspect.format(given),
      isDeepStrictEqual: (a: unknown, b: unknown) => assertions().isDeepEqual(a, b),
      promisify: Object.assign(promisify, { custom }),
      inherits(child: { prototype: object }, parent: { prototype: object }) {
        Object.setPrototypeOf(child.prototype, parent.prototype)
      },
      deprecate: (run: unknown) => run,
      isArray: (value: unknown) => Array.isArray(value),
      types: {
        isPromise: (value: unknown) => value instanceof Promise,
        isRegExp: (value: unknown) => value instanceof RegExp,
        isDate: (value: unknown) => value instanceof Date,
      },
      TextEncoder,
      TextDecoder,
    }
  }

  const normalize = (path: string): string => {
    const kept: string[] = []
    for (const part of path.split('/')) {
      if (part === '..' && kept.length > 0 && kept.at(-1) !== '..') kept.pop()
      else if (part !== '' && part !== '.' && !(part === '..' && path.startsWith('/'))) kept.push(part)
    }
    return (path.startsWith('/') ? '/' : '') + kept.join('/') || '.'
  }
  const path = {
    sep: '/',
    delimiter: ':',
    normalize,
    join: (...parts: string[]) => normalize(parts.filter((part) => part !== '').join('/')),
    resolve: (...parts: string[]) =>
      normalize(['/box', ...parts].reduce((whole, part) => (part.startsWith('/') ? part : `${whole}/${part}`))),
    isAbsolute: (name: string) => name.startsWith('/'),
    dirname: (name: string) => name.replace(/\/?[^/]*\/*$/, '') || (name.startsWith('/') ? '/' : '.'),
    basename: (name: string, suffix = '') => {
      const last = name.replace(/\/+$/, '').split('/').at(-1) ?? ''
      return suffix !== '' && last !== suffix && last.endsWith(suffix) ? last.slice(0, -suffix.length) : last
    },
    extname: (name: string) => /[^/.](\.[^./]*)$/.exec(name)?.[1] ?? '',
  }
  const { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate } = global as Record<
    string,
    Callable
  >
  const timers = { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate }
  const delayed =
    (start: Callable | undefined) =>
    (delayMs?: unknown, value?: unknown): Promise<unknown> =>
      new Promise((resolve) => (start as (run: () => void, delayMs: unknown) => void)(() => resolve(value), delayMs))

  const soon = (value?: unknown): Promise<unknown> => delayed(setImmediate)(undefined, value)

  const factories: Record<string, () => unknown> = {
    util,
    path: () => Object.assign(path, { posix: path }),
    assert: () => assertions().assert,
    'assert/strict': () => assertions().assert['strict'],
    events: () => Object.assign(events(), { EventEmitter: events(), default: events() }),
    buffer: () => bytes().globals,
    os: () => ({
      EOL: '\n',
      platform: () => 'linux',
      cpus: () => [{}],
      totalmem: () => 0,
      freemem: () => 0,
      tmpdir: () => '/box',
    }),
    perf_hooks: () => ({ performance: global['performance'] }),
    timers: () => timers,
    'timers/promises': () => ({
      setTimeout: delayed(setTimeout),
      setImmediate: soon,
    }),
    ...more,
  }

  /** What no `import` names: the default, and what every function has. */
  const unnamed = new Set(['default', 'length', 'name', 'prototype', 'arguments', 'caller'])
  const require = (given: string): unknown => {
    const name = given.startsWith('node:') ? given.slice(5) : given
    if (loaded.has(name)) return loaded.get(name)
    const factory = Object.hasOwn(factories, name) ? factories[name] : undefined
    if (factory === undefined) {
      if (/^(?:child_process|cluster|dgram|dns|http|http2|https|inspector|net|tls|vm|worker_threads)$/.test(name))
        probed = true
      throw Object.assign(new Error(`Cannot find module '${given}'`), { code: 'MODULE_NOT_FOUND' })
    }
    const module = factory()
    loaded.set(name, module)
    return module
  }
  const names = (name: string): string => {
    const module = require(name)
    const isObject = (typeof module === 'object' && module !== null) || typeof module === 'function'
    const keys = isObject ? Object.getOwnPropertyNames(module) : []
    return JSON.stringify(keys.filter((key) => /^[A-Za-z_$][\w$]*$/.test(key) && !unnamed.has(key)))
  }
  return { require, probed: () => probed, names }
}
