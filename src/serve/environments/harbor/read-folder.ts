// Harbor task folders as they are read here: those that need no image of their own, since its Dockerfile names a plain
// base and a working directory alone. What needs more is refused with the reason.
// Format: harbor 0.26, harbor/models/task/config.py.
import { execFile } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { RlvrError, describeError } from '../../../core/errors.ts'
import type { Refused } from './container-job.ts'

export interface HarborTask {
  readonly name: string
  readonly folder: string
  readonly instruction: string
  /** Absolute, inside. */
  readonly workdir: string
  /** What runs tests/test.sh, by its first line. */
  readonly shell: readonly string[]
  readonly memoryMb: number
  readonly agentMs: number
  readonly verifierMs: number
  /** solution/solve.sh; null where there is none. */
  readonly solution: string | null
  /** The split that its metadata names. */
  readonly split: string | null
}

interface Table {
  readonly [name: string]: unknown
}

/** Python reads TOML; it builds the jail too. */
const reader = `
import json, sys, tomllib
told = []
for path in json.load(sys.stdin):
    try:
        with open(path, 'rb') as file:
            told.append(tomllib.load(file))
    except (OSError, ValueError) as error:
        told.append(str(error))
json.dump(told, sys.stdout, default=str)
`

/** The tasks below a folder, or of the folder that is one itself. Throws `RLVR_USAGE` where there is none. */
export async function readHarborFolder(
  given: string,
  { python = 'python3' }: { python?: string } = {},
): Promise<{ readonly tasks: readonly HarborTask[]; readonly refused: readonly (Refused & { name: string })[] }> {
  const folder = resolve(given)
  const isOne = existsSync(join(folder, 'task.toml'))
  const names = isOne ? [''] : namesIn(folder).filter((name) => existsSync(join(folder, name, 'task.toml')))
  if (names.length === 0)
    throw new RlvrError(
      'RLVR_USAGE',
      `${given} holds no Harbor task: expected task.toml in it, or folders that have one, as \`rlvr export harbor\` writes them.`,
    )
  const configurations = await readTables(
    names.map((name) => join(folder, name, 'task.toml')),
    python,
  )
  const tasks: HarborTask[] = []
  const refused: (Refused & { name: string })[] = []
  for (const [index, name] of names.entries()) {
    const read = readTask(join(folder, name), configurations[index])
    if ('refused' in read) refused.push({ name: name || given, ...read })
    else tasks.push(read)
  }
  return { tasks, refused }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch (thrown) {
    throw new RlvrError('RLVR_USAGE', `Cannot read the folder ${folder}: ${describeError(thrown)}.`)
  }
}

async function readTables(paths: readonly string[], python: string): Promise<unknown[]> {
  const asked = promisify(execFile)(python, ['-I', '-c', reader], { maxBuffer: 1 << 28, timeout: 60_000 })
  asked.child.stdin?.end(JSON.stringify(paths))
  try {
    return JSON.parse((await asked).stdout) as unknown[]
  } catch (thrown) {
    throw new RlvrError(
      'RLVR_USAGE',
      `Harbor folders are read and judged with Python 3.11 or newer; \`${python}\` does not do (${describeError(thrown, 200)}).`,
    )
  }
}

