import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { defineEnv } from '../../../src/core/define-env.ts'
import type { Conversation, EnvironmentSpec } from '../../../src/core/environment.ts'
import { taskList } from '../../../src/core/task.ts'
import { mcp, mcpServer } from '../../../src/tools/mcp/mcp.ts'
import type { McpOptions, McpServer, McpTools } from '../../../src/tools/mcp/mcp-server.ts'

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const notes: McpOptions = {
  command: process.execPath,
  args: ['--disable-warning=ExperimentalWarning', here('notes-server.ts')],
}
const hostile = (mode: string): McpOptions => ({ command: process.execPath, args: [here('hostile-server.mjs'), mode] })
const tasks = taskList({ train: [{ prompt: 'x', answer: 1 }] })

/** Read once: a server takes a second to start on a busy machine. */
const noteTools = mcp(notes)

const environments: EnvironmentSpec[] = []
afterAll(async () => void (await Promise.all(environments.map(async (each) => await each.close()))))

async function beginWith(tools: McpTools): Promise<Conversation> {
  const environment = defineEnv({
    id: 'notes',
    tasks,
    tools,
    maxTurns: 50,
    rewards: { correct: () => true },
    outcome: 'correct',
  }).configure()
  environments.push(environment)
  return await environment.begin({ task: (await environment.tasks({ split: 'train', seed: 0 })).at(0) })
}

const action = (name: string, given: object = {}) => ({
  text: '',
  toolCalls: [{ id: 'x', name, arguments: given as never }],
})

async function ask(episode: Conversation, name: string, given?: object): Promise<string> {
  return (await episode.step(action(name, given))).observation.messages.at(-1)?.content ?? ''
}

/** A process that has ended, but that nobody has waited for yet, does not run. */
function isRunning(pid: number): boolean {
  const place = `/proc/${pid}/stat`
  return existsSync(place) && !/\) [ZX] /.test(readFileSync(place, 'utf8'))
}

const gone = async (pids: readonly number[]): Promise<void> =>
  await vi.waitFor(() => expect(pids.filter(isRunning)).toEqual([]), { timeout: 30_000, interval: 20 })

const pidsOf = (words: string): number[] => words.split(' ').map(Number)

describe('the tools of a server', () => {
  test('are read once, in names that a policy may call', async () => {
    const tools = await noteTools
    expect(Object.keys(tools)).toContain('add_note')
    expect(tools['list']?.description).toBe('list')
    expect(tools['add_note']).toMatchObject({
      description: 'Adds a note.',
      parameters: { type: 'object', properties: { note: { type: 'string' } }, required: ['note'] },
    })
  })

  test('are answered by a server of the episode, which ends with it and all that it started', async () => {
    const tools = await noteTools
    const [first, second] = await Promise.all([beginWith(tools), beginWith(tools)])
    expect(await ask(first, 'add_note', { note: 'a', times: 2 })).toBe('2 notes')
    expect(await ask(second, 'add_note', { note: 'b' })).toBe('1 notes')
    expect(await ask(first, 'list')).toBe('a,a')
    const pids = [await ask(first, 'pid'), await ask(second, 'pid')].flatMap(pidsOf)
    expect(pids.filter(isRunning)).toHaveLength(4)
    await first.step('done')
    await second.close()
    await gone(pids)
  })

  test('tell the policy in words what they refuse, and what cannot be shown', async () => {
    const episode = await beginWith(await noteTools)
    expect(await ask(episode, 'add_note', { note: 7 })).toContain('/note must be string')
    expect(await ask(episode, 'refuse')).toBe('`refuse` failed: There is no such note.')
    expect(await ask(episode, 'throw')).toBe('`throw` failed: the disk is full')
    expect(await ask(episode, 'picture')).toBe(
      '`picture` failed: it gave nothing that can be read as text: [image, image/png, 3 bytes: not shown]',
    )
    expect(await ask(episode, 'mixed')).toBe('[image, image/png, 3 bytes: not shown]\na map\nof the town')
    const much = await ask(episode, 'much')
    expect(much).toHaveLength(20_000 + '…\n[cut after 20000 of 1000000 characters]'.length)
    expect((await episode.step('done')).toolFailures).toBe(4)
  })

  test('that do not answer in time are failures, where the server lives', async () => {
    const episode = await beginWith(await mcp({ ...notes, timeoutMs: 3000 }))
    expect(await ask(episode, 'wait')).toBe('`wait` failed: it did not answer within 3 s')
    expect(await ask(episode, 'list')).toBe('')
    await episode.close()
  })
})

