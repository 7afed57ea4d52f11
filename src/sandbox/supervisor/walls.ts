// Which walls this machine can build around a candidate. Every step of the ladder is really tried, from the strongest
// down: a supervisor is started with it, and programs inside try to see the host, to reach the network, to write
// outside and to take more memory and processes than they may.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { platform, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JsonObject } from '../../core/json.ts'
import { describeError } from '../../core/errors.ts'
import { SandboxFault } from '../engine.ts'
import type { Isolation } from '../isolation.ts'
import { defaultLimits } from '../limits.ts'
import { WorkerProcess } from '../worker/worker-process.ts'
import { groupsRemoved } from '../jail/control-groups.ts'
import type { Interpreter } from '../jail/interpreter.ts'
import { climb, ladder, type Rung } from '../jail/ladder.ts'
import { mechanismsOf, systemFolders } from '../jail/mechanisms.ts'
import { spawnSupervisor, type Walls } from './supervisor-process.ts'
import { howEnded, withPrinted, type AloneAnswer } from './supervisor-answer.ts'

const bare: Rung = {
  level: 'unsafe',
  namespaces: false,
  group: false,
  seccomp: false,
  toHaveIt: () => '',
}

const probeTimeoutMs = 30_000
const probeLimits = { ...defaultLimits, timeMs: 10_000, memoryMb: 64, processes: 8 }

/** Tells in JSON what it could do. `HOST_FILE` is readable for everybody outside. */
const escapes = `
import json, os, socket, sys
host_file, host_pid = sys.argv[1], int(sys.argv[2])
def works(action):
    try:
        action()
        return True
    except (OSError, ValueError, ImportError):
        return False
def fork_many():
    children = []
    try:
        for _ in range(200):
            pid = os.fork()
            if pid == 0:
                import time
                time.sleep(5)
                os._exit(0)
            children.append(pid)
    finally:
        for pid in children:
            os.kill(pid, 15)
            os.waitpid(pid, 0)
print(json.dumps({
    'host file': works(lambda: open(host_file).read()),
    'host process': works(lambda: open('/proc/%d/cmdline' % host_pid).read()) and host_pid > 64,
    'network': works(lambda: socket.socket()),
    'write outside': works(lambda: open(os.path.dirname(host_file) + '/written', 'w')) or works(lambda: open('/usr/rlvr-probe', 'w')),
    'many processes': works(fork_many),
    'scratch': works(lambda: open('scratch', 'w').write('x')),
    'library': works(lambda: __import__('csv') and __import__('xml.dom.minidom')),
    'user': os.getuid(),
}))
`
const hunger = 'held = []\nwhile True:\n    held.append(bytearray(1 << 20))\n'

/** Throws `SandboxFault` (`unavailable`) where no step works. */
export async function chooseWalls(
  interpreter: Interpreter,
  allowUnsafe: boolean,
): Promise<{ walls: Walls; isolation: Isolation }> {
  if (platform() !== 'linux') {
    throw new SandboxFault('unavailable', `The Python engine needs Linux; this is ${platform()}.`)
  }
  const { folders, packages } = interpreter
  const binds = [...systemFolders, ...folders]
  const { found, missing } = await climb(allowUnsafe ? [...ladder, bare] : ladder, ({ namespaces, group, seccomp }) =>
    tryWalls(interpreter, { namespaces, group, seccomp, binds, packages }),
  )
  if (found === null) {
    throw new SandboxFault(
      'unavailable',
      `Nothing here keeps programs apart from the machine. Missing: ${missing.join('; ')}.`,
    )
  }
  const { rung, outcome } = found
  const user = outcome.hasOwnUser ? ['separate-user'] : rung.namespaces ? ['user-namespace'] : []
  return {
    walls: outcome.walls,
    isolation: {
      level: rung.level,
      mechanisms: [...mechanismsOf(rung), ...user],
      missing: [...missing, ...outcome.missing],
    },
  }
}

interface Standing {
  readonly walls: Walls
  readonly missing: readonly string[]
  readonly hasOwnUser: boolean
}

async function tryWalls(interpreter: Interpreter, walls: Walls): Promise<Standing | { fault: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'rlvr-probe-'))
  let worker: WorkerProcess | undefined
  try {
    const hostFile = join(folder, 'host')
    await writeFile(hostFile, 'seen', { mode: 0o644 })
    const supervisor = await WorkerProcess.start(spawnSupervisor(interpreter, walls), probeTimeoutMs)
    worker = supervisor
    const { ready, fault, missing } = supervisor.greeting
    if (ready !== true) return { fault: typeof fault === 'string' ? fault : 'it did not start' }
    const ask = async (source: string): Promise<AloneAnswer> => {
      const job = { kind: 'stdio', source, args: [hostFile, String(process.pid)], files: {} }
      const request: JsonObject = { kind: 'stdio', limits: { ...probeLimits }, candidate: JSON.stringify(job) }
      const { message, attachment } = await supervisor.exchange(request, probeTimeoutMs)
      return withPrinted(message, attachment) as unknown as AloneAnswer
    }
    const tried = await ask(escapes)
    const end = howEnded(tried.run, tried.endings, probeLimits)
    if (end.ending !== 'finished') return { fault: `a program inside fails (${end.message}) ${tried.run.stderr}` }
    const could = JSON.parse(tried.run.stdout) as Record<string, boolean | number>
    const forbidden = [
      ...(walls.namespaces ? ['host file', 'host process', 'write outside'] : []),
      ...(walls.seccomp ? ['network'] : []),
      ...(walls.group || walls.namespaces ? ['many processes'] : []),
    ].filter((name) => could[name] !== false)
    if (forbidden.length > 0) return { fault: `a program inside can still reach: ${forbidden.join(', ')}` }
    if (walls.seccomp && !walls.namespaces && could['user'] === process.getuid?.()) {
      return { fault: 'programs would run as the user who runs this, and could read what is theirs' }
    }
    if (could['library'] !== true)
      return {
        fault: `other users cannot read this Python, ${interpreter.path}, or it lies in /tmp; RLVR_SANDBOX_PYTHON can name another one`,
      }
    if (could['scratch'] !== true) return { fault: 'a program inside cannot write to its scratch folder' }
    const hungry = await ask(hunger)
    const starved = howEnded(hungry.run, hungry.endings, probeLimits)
    if (starved.ending !== 'memory_limit') return { fault: `a memory limit does not hold (${starved.ending})` }
    return {
      walls,
      missing: Array.isArray(missing) ? missing.map(String) : [],
      hasOwnUser: could['user'] !== 0 && could['user'] !== process.getuid?.(),
    }
  } catch (thrown) {
    return { fault: describeError(thrown) }
  } finally {
    worker?.kill('closed')
    await worker?.death
    await groupsRemoved()
    await rm(folder, { recursive: true, force: true })
  }
}
