// Tools for any environment that run what a policy writes: a shell over files of the episode's own, and programs in the
// sandbox, each by itself. Options are read at once; what runs is loaded at the first call.
import type { TObject, TString } from 'typebox'
import type { EpisodeResources } from '../core/resources.ts'
import { checkNames } from '../core/check-names.ts'
import { RlvrError, describeError, show } from '../core/errors.ts'
import { EpisodeError, ToolError, type Tool, type ToolContext } from '../core/tool.ts'
import { Type } from '../core/type.ts'
import type { Language } from './engine.ts'
import { checkLimits, defaultLimits, type Limits } from './limits.ts'
import { sandboxOf } from './sandbox-resource.ts'
import { checkTerminalOptions, terminalOptionNames } from './terminal/check-terminal-options.ts'
import { terminalsOf } from './terminal/open-terminals.ts'
import type { Terminal, TerminalOptions } from './terminal/terminal.ts'

export interface TerminalToolOptions<State = unknown, Answer = unknown> extends TerminalOptions {
  readonly description?: string
  /** The terminal that the commands go to, such as one of the episode's state. Default: one of the tool's own. */
  readonly of?: (context: ToolContext<State, Answer>) => Terminal | Promise<Terminal>
}

const ofTerminal =
  'Run a command line of bash. Folder, variables and files stay as the last command left them. There is no network and nobody to type.'

/**
 * Tells what was printed and the exit code, and where output was cut or time ran out. The terminal is opened by the first
 * call of an episode, and ends with it.
 * @throws RlvrError `RLVR_USAGE` or `RLVR_SANDBOX` for an option that is none
 * @example tools: { terminal: terminal({ files: { 'notes.txt': 'milk\n' }, timeoutMs: 5000 }) }
 */
export function terminal<State = unknown, Answer = unknown>(
  options: TerminalToolOptions<State, Answer> = {},
): Tool<TObject<{ command: TString }>, State, Answer> {
  checkNames('terminal()', options, ['description', 'of', ...terminalOptionNames])
  const { description = ofTerminal, of, ...wanted } = options
  checkDescription('terminal()', description)
  if (of !== undefined && typeof of !== 'function')
    throw new RlvrError('RLVR_USAGE', `terminal(): \`of\` is a function that gives a terminal; got ${show(of, 80)}.`)
  checkTerminalOptions(wanted)
  // One function an episode: that is what `own` knows things by.
  const openings = new WeakMap<EpisodeResources, () => Promise<Terminal>>()
  const ownTerminal = async ({ episode, resources }: ToolContext<State, Answer>): Promise<Terminal> => {
    const opening = openings.get(episode) ?? (async () => await (await terminalsOf(resources)).open(wanted))
    openings.set(episode, opening)
    return await blameless(async () => await episode.own(opening))
  }
  return {
    description,
    parameters: Type.Object({ command: Type.String({ description: 'what to run, as in `ls -la | head`' }) }),
    run: async ({ command }, context) => {
      if (command.includes('\0')) throw new ToolError('a command holds no NUL character')
      if (command.length > mostCommandChars)
        throw new ToolError(`a command has at most ${mostCommandChars} characters; this one has ${command.length}`)
      const shell = of === undefined ? await ownTerminal(context) : requireTerminal(await of(context))
      const { output, exitCode, truncated, outputBytes, timedOut, outOfMemory } = await blameless(
        async () => await shell.run(command, { signal: context.signal }),
      )
      return toldOfProgram({
        output,
        exitCode,
        wholeBytes: truncated ? outputBytes : null,
        ended: timedOut ? 'it ran out of time' : outOfMemory ? 'the memory limit ended some of it' : null,
      })
    },
  }
}

function requireTerminal(given: Terminal): Terminal {
  if (typeof (given as Partial<Terminal> | null)?.run === 'function') return given
  throw new EpisodeError(`\`of\` of terminal() gives a terminal, as \`openTerminal\` opens it; got ${show(given, 80)}`)
}

