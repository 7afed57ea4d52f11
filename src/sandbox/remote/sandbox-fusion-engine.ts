// Runs candidates on a SandboxFusion server (or on ours: `rlvr serve --sandbox`) through `POST /run_code`. Fields:
// bytedance/SandboxFusion sandbox/server/sandbox_api.py, sandbox/runners/types.py.
//
// A server of theirs hands its own environment on to candidates, hangs on more than about 190 KB of output and calls
// that TimeLimitExceeded; `docs/sandbox.md` says more.
import { constants } from 'node:os'
import type { Engine, Ending } from '../engine.ts'
import { isObject, numberOrNull, textOr } from '../read-json.ts'
import type { ProgramOutcome } from '../driver/call-program.ts'
import { RemoteEngine, type RemoteEngineOptions } from './remote-engine.ts'
import { endingIn, wrongShape, type RemoteProtocol } from './remote-program.ts'
import { SandboxFault } from '../engine.ts'
import type { JsonObject } from '../../core/json.ts'

export function sandboxFusionEngine(options: RemoteEngineOptions): Engine {
  return new RemoteEngine(sandboxFusion, options)
}

const names = { python: 'python', javascript: 'nodejs', typescript: 'typescript', cpp: 'cpp' } as const

const sandboxFusion: RemoteProtocol = {
  name: 'sandbox-fusion',
  path: '/run_code',
  languages: ['python', 'javascript', 'typescript', 'cpp'],
  // Whatever the request says, one of its two modes bounds memory by 4 GB.
  enforces: ['timeMs', 'outputBytes'],
  toRequest: ({ language, source, stdin, args, files, limits, runMs }) => ({
    code: source,
    language: names[language],
    stdin,
    compile_timeout: 30,
    run_timeout: runMs / 1000,
    memory_limit_MB: limits.memoryMb,
    files: Object.fromEntries(
      Object.entries(files).map(([name, content]) => [name, Buffer.from(content).toString('base64')]),
    ),
    fetch_files: [],
    args,
  }),
  readResponse: (body, program, elapsedMs) => {
    const { status, message, compile_result: compiled, run_result: run } = body
    if (status === 'SandboxError') throw new SandboxFault('unavailable', `The server failed: ${textOr(message, '')}`)
    if (status !== 'Success' && status !== 'Failed') throw wrongShape('Expected a status of SandboxFusion', body)
    const spent = { cpuMs: null, peakRssMb: null, wallMs: elapsedMs }
    if (isObject(compiled) && (compiled['status'] !== 'Finished' || compiled['return_code'] !== 0)) {
      if (compiled['status'] === 'Error') throw new SandboxFault('unavailable', 'The compiler of the server failed.')
      const stderr = textOr(compiled['stderr'], '')
      return {
        ...spent,
        ending: 'compile_error',
        message: firstLine(stderr),
        exitCode: 1,
        signal: null,
        stdout: '',
        stderr,
      }
    }
    if (!isObject(run)) throw wrongShape('Expected a `run_result`', body)
    const output = { stdout: textOr(run['stdout'], ''), stderr: textOr(run['stderr'], '') }
    const seconds = numberOrNull(run['execution_time'])
    const wallMs = seconds === null ? elapsedMs : seconds * 1000
    const ended = { ...spent, ...output, wallMs }
    if (run['status'] === 'TimeLimitExceeded') {
      return {
        ...ended,
        ending: 'time_limit',
        message: `longer than ${program.runMs} ms`,
        exitCode: null,
        signal: null,
      }
    }
    const code = run['return_code']
    if (run['status'] !== 'Finished' || typeof code !== 'number' || !Number.isInteger(code)) {
      throw wrongShape('Expected a run that is Finished or TimeLimitExceeded', run)
    }
    if ((code === 0) !== (status === 'Success')) throw wrongShape('The status contradicts the return code', body)
    return { ...ended, ...endOf(code, message, output.stderr) }
  },
}

type End = Pick<ProgramOutcome, 'ending' | 'exitCode' | 'signal' | 'message'>

/** `code` as Python tells it: below zero it is a signal. */
function endOf(code: number, message: JsonObject[string], stderr: string): End {
  if (code === 0) return { ending: 'finished', exitCode: 0, signal: null }
  const signal = code < 0 ? signalNamed(-code) : null
  const words = textOr(message, '') || lastLine(stderr)
  return {
    ending: endingIn(message) ?? guess(signal, stderr),
    exitCode: code < 0 ? null : code,
    signal,
    ...(words !== '' && { message: words }),
  }
}

/** Nobody but the kernel's memory limit kills a run that is not late, unless it does so itself. */
function guess(signal: string | null, stderr: string): Ending {
  return signal === 'SIGKILL' || /^MemoryError\b/.test(lastLine(stderr)) ? 'memory_limit' : 'runtime_error'
}

function signalNamed(number: number): string {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? `signal ${number}`
}

function firstLine(text: string): string {
  return (text.trim().split('\n', 1)[0] ?? '').slice(0, 500)
}

function lastLine(text: string): string {
  return (text.trim().split('\n').at(-1) ?? '').slice(0, 500)
}
