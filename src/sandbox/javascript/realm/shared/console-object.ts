// The console of a program, written to its output.
import type { Inspect } from './inspect.ts'
import type { Output } from './output.ts'
import type { Primordials } from './primordials.ts'

export function installConsole(
  primordials: Primordials,
  output: Output,
  inspect: Inspect,
  table: (rows: unknown) => string,
): object {
  const { toText } = primordials
  let indentation = ''
  const counts = new Map<string, number>()
  const startTimes = new Map<string, number>()

  const print = (stream: 'stdout' | 'stderr', given: readonly unknown[]): void => {
    const text = given.length === 1 && typeof given[0] === 'string' ? given[0] : inspect.format(given)
    output.write(stream, (indentation === '' ? text : indentation + text.replaceAll('\n', '\n' + indentation)) + '\n')
  }
  const log = (...given: unknown[]): void => print('stdout', given)
  const warn = (...given: unknown[]): void => print('stderr', given)
  const labelOf = (label: unknown): string => (label === undefined ? 'default' : toText(label))

  const members = {
    log,
    info: log,
    debug: log,
    error: warn,
    warn,
    trace(...given: unknown[]) {
      warn('Trace' + (given.length > 0 ? ': ' + inspect.format(given) : ''))
    },
    dir(value: unknown, options?: object) {
      log(inspect.inspect(value, options))
    },
    dirxml: log,
    assert(condition?: unknown, ...given: unknown[]) {
      if (!condition) warn('Assertion failed' + (given.length > 0 ? ': ' + inspect.format(given) : ''))
    },
    count(label?: unknown) {
      const count = (counts.get(labelOf(label)) ?? 0) + 1
      counts.set(labelOf(label), count)
      log(`${labelOf(label)}: ${count}`)
    },
    countReset(label?: unknown) {
      counts.delete(labelOf(label))
    },
    group(...given: unknown[]) {
      if (given.length > 0) log(...given)
      indentation += '  '
    },
    groupCollapsed(...given: unknown[]) {
      members.group(...given)
    },
    groupEnd() {
      indentation = indentation.slice(2)
    },
    table(rows: unknown) {
      log(table(rows))
    },
    time(label?: unknown) {
      startTimes.set(labelOf(label), Date.now())
    },
    timeLog(label?: unknown) {
      log(`${labelOf(label)}: ${Date.now() - (startTimes.get(labelOf(label)) ?? Date.now())}ms`)
    },
    timeEnd(label?: unknown) {
      members.timeLog(label)
      startTimes.delete(labelOf(label))
    },
    clear() {},
  }
  return members
}