function checkDescription(owner: string, description: unknown): void {
  if (typeof description === 'string') return
  throw new RlvrError('RLVR_USAGE', `${owner}: \`description\` is a text; got ${show(description, 80)}.`)
}

/** A terminal that cannot be had, or has ended, is not the policy's fault. */
async function blameless<Given>(act: () => Promise<Given>): Promise<Given> {
  try {
    return await act()
  } catch (thrown) {
    throw new EpisodeError(describeError(thrown, 2000), { cause: thrown })
  }
}

/** As `check-terminal-options.ts` has it. */
const mostCommandChars = 30_000

export interface ProgramToolOptions {
  readonly description?: string
  /** Of one call. Default: 10 s, 512 MiB, 64 KiB of output, 32 processes. */
  readonly limits?: Partial<Limits>
}

type ProgramTool = Tool<TObject<{ code: TString }>>

/**
 * Runs Python and tells what it printed.
 * @example tools: { python: python({ limits: { timeMs: 2000 } }) }
 */
export function python(options: ProgramToolOptions = {}): ProgramTool {
  return programTool('python', 'Run a program in Python, with its standard library, and read what it prints.', options)
}

/** Runs JavaScript and tells what it printed. */
export function javascript(options: ProgramToolOptions = {}): ProgramTool {
  return programTool('javascript', 'Run a program in JavaScript and read what it prints by `console.log`.', options)
}

function programTool(language: Language, usual: string, options: ProgramToolOptions): ProgramTool {
  checkNames(`${language}()`, options, ['description', 'limits'])
  const { description = usual } = options
  checkDescription(`${language}()`, description)
  if (options.limits !== undefined) {
    checkNames(`${language}(), \`limits\``, options.limits, Object.keys(defaultLimits), { word: 'limit' })
    checkLimits(options.limits)
  }
  const limits = { outputBytes: 64 << 10, ...options.limits }
  return {
    description,
    parameters: Type.Object({
      code: Type.String({ description: 'the whole program; nothing of earlier calls is left' }),
    }),
    run: async ({ code }, { resources, signal }) => {
      const sandbox = await sandboxOf(resources)
      const result = await sandbox.run({ language, source: code, limits }, { signal })
      const { verdict, message, stdout, stderr, exitCode, truncated } = result
      if (verdict === 'harness_error') throw new EpisodeError(message ?? 'the sandbox failed')
      const isFailed = stderr === '' && verdict !== 'accepted' && message !== undefined
      const failed = isFailed ? `${stdout === '' || stdout.endsWith('\n') ? '' : '\n'}${message}` : ''
      return toldOfProgram({
        output: `${stdout}${stderr}${failed}`,
        exitCode,
        wholeBytes: null,
        ended: verdict.endsWith('_limit') ? verdict.replace('_', ' ') : truncated.stderr ? 'errors are cut' : null,
      })
    },
  }
}

interface ProgramEnd {
  readonly output: string
  /** Null or negative where it was ended by a signal. */
  readonly exitCode: number | null
  /** Of an output that was cut: how many bytes it had, or null where it is whole. */
  readonly wholeBytes: number | null
  /** Why it was ended; null where it ended by itself. */
  readonly ended: string | null
}

/** What was printed, and in brackets what else there is to know. */
function toldOfProgram({ output, exitCode, wholeBytes, ended }: ProgramEnd): string {
  const notes = [
    ...(wholeBytes === null ? [] : [`output cut: these are the first of ${wholeBytes} bytes`]),
    ...(ended === null ? [] : [`ended: ${ended}`]),
    exitCode === null || exitCode < 0 ? 'no exit code' : `exit code ${exitCode}`,
  ]
  const lines = output === '' || output.endsWith('\n') ? output : `${output}\n`
  return `${lines}${notes.map((note) => `[${note}]`).join('\n')}`
}
