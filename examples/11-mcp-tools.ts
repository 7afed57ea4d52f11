// An environment on an MCP server: a bank whose tools the policy calls, and whose books decide.
// Run it from the repository: npm run -s example -- examples/11-mcp-tools.ts
// Where rlvr is installed: cp node_modules/rlvr/examples/11-mcp-* . && node 11-mcp-tools.ts
import { fileURLToPath } from 'node:url'
import { defineEnv, mcpServer, runEpisodes, scored, scriptedPolicy, type EnvironmentFactory } from 'rlvr'
import { checkEnvironment } from 'rlvr/testing'

const names = ['Ada', 'Bo'] as const

// Its tools are read here. The policy is offered two of them; the others are for the environment.
const bank = await mcpServer({
  command: process.execPath,
  args: [fileURLToPath(new URL('11-mcp-server.mjs', import.meta.url))],
  only: ['balance', 'transfer'],
  // A server is one process. `open` below brings it back to its start, so it may serve the next episode.
  reset: async () => undefined,
  timeoutMs: 10_000,
})

const even = defineEnv({
  id: 'even-accounts',
  system: 'Ask for balances, move money, and say "done".',
  draw: ({ rng }) => {
    const Ada = rng.int(10, 500) * 2
    const Bo = rng.int(10, 500) * 2
    const accounts = { Ada, Bo }
    return { prompt: `Ada and Bo want to have the same. Order ${rng.int(1, 9999)}.`, answer: accounts }
  },
  // The tools of the episode find the same server by the same `open`; the end of the episode gives it back.
  state: async ({ task, episode }) => {
    const server = await episode.own(bank.open)
    await server.call('open', { accounts: task.answer })
    return server
  },
  tools: bank.tools,
  rewards: {
    even: async ({ task, state }) => {
      const books = JSON.parse((await state.call('books')).text) as Record<string, number>
      const half = (task.answer.Ada + task.answer.Bo) / 2
      return scored(
        names.every((name) => books[name] === half),
        `the books say ${JSON.stringify(books)}`,
      )
    },
  },
  outcome: 'even',
  demonstrate: ({ answer: { Ada, Bo } }) => {
    const amount = Math.abs(Ada - Bo) / 2
    const [from, to] = Ada > Bo ? ['Ada', 'Bo'] : ['Bo', 'Ada']
    const transfer = { name: 'transfer', arguments: { from, to, amount } }
    return [...(amount === 0 ? [] : [{ text: '', toolCalls: [transfer] }]), 'done']
  },
})

export default even as EnvironmentFactory

if (import.meta.main) {
  for (const { name, ok } of await checkEnvironment(even)) console.log(`${ok ? 'kept  ' : 'broken'} ${name}`)

  const call = (name: string, given: object): string =>
    `<tool_call>${JSON.stringify({ name, arguments: given })}</tool_call>`
  const policy = scriptedPolicy(({ messages }) => {
    const told = messages.filter(({ role }) => role === 'tool').map(({ content }) => Number(content))
    if (told.length < 2) return call('balance', { account: names[told.length] })
    if (told.length > 2) return 'done'
    const [ada = 0, bo = 0] = told
    return call('transfer', {
      from: ada > bo ? 'Ada' : 'Bo',
      to: ada > bo ? 'Bo' : 'Ada',
      amount: Math.abs(ada - bo) / 2,
    })
  })
  const environment = even.configure()
  const taskset = await environment.tasks({ split: 'train', seed: 0 })
  const plans = [0, 1].map((index) => ({
    task: taskset.at(index),
    groupId: String(index),
    index: 0,
    seed: `bank/${index}`,
  }))
  const episodes = await runEpisodes(plans, { environment, policy })
  for (const { role, content } of episodes[0]?.record.messages ?? []) console.log(`${role.padEnd(10)}${content}`)
  for (const { record } of episodes)
    console.log(`reward ${record.reward}, solved ${record.outcome}, ${record.toolCalls} tool calls`)
  await bank.close()
}
