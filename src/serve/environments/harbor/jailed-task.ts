// A reply to a Harbor task judged in our jail, without a network: first its script alone in the working directory, where
// there are no tests; then, in a fresh jail that gets that directory and nothing else, tests/test.sh.
import type { ChildProcess } from 'node:child_process'
import { dirname } from 'node:path'
import type { Readable } from 'node:stream'
import { invalid, scored, type Verdict } from '../../../core/verdict.ts'
import { findInterpreter, type Interpreter } from '../../../sandbox/jail/interpreter.ts'
import { openJail, type Jail } from '../../../sandbox/jail/jail.ts'
import type { HarborTask } from './read-folder.ts'

/** Longest time of a reply's script, whatever the task allows an agent. */
const mostScriptMs = 120_000
const mostBytes = 32 << 20
const nodeInside = '/opt/node/bin/node'
const logs = '/logs/verifier'

export interface TaskRoom {
  readonly jail: Jail
  readonly interpreter: Interpreter
}

/** Null where there are no walls that show a program nothing of the host, with why. */
export async function openTaskRoom(python = 'python3'): Promise<TaskRoom | { readonly whyNot: string }> {
  const opened = await openJail(python)
  if (opened.jail === null) return { whyNot: opened.whyNot }
  if (!opened.jail.isolation.mechanisms.includes('mount-namespace')) return { whyNot: 'there are no namespaces here' }
  return { jail: opened.jail, interpreter: await findInterpreter(python) }
}

export async function judgeScript(
  room: TaskRoom,
  task: HarborTask,
  { script, signal }: { readonly script: string; readonly signal: AbortSignal },
): Promise<Verdict> {
  const { workdir, shell } = task
  const done = await run(room, task, {
    command: `cat > /tmp/reply.sh; cd ${workdir}; /bin/sh /tmp/reply.sh >/tmp/said 2>&1; rm -rf /tmp/*; cd /; tar -cf - -C ${workdir} . >&3`,
    stdin: script,
    timeMs: Math.min(task.agentMs, mostScriptMs),
    signal,
  })
  if (done.limit !== null) return scored(0, `the script met ${done.limit}`)
  const tests = await run(room, task, {
    command: `cd ${workdir}; tar -xf -; ${shell.join(' ')} /tests/test.sh >/tmp/said 2>&1 </dev/null; cat ${logs}/reward.json >&3 2>/dev/null || cat ${logs}/reward.txt >&3 2>/dev/null || tail -c 300 /tmp/said >&3`,
    stdin: done.output,
    timeMs: task.verifierMs,
    signal,
    tests: `${task.folder}/tests`,
  })
  if (tests.limit !== null) return invalid('timeout', `tests/test.sh met ${tests.limit}`)
  return verdictOf(tests.output.toString('utf8'))
}

/** Of what the tests wrote: a number, or an object that has `reward` or one name alone. */
function verdictOf(text: string): Verdict {
  let told: unknown
  try {
    told = JSON.parse(text)
  } catch {
    return invalid(
      'verifier-error',
      `tests/test.sh wrote no reward that can be read: ${JSON.stringify(text.slice(0, 400))}`,
    )
  }
  const names = typeof told === 'object' && told !== null ? Object.keys(told) : []
  const name = names.includes('reward') ? 'reward' : names.length === 1 ? names[0] : undefined
  const reward: unknown = name === undefined ? told : (told as Readonly<Record<string, unknown>>)[name]
  if (typeof reward !== 'number')
    return invalid(
      'verifier-error',
      `the reward is ${JSON.stringify(told).slice(0, 80)}; expected a number or { reward }`,
    )
  return scored(reward, `tests/test.sh gave ${reward}`)
}

interface Run {
  readonly command: string
  readonly stdin: string | Buffer
  readonly timeMs: number
  readonly signal: AbortSignal
  readonly tests?: string
}

async function run(
  { jail, interpreter }: TaskRoom,
  { workdir, memoryMb }: HarborTask,
  { command, stdin, timeMs, signal, tests }: Run,
): Promise<{ readonly limit: string | null; readonly output: Buffer }> {
  signal.throwIfAborted()
  const paths = [dirname(interpreter.path), dirname(nodeInside), '/usr/local/bin', '/usr/bin', '/bin']
  const child: ChildProcess = jail.spawn({
    command: '/bin/sh',
    args: ['-c', command],
    env: { PATH: paths.join(':'), HOME: workdir, LANG: 'C.UTF-8' },
    binds: interpreter.folders,
    placed: { [nodeInside]: process.execPath, ...(tests !== undefined && { '/tests': tests }) },
    writable: [workdir, '/tmp', ...(tests === undefined ? [] : [logs])],
    memoryMb,
    processes: 128,
    stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
  })
  const chunks: Buffer[] = []
  let bytes = 0
  let limit: string | null = null
  const end = (reason: string): void => {
    limit ??= reason
    child.kill('SIGKILL')
  }
  const timer = setTimeout(() => end(`a limit of ${timeMs / 1000} s`), timeMs)
  const onAbort = (): void => end('the deadline')
  signal.addEventListener('abort', onAbort, { once: true })
  const told = child.stdio[3] as Readable
  told.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > mostBytes) end(`a limit of ${mostBytes} bytes`)
    else chunks.push(chunk)
  })
  child.stdin?.on('error', () => {}).end(stdin)
  try {
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', () => resolve())
    })
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
  signal.throwIfAborted()
  return { limit, output: Buffer.concat(chunks) }
}
