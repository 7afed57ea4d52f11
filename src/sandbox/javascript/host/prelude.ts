// The scripts that run first in each isolate: the functions of `realm/`, put together as text. They are compiled once
// in a process; each isolate after the first one takes V8's code cache.
import type { Ivm } from './isolated-vm.ts'
import { installAssertions } from '../realm/shared/assertions.ts'
import { installAsymmetric } from '../realm/shared/asymmetric.ts'
import { installBytes } from '../realm/shared/bytes.ts'
import { installCallDriver } from '../realm/candidate/call-driver.ts'
import { installConsoleTable } from '../realm/shared/table.ts'
import { installConsole } from '../realm/shared/console-object.ts'
import { installDeepEqual } from '../realm/shared/deep-equal.ts'
import { installEntries } from '../realm/candidate/entries.ts'
import { installEvents } from '../realm/shared/events.ts'
import { installExpect } from '../realm/shared/expect.ts'
import { installFiles } from '../realm/candidate/files.ts'
import { installFormat } from '../realm/shared/format.ts'
import { harden } from '../realm/shared/harden.ts'
import { installInspectLayout } from '../realm/shared/inspect-layout.ts'
import { installInspect } from '../realm/shared/inspect.ts'
import { installKeptObjects } from '../realm/candidate/kept-objects.ts'
import { installLedger } from '../realm/tester/ledger.ts'
import { installLazyGlobals } from '../realm/shared/lazy-globals.ts'
import { installMocks } from '../realm/tester/mocks.ts'
import { installNodeModules } from '../realm/shared/node-modules.ts'
import { installOutput } from '../realm/shared/output.ts'
import { installPassedValues } from '../realm/tester/passed-values.ts'
import { installPlainData } from '../realm/shared/plain-data.ts'
import { capturePrimordials } from '../realm/shared/primordials.ts'
import { installQuestions } from '../realm/tester/questions.ts'
import { installReadline } from '../realm/candidate/readline.ts'
import { installRefill } from '../realm/tester/refill.ts'
import { installProxies } from '../realm/tester/proxies.ts'
import { installScriptProcess } from '../realm/tester/script-process.ts'
import { installStandardInput } from '../realm/candidate/standard-input.ts'
import { installStdioDriver } from '../realm/candidate/stdio-driver.ts'
import { installStructuredClone } from '../realm/shared/structured-clone.ts'
import { installTestBlocks } from '../realm/tester/test-blocks.ts'
import { installTester } from '../realm/tester/tester.ts'
import { installThrown } from '../realm/shared/thrown.ts'
import { installTimers } from '../realm/shared/timers.ts'
import { maxStderrBytes } from '../../limits.ts'

export type PreludeName = 'calls' | 'stdio' | 'tester'

/** A function as an expression that calls it. Its text is what Node runs, without types. */
function call(install: Installer, given: string): string {
  return `(${install.toString()})(${given})`
}

/**
 * As `call`, for what most programs never use: compiled when it is first asked for. Its text is a part of one long one,
 * because V8 hashes the texts of a script whenever it is taken from the cache, but none of more than 16,383 characters.
 */
function later(install: Installer, given: string): string {
  // With escapes for what is not ASCII: one such character, and V8 keeps the whole text in two bytes a character.
  const text = `'use strict'; (${install.toString().replaceAll(/[^ -~\n]/g, escaped)})`
  const start = laterTexts.indexOf(text)
  const from = start < 0 ? laterTexts.length : start
  if (start < 0) laterTexts += text
  return `lazy(() => evaluate(slice(laterTexts, ${from}, ${from + text.length}))(${given}))`
}

let laterTexts = ''

type Installer = (...given: never[]) => unknown

const shared = [
  'const evaluate = eval;',
  'const slice = ((call) => (text, from, to) => call(text, from, to))(Function.prototype.call.bind(String.prototype.slice));',
  'const lazy = (make) => { let made; return () => (made ??= make()) };',
  `${call(harden, '')};`,
  `const primordials = ${call(capturePrimordials, '')};`,
  `const plainData = ${call(installPlainData, 'primordials')};`,
  `const output = ${call(installOutput, `primordials, { stdout: outputBytes, stderr: ${maxStderrBytes} }`)};`,
  `const timers = ${call(installTimers, 'primordials')};`,
  `const inspect = ${later(installInspect, `primordials, ${call(installInspectLayout, '')}, ${installFormat.toString()}`)};`,
  `const table = ${later(installConsoleTable, 'inspect()')};`,
  `const bytes = ${later(installBytes, '')};`,
  `const events = ${later(installEvents, '')};`,
  `const deepEqual = ${later(installDeepEqual, '')};`,
  `const asymmetric = ${later(installAsymmetric, 'deepEqual()')};`,
  `const thrown = ${later(installThrown, 'deepEqual()')};`,
  `const assertions = ${later(
    installAssertions,
    '{ inspect: inspect(), isDeepEqual: deepEqual(), matches: asymmetric().matches, thrown: thrown(), observer }',
  )};`,
  `const lazyGlobals = ${call(installLazyGlobals, 'primordials')};`,
  'lazyGlobals({',
  `  console: ${later(installConsole, 'primordials, output, inspect(), table()')},`,
  `  structuredClone: ${later(installStructuredClone, '')},`,
  "  Buffer: () => bytes().globals['Buffer'],",
  "  TextEncoder: () => bytes().globals['TextEncoder'],",
  "  TextDecoder: () => bytes().globals['TextDecoder'],",
  "  atob: () => bytes().globals['atob'],",
  "  btoa: () => bytes().globals['btoa'],",
  '});',
]

