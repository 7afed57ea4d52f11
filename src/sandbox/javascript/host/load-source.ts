// Brings a candidate's source into its isolate: TypeScript is transformed first, and what is no script is tried as an
// ES module.
import { toJavaScript } from '../typescript/to-javascript.ts'
import type { Ivm } from './isolated-vm.ts'
import type { ScriptLanguage } from './protocol.ts'
import type { Room, StepFailure } from './room.ts'

export interface Loaded {
  readonly failure: StepFailure | null
  /** Of an ES module. */
  readonly namespace: Ivm.Reference | null
  /** The compiler itself broke, so that its process is not to be trusted any more. */
  readonly worn: boolean
}

/** Syntax errors that say of a script that it is a module (V8's messages). */
const meansModule =
  /^(?:Cannot use import statement outside a module|Unexpected token 'export'|Cannot use 'import\.meta' outside a module|await is only valid in async functions and the top level bodies of modules|Unexpected reserved word)/

export interface LoadOptions {
  readonly language: ScriptLanguage
  /** A name that a module may keep to itself though it is the one that is asked for. */
  readonly wanted?: string
  /** Allows `return` at the top level, as a file of Node's does. */
  readonly asFunction?: boolean
}

/** A byte order mark and a line for the shell: V8 takes neither everywhere. The line break stays, for the numbers. */
const preambleOfFile = /^\uFEFF?(?:#![^\n\r\u2028\u2029]*)?/

export function loadSource(room: Room, source: string, options: LoadOptions): Loaded {
  let code = source.replace(preambleOfFile, '')
  if (options.language === 'typescript') {
    const transformed = toJavaScript(code)
    if ('fault' in transformed) {
      const { fault, isBroken } = transformed
      return { failure: { ending: 'compile_error', message: fault }, namespace: null, worn: isBroken }
    }
    code = transformed.code
  }
  let script: Ivm.Script
  try {
    script = room.isolate.compileScriptSync(code, { filename: 'solution.js' })
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : ''
    if (thrown instanceof SyntaxError && meansModule.test(message)) return loadModule(room, code, options)
    if (options.asFunction && message.startsWith('Illegal return')) {
      return loadSource(room, `(function () {${code}\n})()`, { language: 'javascript' })
    }
    return { failure: compileFailure(room, thrown), namespace: null, worn: false }
  }
  return { failure: attempt(room, () => room.run(script)), namespace: null, worn: false }
}

function loadModule(room: Room, code: string, options: LoadOptions): Loaded {
  const compile = (text: string): Ivm.Module => room.isolate.compileModuleSync(text, { filename: 'solution.js' })
  let module: Ivm.Module
  try {
    module = compileWithWanted(compile, code, options.wanted)
  } catch (thrown) {
    return { failure: compileFailure(room, thrown), namespace: null, worn: false }
  }
  const failure = attempt(room, () => {
    module.instantiateSync(room.context, (name) => {
      const names = JSON.parse(room.drive('names', name) as string) as string[]
      const quoted = JSON.stringify(name)
      return room.isolate.compileModuleSync(
        `const module = require(${quoted}); export default module; export const { ${names.join(', ')} } = module`,
      )
    })
    module.evaluateSync({ timeout: room.timeoutMs() })
  })
  return { failure, namespace: failure === null ? module.namespace : null, worn: false }
}

function compileWithWanted(
  compile: (text: string) => Ivm.Module,
  code: string,
  wanted: string | undefined,
): Ivm.Module {
  if (wanted === undefined) return compile(code)
  try {
    return compile(`${code}\nexport { ${wanted} as "wanted ${wanted}" }`)
  } catch {
    return compile(code)
  }
}

function compileFailure(room: Room, thrown: unknown): StepFailure {
  const failure = room.failureOf(thrown)
  return failure.ending === 'runtime_error' ? { ending: 'compile_error', message: failure.message } : failure
}

export function attempt(room: Room, step: () => void): StepFailure | null {
  try {
    step()
    return null
  } catch (thrown) {
    return room.failureOf(thrown)
  }
}