describe('a server that is at fault makes no wrong answer', () => {
  test('where it dies: the episode is an error, with its last words', async () => {
    const episode = await beginWith(await noteTools)
    const pids = pidsOf(await ask(episode, 'pid'))
    await expect(episode.step(action('die'))).rejects.toMatchObject({
      code: 'RLVR_ENVIRONMENT',
      message: expect.stringMatching(
        /^Tool `die`: The MCP server `.*` is gone: it ended with exit code 3\. It said: out of ink$/,
      ) as string,
    })
    await gone(pids)
  })

  test.each([
    ['wrong-result', {}, /answered `pet` with what is no answer of MCP: /],
    ['nonsense', {}, /is gone: it was ended, because it answered by no message of JSON-RPC\. It wrote .*"result":7/],
    ['hangs', { timeoutMs: 300 }, /hangs: it did not answer `pet` within 0\.3 s, nor a ping.*no message: Purr, purr\./],
    ['flood', {}, /is gone: it was ended, because it wrote a line of more than 8 MiB/],
  ])('%s', async (mode, options, told) => {
    const episode = await beginWith(await mcp({ ...hostile(mode), ...options }))
    await expect(episode.step(action('pet'))).rejects.toThrow(told)
    await episode.close()
  })

  test('and one that is loud, old or refuses is understood', async () => {
    expect(await ask(await beginWith(await mcp(hostile('noisy'))), 'pet')).toBe('It purrs.')
    expect(await ask(await beginWith(await mcp(hostile('old-schema'))), '_1_pet')).toBe('')
    expect(await ask(await beginWith(await mcp(hostile('refuses'))), 'pet')).toMatch(
      /^`pet` failed: .*It wants to be left alone\.$/,
    )
  })
})

test.each<[McpOptions, string | RegExp]>([
  [hostile('no-tools'), 'no-tools` has no tools.'],
  [hostile('no-capability'), 'no-capability` has no tools.'],
  [hostile('bad-schema'), /describes the arguments of `pet` by no schema: .* Leave it out by `only`\./],
  [hostile('same-names'), 'has two tools that a policy would call `a_b`. Leave one out by `only`.'],
  [hostile('dies'), 'dies` ended with exit code 3. It said: There is no licence.'],
  [hostile('wrong-greeting'), 'did not greet as MCP has it: '],
  [
    { ...hostile('prose'), startTimeoutMs: 1500 },
    'did not greet within 1.5 s (`startTimeoutMs`). It wrote what is no message: Welcome! How may I help?',
  ],
  [{ ...hostile('silent'), startTimeoutMs: 300 }, 'did not greet within 0.3 s'],
  [{ command: 'no-such-command' }, 'could not be started: there is no command `no-such-command`.'],
  [{ ...notes, cwd: '/no/such/folder' }, 'could not be started: there is no folder /no/such/folder.'],
  [{ ...hostile('pet'), only: ['pat'] }, 'lacks a tool. Unknown tool `pat`. Did you mean `pet`?'],
  [{ ...hostile('pet'), reset: { tool: 'pet' } }, 'has no tools that a policy could be offered'],
  [{} as McpOptions, 'mcp(): give { command, args } of the server'],
  [{ command: 'x', arg: [] } as McpOptions, 'mcp(): it has no field `arg`. Did you mean `args`?'],
  [{ command: 'x', args: [1] as never }, '`args` is a list of texts; got [1].'],
  [{ command: 'x', timeoutMs: Number.NaN }, '`timeoutMs` is a whole number from 1; got NaN.'],
  [{ command: 'x', reset: 'always' as never }, "`reset` is 'restart', { tool: 'NAME' } or a function of the server"],
])('a server whose tools cannot be read is refused where it is defined (%#)', async (options, told) => {
  await expect(mcp(options)).rejects.toThrow(told)
})