const computingModules = `lazy(() => nodeModules({ inspect: inspect(), bytes, events, assertions, more: {} }))`

/** Functions of the limits, which give back the function by which the isolate is driven. */
const sources: Readonly<Record<PreludeName, string>> = {
  calls: prelude([
    'const observer = undefined;',
    `const nodeModules = (parts) => ${later(installNodeModules, 'parts')}();`,
    `const modules = ${computingModules};`,
    'lazyGlobals({ require: () => modules().require });',
    `const keptObjects = (parts) => ${later(installKeptObjects, '{ primordials, plainData, outputBytes, evaluate, ...parts }')}();`,
    `const entries = (moduleObject, namespace) => ${call(installEntries, '{ primordials, moduleObject, namespace }')};`,
    'const askScript = (text) => relay.applySyncPromise(undefined, [text]);',
    `return ${call(
      installCallDriver,
      '{ primordials, plainData, keptObjects, entries, askScript, output, timers, modules, timeMs, outputBytes }',
    )}`,
  ]),
  stdio: prelude([
    'const observer = undefined;',
    `const standardInput = ${installStandardInput.toString()};`,
    `const readline = (...given) => ${later(installReadline, '...given')}();`,
    `const files = (...given) => ${later(installFiles, '...given')}();`,
    `const nodeModules = (parts) => ${later(installNodeModules, 'parts')}();`,
    `return ${call(
      installStdioDriver,
      '{ primordials, output, timers, inspect, timeMs, bytes, events, assertions, standardInput, readline, files, nodeModules, lazyGlobals }',
    )}`,
  ]),
  tester: prelude([
    `const ledger = ${call(installLedger, '')};`,
    'const observer = ledger;',
    'const testModules = {};',
    `const nodeModules = (parts) => ${later(installNodeModules, 'parts')}();`,
    'const modules = lazy(() => nodeModules({ inspect: inspect(), bytes, events, assertions, more: testModules }));',
    'lazyGlobals({ require: () => modules().require });',
    'const ask = (text) => relay.applySyncPromise(undefined, [text]);',
    `const passedValues = (parts) => ${call(installPassedValues, '{ plainData, evaluate, ...parts }')};`,
    `const proxies = ${call(
      installProxies,
      `{ plainData, relay: ask, timers, questions: ${call(installQuestions, '')}, refill: ${call(installRefill, '')}, passedValues, inCallback: ledger.inCallback, failedAfar: ledger.failedAfar }`,
    )};`,
    `const mocks = ${call(installMocks, '')};`,
    'const plans = { set: () => {} };',
    `const expect = ${call(
      installExpect,
      '{ assertions: assertions(), asymmetric: asymmetric(), thrown: thrown(), observer, callsOf: mocks.callsOf, plan: (count) => plans.set(count) }',
    )};`,
    `const scriptProcess = ${call(installScriptProcess, "(text) => output.write('stdout', String(text))")};`,
    'const testContext = { make: () => ({}) };',
    `const blocks = ${call(installTestBlocks, '{ context: (subtest) => testContext.make(subtest) }')};`,
    `return ${call(
      installTester,
      '{ plainData, timers, timeMs, assertions: assertions(), expect, proxies, ledger, blocks, mocks, scriptProcess, modules: testModules, plans, testContext }',
    )}`,
  ]),
}

function prelude(lines: readonly string[]): string {
  const body = [`const laterTexts = ${JSON.stringify(laterTexts)};`, ...shared, ...lines].join('\n')
  return `(function (timeMs, outputBytes, relay) { 'use strict';\n${body}\n})`
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

const caches = new Map<PreludeName, Ivm.ExternalCopy<ArrayBuffer>>()

export function compilePrelude(isolate: Ivm.Isolate, name: PreludeName): Ivm.Script {
  const cachedData = caches.get(name)
  if (cachedData) return isolate.compileScriptSync(sources[name], { cachedData })
  const script = isolate.compileScriptSync(sources[name], { produceCachedData: true })
  const made = (script as { cachedData?: Ivm.ExternalCopy<ArrayBuffer> }).cachedData
  if (made) caches.set(name, made)
  return script
}