function readTask(folder: string, configuration: unknown): HarborTask | Refused {
  if (typeof configuration === 'string') return { refused: `task.toml is no TOML: ${configuration}` }
  const config = tableOf(configuration)
  const [environment, verifier, agent] = [config['environment'], config['verifier'], config['agent']].map(tableOf)
  if (Array.isArray(config['steps']) && config['steps'].length > 0) return { refused: 'it has several steps' }
  for (const name of ['mcp_servers', 'gpus', 'tpu', 'healthcheck', 'env', 'skills_dir'])
    if (isAsked(environment?.[name])) return { refused: `its environment asks for ${name}` }
  if (isAsked(verifier?.['env'])) return { refused: 'its verifier asks for variables of the host' }
  if (isAsked(verifier?.['environment'])) return { refused: 'its verifier has an image of its own' }
  const { os = 'linux' } = environment ?? {}
  if (typeof os !== 'string' || os.toLowerCase() !== 'linux') return { refused: 'it is not for Linux' }
  const image = workdirOf(folder, environment ?? {})
  if (typeof image === 'object') return image
  const test = textAt(join(folder, 'tests/test.sh'))
  if (test === null) return { refused: 'it has no tests/test.sh' }
  const instruction = textAt(join(folder, 'instruction.md'))
  if (instruction === null) return { refused: 'it has no instruction.md' }
  const fetched = /\b(?:apt-get|apt|apk|pip3?|uv|uvx|curl|wget|npm|npx|git clone)\b/.exec(
    test.replaceAll(/^\s*#.*$/gm, ''),
  )
  if (fetched !== null) return { refused: `its test.sh fetches something (${fetched[0]}), and there is no network` }
  const split = tableOf(config['metadata'])['split']
  return {
    name: folder.split('/').at(-1) ?? folder,
    folder,
    instruction,
    workdir: image,
    shell: shellOf(test),
    memoryMb: numberOf(environment?.['memory_mb'], 1024),
    agentMs: 1000 * numberOf(agent?.['timeout_sec'], 600),
    verifierMs: 1000 * numberOf(verifier?.['timeout_sec'], 600),
    solution: textAt(join(folder, 'solution/solve.sh')),
    split: typeof split === 'string' ? split : null,
  }
}

const plainBase = /^(?:docker\.io\/)?(?:library\/)?(?:python|node|ubuntu|debian)(?:[:@]\S*)?$/

/** The working directory of the image; refused where the image holds more than a plain base. */
function workdirOf(folder: string, environment: Table): string | Refused {
  if (['docker-compose.yaml', 'docker-compose.yml'].some((name) => existsSync(join(folder, 'environment', name))))
    return { refused: 'it has containers of its own (docker-compose.yaml)' }
  const base = environment['docker_image']
  const dockerfile = textAt(join(folder, 'environment/Dockerfile'))
  let workdir = environment['workdir']
  if (typeof base === 'string') {
    if (!plainBase.test(base)) return { refused: `its image is ${base}` }
  } else if (dockerfile === null) return { refused: 'it has no environment/Dockerfile' }
  else {
    for (const line of dockerfile.split('\n').map((each) => each.trim())) {
      if (line === '' || line.startsWith('#')) continue
      const [, word = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? []
      if (word.toUpperCase() === 'WORKDIR') workdir ??= rest
      else if (word.toUpperCase() !== 'FROM')
        return { refused: `its image is built by more than a base: ${line.slice(0, 80)}` }
      else if (!plainBase.test(rest)) return { refused: `its image is built from ${rest.slice(0, 80)}` }
    }
  }
  if (typeof workdir !== 'string') return { refused: 'its image has no working directory' }
  const plain = workdir.replaceAll(/^"|"$|\/$/g, '')
  if (
    !/^\/[\w.-]+(?:\/[\w.-]+)*$/.test(plain) ||
    /^\/(?:usr|bin|sbin|lib\w*|dev|proc|etc|tests|logs|tmp|opt)(?:\/|$)/.test(plain)
  )
    return { refused: `its working directory is ${workdir}` }
  return plain
}

function shellOf(script: string): readonly string[] {
  const [, line] = /^#!\s*(\/\S.*)$/m.exec(script.split('\n', 1)[0] ?? '') ?? []
  return line?.trim().split(/\s+/) ?? ['/bin/sh']
}

function isAsked(value: unknown): boolean {
  if (value === undefined || value === null || value === 0 || value === '') return false
  return typeof value !== 'object' || Object.keys(value).length > 0
}

function tableOf(value: unknown): Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Table) : {}
}

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' && value > 0 ? value : otherwise
}

function textAt(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
