// `fs` over the files of a job, held in memory: standard input, standard output, what the job brought, what the
// program wrote.
import type { Bytes } from '../shared/bytes.ts'
import type { Output } from '../shared/output.ts'
import type { Callable } from '../shared/primordials.ts'
import type { StandardInput } from './standard-input.ts'

export interface Files {
  readonly fs: Readonly<Record<string, unknown>>
  /** Whether a file was asked for that a program has no business with. */
  probed(): boolean
}

export function installFiles(
  given: Readonly<Record<string, string>>,
  streams: { stdin: StandardInput; output: Output; bytes: Bytes },
): Files {
  const { stdin, output, bytes } = streams
  const files = new Map<string, Uint8Array>()
  for (const name of Object.keys(given)) files.set(name, bytes.fromBase64(given[name] as string))
  let probed = false

  const nameOf = (path: unknown): string => (path as string).replace(/^(?:\.\/|\/box\/)/, '')
  const isInput = (path: unknown): boolean =>
    path === 0 || path === '/dev/stdin' || path === '/proc/self/fd/0' || path === '/dev/fd/0'
  const streamOf = (path: unknown): 'stdout' | 'stderr' | null =>
    path === 1 || path === '/dev/stdout' ? 'stdout' : path === 2 || path === '/dev/stderr' ? 'stderr' : null
  const missing = (call: string, path: unknown): Error => {
    if (/^\/|\.\./.test(path as string)) probed = true
    return Object.assign(new Error(`ENOENT: no such file or directory, ${call} '${path as string}'`), {
      errno: -2,
      code: 'ENOENT',
      syscall: call,
      path,
    })
  }
  const encodingOf = (options: unknown): string | null => {
    const named =
      typeof options === 'object' && options !== null ? (options as { encoding?: unknown }).encoding : options
    return typeof named === 'string' && named !== 'buffer' ? named : null
  }
  const contentOf = (data: unknown): Uint8Array => (data instanceof Uint8Array ? data : bytes.encode(data as string))

  const readFileSync = (path: unknown, options?: unknown): unknown => {
    const encoding = encodingOf(options)
    if (isInput(path)) {
      const text = stdin.takeRest()
      return encoding !== null && /^utf-?8$/i.test(encoding)
        ? text
        : encoding === null
          ? bytes.Buffer.from(text)
          : decodeAs(bytes.encode(text), encoding)
    }
    const content = files.get(nameOf(path))
    if (content === undefined) throw missing('open', path)
    return encoding === null ? bytes.Buffer.from(content) : decodeAs(content, encoding)
  }
  const decodeAs = (content: Uint8Array, encoding: string): string =>
    (bytes.Buffer.from(content) as unknown as { toString(encoding: string): string }).toString(encoding)

  const writeFileSync = (path: unknown, data: unknown): void => {
    const stream = streamOf(path)
    if (stream !== null) output.write(stream, bytes.decode(contentOf(data)))
    else files.set(nameOf(path), contentOf(data).slice())
  }
  const appendFileSync = (path: unknown, data: unknown): void => {
    const before = files.get(nameOf(path))
    if (streamOf(path) !== null || before === undefined) return writeFileSync(path, data)
    const more = contentOf(data)
    const whole = new Uint8Array(before.length + more.length)
    whole.set(before)
    whole.set(more, before.length)
    files.set(nameOf(path), whole)
  }
  const writeSync = (descriptor: unknown, data: unknown): number => {
    writeFileSync(descriptor, data)
    return contentOf(data).length
  }
  const readSync = (descriptor: unknown, target: Uint8Array, offset: unknown = 0, length?: number): number => {
    if (!isInput(descriptor)) throw Object.assign(new Error('EBADF: bad file descriptor, read'), { code: 'EBADF' })
    const { offset: from, length: most } =
      typeof offset === 'object' && offset !== null
        ? (offset as { offset?: number; length?: number })
        : { offset: offset as number, length }
    return stdin.readInto(target, from ?? 0, most ?? target.length - (from ?? 0))
  }
  const existsSync = (path: unknown): boolean => isInput(path) || files.has(nameOf(path))
  const openSync = (path: unknown): number => {
    if (isInput(path)) return 0
    throw missing('open', path)
  }
  const sizeOf = (path: unknown): object => {
    if (isInput(path)) return { size: 0, isFile: () => false, isDirectory: () => false }
    const content = files.get(nameOf(path))
    if (content === undefined) throw missing('stat', path)
    return { size: content.length, isFile: () => true, isDirectory: () => false }
  }

  const sync: Record<string, Callable> = {
    readFileSync,
    writeFileSync,
    appendFileSync,
    readSync,
    writeSync,
    existsSync,
    openSync,
    closeSync() {},
    fsyncSync() {},
    statSync: sizeOf,
    fstatSync: sizeOf,
    readdirSync: () => [...files.keys()].sort(),
    unlinkSync: (path: unknown) => void files.delete(nameOf(path)),
  }
  const promises: Record<string, unknown> = {}
  const callbacks: Record<string, unknown> = {}
  for (const name of ['readFile', 'writeFile', 'appendFile', 'stat', 'readdir', 'unlink'] as const) {
    const run = sync[`${name}Sync`] as (...given: unknown[]) => unknown
    promises[name] = async (...given: unknown[]) => run(...given)
    callbacks[name] = (...given: unknown[]) => {
      const done = given.pop() as (error: unknown, value?: unknown) => void
      queueMicrotask(() => {
        try {
          done(null, run(...given))
        } catch (error) {
          done(error)
        }
      })
    }
  }
  const fs = {
    ...callbacks,
    ...sync,
    promises,
    createReadStream(path: unknown) {
      if (isInput(path)) return stdin
      throw missing('open', path)
    },
    constants: {},
  }
  return { fs, probed: () => probed }
}