test('nothing is left of a server after an abort, even of one that does not want to end', async () => {
  const tools = await mcp(hostile('stubborn'))
  const [asked, aborted] = [await beginWith(tools), new AbortController()]
  const pids = pidsOf(await ask(asked, 'pet'))
  await asked.close()
  await gone(pids)

  const waiting = await beginWith(await noteTools)
  const others = pidsOf(await ask(waiting, 'pid'))
  const step = waiting.step(action('wait'), { signal: aborted.signal })
  aborted.abort()
  await expect(step).rejects.toMatchObject({ code: 'RLVR_INTERRUPTED' })
  await waiting.close()
  await gone(others)
})

test('nothing is left of a server after the process that started it was killed', async () => {
  const program = `
    const { mcpServer } = await import(${JSON.stringify(new URL('../../../src/tools/mcp/mcp.ts', import.meta.url).href)})
    const server = await (await mcpServer(${JSON.stringify(hostile('stubborn'))})).open()
    console.log((await server.call('pet')).text)
    setInterval(() => undefined, 1000)`
  const owner = spawn(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    '--input-type=module',
    '--eval',
    program,
  ])
  const [line] = (await once(owner.stdout, 'data')) as [Buffer]
  const pids = pidsOf(line.toString().trim())
  expect(pids.filter(isRunning)).toHaveLength(2)
  owner.kill('SIGKILL')
  await gone(pids)
})

describe('rewards see the server that the tools talked to', () => {
  test('where the state is opened by the same source', async () => {
    const source = await mcpServer({ ...notes, only: ['add.note'] })
    expect(Object.keys(source.tools)).toEqual(['add_note'])
    const environment = defineEnv({
      id: 'kept',
      tasks,
      state: async ({ episode }) => ({ server: await episode.own(source.open) }),
      tools: source.tools,
      rewards: {
        kept: async ({ state }) => (await state.server.call('list')).text === 'a',
        read: { weight: 0, verify: async ({ state }) => (await state.server.read('notes://all')) === 'a' },
      },
      outcome: 'kept',
    }).configure()
    const task = (await environment.tasks({ split: 'train', seed: 0 })).at(0)
    const episode = await environment.begin({ task })
    await episode.step(action('add_note', { note: 'a' }))
    expect((await episode.step('done')).judgement).toMatchObject({ outcome: true, reward: 1 })
    await environment.close()
  })

  test('and a server that is gone by then leaves the reward null', async () => {
    const source = await mcpServer(notes)
    const environment = defineEnv({
      id: 'lost',
      tasks,
      state: async ({ episode }) => await episode.own(source.open),
      tools: source.tools,
      rewards: { kept: async ({ state }) => (await state.call('die')).text === 'a' },
      outcome: 'kept',
    }).configure()
    const episode = await environment.begin({ task: (await environment.tasks({ split: 'train', seed: 0 })).at(0) })
    const { judgement } = await episode.step('done')
    expect(judgement).toMatchObject({ outcome: null, reward: null })
    expect(JSON.stringify(judgement?.verdicts)).toContain('ended with exit code 3')
  })
})

describe('a server that can be reset', () => {
  test.each<[string, NonNullable<McpOptions['reset']>]>([
    ['by a tool', { tool: 'clear' }],
    ['by a function', async (server: McpServer) => await server.call('clear')],
  ])('%s serves the next episode, as if it were new', async (_, reset) => {
    await using source = await mcpServer({ ...notes, reset })
    expect('clear' in source.tools).toBe(typeof reset === 'function')
    const first = await source.open()
    await first.call('add.note', { note: 'a' })
    const pid = (await first.call('pid')).text.split(' ')[0]
    await first.close()
    await expect(first.call('list')).rejects.toThrow('The episode of this MCP server is over.')
    const second = await source.open()
    expect((await second.call('list')).text).toBe('')
    expect((await second.call('pid')).text.split(' ')[0]).toBe(pid)
    const third = await source.open()
    expect((await third.call('pid')).text.split(' ')[0]).not.toBe(pid)
    await Promise.all([second.close(), third.close()])
    await source.close()
    await gone([Number(pid)])
  })

  test('and cannot, or died meanwhile, is replaced', async () => {
    await using source = await mcpServer({ ...notes, reset: { tool: 'refuse' } })
    const first = await source.open()
    const pids = pidsOf((await first.call('pid')).text)
    await first.close()
    expect(pids.filter(isRunning)).toHaveLength(2)
    const second = await source.open()
    expect((await second.call('pid')).text).not.toContain(String(pids[0]))
    await gone(pids)
    await second.close()
  })
})
