import { describe, expect, test } from 'vitest'
import { defineEnv } from '../../src/core/define-env.ts'
import { noResources } from '../../src/core/resources.ts'
import { callTool, type ToolContext } from '../../src/core/tool.ts'
import { makeTask } from '../../src/core/task.ts'
import { javascript, python, terminal } from '../../src/sandbox/agent-tools.ts'
import type { RunJob, RunResult, Sandbox } from '../../src/sandbox/sandbox.ts'
import type { Terminal } from '../../src/sandbox/terminal/terminal.ts'
import { terminals, whyNoTerminals } from './terminal/terminals-here.ts'

const result: RunResult = {
  verdict: 'accepted',
  exitCode: 0,
  signal: null,
  stdout: '2\n',
  stderr: '',
  truncated: { stdout: false, stderr: false },
  wallMs: 1,
  cpuMs: 1,
  peakRssMb: 1,
  flags: [],
  isolation: 'L3',
  engine: 'none',
  attempts: 1,
}

async function told(tool: ReturnType<typeof python>, given: Partial<RunResult>, asked: RunJob[] = []): Promise<string> {
  const run: Sandbox['run'] = async (job) => {
    asked.push(job)
    return { ...result, ...given }
  }
  const context: ToolContext = {
    task: makeTask({ prompt: '', answer: 0 }, 'one'),
    state: undefined,
    resources: { ...noResources, sandbox: { run } as Sandbox },
    episode: noResources,
    signal: new AbortController().signal,
  }
  const call = { id: '1', name: 'tool', arguments: { code: 'print(2)' } }
  const { content, fault } = await callTool({ tool }, call, context)
  return fault ?? content
}

test('a program runs in the sandbox within its limits, and what it printed is told', async () => {
  const asked: RunJob[] = []
  expect(await told(python({ limits: { timeMs: 2000 } }), {}, asked)).toBe('2\n[exit code 0]')
  expect(await told(javascript(), {}, asked)).toBe('2\n[exit code 0]')
  expect(asked).toMatchObject([
    { language: 'python', source: 'print(2)', limits: { timeMs: 2000, outputBytes: 65_536 } },
    { language: 'javascript' },
  ])
})

test.each([
  [{ verdict: 'runtime_error', exitCode: 1, stderr: 'ValueError: no\n' }, '2\nValueError: no\n[exit code 1]'],
  [{ verdict: 'compile_error', exitCode: null, stdout: '', message: 'bad syntax' }, 'bad syntax\n[no exit code]'],
  [{ verdict: 'time_limit', exitCode: null, message: 'too long' }, '2\ntoo long\n[ended: time limit]\n[no exit code]'],
] as const)('%o is told in words', async (given, words) => {
  expect(await told(python(), given)).toContain(words)
})

const call = (command: string): string =>
  `<tool_call>${JSON.stringify({ name: 'terminal', arguments: { command } })}</tool_call>`

test('a sandbox or a terminal that fails ends the episode without a reward, and is no word to the policy', async () => {
  await expect(told(python(), { verdict: 'harness_error', message: 'no worker' })).rejects.toThrow('no worker')
  const ended = { run: async () => await Promise.reject(new Error('This terminal has ended.')) }
  const env = defineEnv({
    id: 'lost-shell',
    draw: () => ({ prompt: 'Go.', answer: 0 }),
    tools: { terminal: terminal({ of: () => ended as unknown as Terminal }) },
    rewards: { done: () => false },
    outcome: 'done',
  })
  const conversation = await env.configure().begin({ task: makeTask({ prompt: 'Go.', answer: 0 }, 'one') })
  await expect(conversation.step(call('ls'))).rejects.toThrow(/`terminal`: This terminal has ended/)
})

describe.skipIf(terminals === null)(`the tool terminal${whyNoTerminals}`, { timeout: 120_000 }, () => {
  test('is one terminal for an episode, another for the next, and tells exit codes, cuts and time', async () => {
    const env = defineEnv({
      id: 'shell',
      draw: () => ({ prompt: 'Go.', answer: 0 }),
      tools: { terminal: terminal({ files: { 'a.txt': 'milk' }, timeoutMs: 60_000, outputBytes: 20 }) },
      rewards: { done: ({ reply }) => reply === 'done' },
      outcome: 'done',
    })
    await using spec = env.configure({}, { terminals: terminals! })
    const task = makeTask({ prompt: 'Go.', answer: 0 }, 'one')
    const say = async (commands: readonly string[]): Promise<(string | null)[]> => {
      const conversation = await spec.begin({ task })
      const told: (string | null)[] = []
      for (const command of commands)
        told.push((await conversation.step(call(command))).observation.messages.at(-1)!.content)
      await conversation.close()
      return told
    }
    expect(await say(['cat a.txt; x=1', 'echo $x; exit 3', 'seq 100', 'a\0b'])).toEqual([
      'milk\n[exit code 0]',
      '1\n[exit code 3]',
      expect.stringMatching(/^1\n2\n[^]*\[output cut: these are the first of 292 bytes\]\n\[exit code 0\]$/),
      '`terminal` failed: a command holds no NUL character',
    ])
    expect(await say(['echo "$x"'])).toEqual(['\n[exit code 0]'])
  })
})

test.each<[() => unknown, string]>([
  [() => terminal(5 as never), 'terminal() takes options as an object'],
  [() => terminal({ foo: 1 } as never), 'terminal() has no option `foo`'],
  [() => terminal({ timeoutMs: 'x' as never }), '`timeoutMs` of a terminal is a whole number'],
  [() => terminal({ files: 5 as never }), '`files` of a terminal is an object'],
  [() => terminal({ files: { '../x': 'a' } }), 'stays below it'],
  [() => terminal({ of: 5 as never }), '`of` is a function that gives a terminal; got 5.'],
  [() => python({ foo: 1 } as never), 'python() has no option `foo`'],
  [() => python({ limits: { timeMs: 'x' as never } }), 'Limit `timeMs` must be a whole number'],
  [() => python({ limits: { time: 1 } as never }), 'python(), `limits` has no limit `time`'],
  [() => javascript({ description: 5 as never }), 'javascript(): `description` is a text; got 5.'],
])('options that are none are refused where they are written: %s', (make, words) => {
  expect(make).toThrow(words)
})
