// Runs candidates on a Piston server (or on ours) through `POST /api/v2/execute`. Fields and the two-letter status:
// engineer-man/piston docs/api-v2.md; defaults of a server (3 s, 1 KiB of output): docs/configuration.md there.
import type { JsonObject } from '../../core/json.ts'
import { SandboxFault, type Engine, type Ending, type Language } from '../engine.ts'
import { isObject, numberOrNull, textOr } from '../read-json.ts'
import type { ProgramOutcome } from '../driver/call-program.ts'
import { RemoteEngine, type RemoteEngineOptions } from './remote-engine.ts'
import { endingIn, wrongShape, type RemoteProgram, type RemoteProtocol } from './remote-program.ts'

export function pistonEngine(options: RemoteEngineOptions): Engine {
  return new RemoteEngine(piston, options)
}

const names: Readonly<Record<Language, string>> = {
  python: 'python',
  javascript: 'javascript',
  typescript: 'typescript',
  cpp: 'c++',
}
const fileNames: Readonly<Record<Language, string>> = {
  python: 'main.py',
  javascript: 'main.js',
  typescript: 'main.ts',
  cpp: 'main.cpp',
}

const piston: RemoteProtocol = {
  name: 'piston',
  path: '/api/v2/execute',
  languages: ['python', 'javascript', 'typescript', 'cpp'],
  enforces: ['timeMs', 'memoryMb', 'outputBytes'],
  toRequest: ({ language, source, stdin, args, files, limits, runMs }) => ({
    language: names[language],
    version: '*',
    files: [
      { name: fileNames[language], content: source },
      ...Object.entries(files).map(([name, content]) => ({
        name,
        content: Buffer.from(content).toString('base64'),
        encoding: 'base64',
      })),
    ],
    stdin,
    args,
    run_timeout: runMs,
    run_memory_limit: limits.memoryMb * 2 ** 20,
  }),
  readResponse: (body, program, elapsedMs) => {
    const { language, compile, run } = body
    if (isObject(compile) && (compile['code'] !== 0 || isText(compile['signal']))) {
      if (compile['status'] === 'XX') throw failed(compile)
      const stderr = textOr(compile['stderr'], '')
      const message = (textOr(compile['message'], '') || stderr.trim()).slice(0, 500)
      return { ...outcomeOf(compile, elapsedMs), ending: 'compile_error', message, stdout: '', stderr }
    }
    if (typeof language !== 'string' || !isObject(run)) throw wrongShape('Expected a `language` and a `run`', body)
    if (language !== names[program.language] && !(program.language === 'cpp' && language === 'cpp')) {
      throw wrongShape(`Expected an answer for ${names[program.language]}`, body)
    }
    if (run['status'] === 'XX') throw failed(run)
    if (!isText(run['stdout']) || (typeof run['code'] !== 'number' && !isText(run['signal']))) {
      throw wrongShape('Expected `stdout` and a `code` or a `signal`', run)
    }
    const outcome = outcomeOf(run, elapsedMs)
    const ending = endingOf(run, outcome, program)
    // A cap of the server that is lower than the candidate was promised says nothing of the candidate.
    if (ending === 'output_limit' && Buffer.byteLength(outcome.stdout) < program.limits.outputBytes / 2) {
      throw new SandboxFault(
        'unavailable',
        `The server cuts output at about ${Buffer.byteLength(outcome.stdout)} bytes, and ${program.limits.outputBytes} are allowed. Raise PISTON_OUTPUT_MAX_SIZE there, or lower the limit \`outputBytes\`.`,
        { isFinal: true },
      )
    }
    const message = textOr(run['message'], '') || (outcome.stderr.trim().split('\n').at(-1) ?? '')
    return { ...outcome, ending, ...(ending !== 'finished' && message !== '' && { message: message.slice(0, 500) }) }
  },
}

function outcomeOf(stage: JsonObject, elapsedMs: number): Omit<ProgramOutcome, 'ending' | 'message'> {
  const bytes = numberOrNull(stage['memory'])
  return {
    exitCode: numberOrNull(stage['code']),
    signal: isText(stage['signal']) ? stage['signal'] : null,
    stdout: textOr(stage['stdout'], ''),
    stderr: textOr(stage['stderr'], ''),
    wallMs: numberOrNull(stage['wall_time']) ?? elapsedMs,
    cpuMs: numberOrNull(stage['cpu_time']),
    peakRssMb: bytes === null ? null : bytes / 2 ** 20,
  }
}

function endingOf(run: JsonObject, outcome: Omit<ProgramOutcome, 'ending'>, { runMs, limits }: RemoteProgram): Ending {
  const { exitCode, signal, wallMs, peakRssMb } = outcome
  const told = endingIn(run['message'])
  if (told !== null && isText(run['status'])) return told
  if (run['status'] === 'TO') return 'time_limit'
  if (run['status'] === 'OL' || run['status'] === 'EL') return 'output_limit'
  if (signal === null) return exitCode === 0 ? 'finished' : 'runtime_error'
  // Servers before 2024 tell a signal and no status.
  if (signal === 'SIGKILL' && wallMs >= runMs) return 'time_limit'
  if (peakRssMb !== null && peakRssMb >= 0.95 * limits.memoryMb) return 'memory_limit'
  return 'runtime_error'
}

function failed(stage: JsonObject): SandboxFault {
  return new SandboxFault('unavailable', `The server failed: ${textOr(stage['message'], 'status XX')}`)
}

function isText(value: JsonObject[string]): value is string {
  return typeof value === 'string'
}
