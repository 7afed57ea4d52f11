import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { makeTask } from '../../../../src/core/task.ts'
import type { CodeTests } from '../../../../src/sandbox/code-tests.ts'
import type { Language } from '../../../../src/sandbox/engine.ts'
import { containerJob } from '../../../../src/serve/environments/harbor/container-job.ts'
import { taskFolder, type TaskFolder } from '../../../../src/serve/environments/harbor/task-folder.ts'

const reference = { env: 'code-basics', split: 'train', index: 3, seed: '0', prompt: '0123456789abcdef' } as const

function folderOf(language: Language, tests: CodeTests, solution: string | null = null): TaskFolder {
  const task = makeTask({ id: 'Two/Sum', prompt: 'Add two.', answer: { language, tests } }, 'fallback')
  const folder = taskFolder(task, { reference, solution, organization: 'rlvr' })
  if ('refused' in folder) throw new Error(folder.refused)
  return folder
}

/** What tests/test.sh makes of each program: the reward, or null where it wrote none. */
async function rewards(folder: TaskFolder, programs: readonly string[]): Promise<(number | null)[]> {
  const place = await mkdtemp(join(tmpdir(), 'rlvr-harbor-'))
  onTestFinished(async () => await rm(place, { recursive: true, force: true }))
  for (const [path, content] of folder.files) {
    await mkdir(dirname(join(place, path)), { recursive: true })
    await writeFile(join(place, path), content)
    if (path.endsWith('.sh')) await chmod(join(place, path), 0o755)
  }
  const file = /`\/app\/(solution\.\w+)`/.exec(folder.files.get('instruction.md') ?? '')?.[1] ?? ''
  const app = join(place, 'app')
  await mkdir(app)
  const found: (number | null)[] = []
  for (const [index, program] of programs.entries()) {
    const logs = join(place, `logs-${index}`)
    await writeFile(join(app, file), program)
    const env = { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, HARBOR_VERIFIER_LOGS: logs }
    await promisify(execFile)(join(place, 'tests/test.sh'), { cwd: app, env }).catch(() => undefined)
    const told = await readFile(join(logs, 'reward.json'), 'utf8').catch(() => null)
    found.push(told === null ? null : (JSON.parse(told) as { reward: number }).reward)
  }
  return found
}

const calls: CodeTests = {
  format: 'call',
  entry: 'add',
  cases: [
    { args: [1, 2], expected: 3 },
    { args: [[1], [2]], expected: [1, 2] },
  ],
}

describe('a task folder', () => {
  it('holds the hidden tests in tests/ alone, and names the task', () => {
    const secret: CodeTests = { ...calls, cases: [{ args: [1, 2], expected: 'kept-from-everybody' }] }
    const folder = folderOf('python', secret, 'def add(a, b):\n    return a + b\n')
    expect(folder.name).toBe('code-basics-two-sum-train-3')
    const holders = [...folder.files].flatMap(([path, content]) => (content.includes('kept-from') ? [path] : []))
    expect(holders).toEqual(['tests/job.json'])
    expect(folder.files.get('task.toml')).toContain('name = "rlvr/code-basics-two-sum-train-3"')
    expect(folder.files.get('solution/solve.sh')).toContain('return a + b\nEND_OF_PROGRAM\n')
  })

  it('judges calls in Python', async () => {
    const programs = [
      'def add(a, b):\n    return a + b\n',
      'def add(a, b):\n    return a - b\n',
      'import os\nos._exit(0)\n',
      'def add(a, b):\n    while True: pass\n',
    ]
    const folder = folderOf('python', { ...calls, limits: { timeMs: 2000 } })
    expect(await rewards(folder, programs)).toEqual([1, 0, 0, 0])
  })

  it('judges assertions in Python, by the script’s own end', async () => {
    const tests: CodeTests = {
      format: 'assert',
      entry: 'add',
      script: 'def check(candidate):\n    assert candidate(1, 2) == 3\n',
    }
    const programs = ['def add(a, b):\n    return a + b\n', 'def add(a, b):\n    return 4\n', 'raise SystemExit(0)\n']
    expect(await rewards(folderOf('python', tests), programs)).toEqual([1, 0, 0])
  })

  it('judges calls and outputs in JavaScript and TypeScript, and gives partial credit where the tests do', async () => {
    const sum = 'const add = (a, b) => Array.isArray(a) ? [...a, ...b] : a + b\n'
    const half = 'function add(a, b) { return a + b }\n'
    const fraction: CodeTests = { ...calls, scoring: 'fraction' }
    expect(await rewards(folderOf('javascript', fraction), [sum, half, 'process.exit(0)\n'])).toEqual([1, 0.5, 0])
    const typed = 'function add(a: any, b: any): any { return Array.isArray(a) ? [...a, ...b] : a + b }\n'
    expect(await rewards(folderOf('typescript', calls), [typed, half])).toEqual([1, 0])
    const output: CodeTests = { format: 'stdio', compare: 'trim', cases: [{ stdin: '4\n', stdout: '16\n' }] }
    const square = "console.log(require('fs').readFileSync(0, 'utf8') ** 2)\n"
    expect(await rewards(folderOf('javascript', output), [square, 'console.log(15)\n'])).toEqual([1, 0])
  })

  it('leaves no reward where the judge itself fails', async () => {
    const folder = folderOf('python', calls)
    const broken = new Map([...folder.files, ['tests/job.json', '{']])
    expect(await rewards({ ...folder, files: broken }, ['def add(a, b):\n    return a + b\n'])).toEqual([null])
  })
})

it('is refused with the reason where a plain image cannot judge', () => {
  const refusal = (answer: unknown): string => {
    const read = containerJob(answer)
    return 'refused' in read ? read.refused : ''
  }
  expect(refusal({ numbers: [1, 2] })).toMatch(/no tests of a program/)
  expect(refusal({ language: 'cpp', tests: calls })).toMatch(/C\+\+/)
  expect(refusal({ language: 'python', tests: { ...calls, cases: [] } })).toMatch(/faulty/)
  expect(refusal({ language: 'python', tests: { format: 'pytest', script: 'def test_it(): pass' } })).toMatch(/pytest/)
  expect(refusal({ language: 'python', tests: { ...calls, argumentsUnchanged: true } })).toMatch(/arguments/)
  expect(refusal({ language: 'python', tests: calls })).toBe('')
})
