// An environment with tools and state: a shop whose stock can only be learned by asking.
// Run it from the repository: npm run -s example -- examples/05-tool-environment.ts
import { Type, defineEnv, generate, runEpisodes, scored, scriptedPolicy, tool, type EnvironmentFactory } from 'rlvr'
import { numeric } from 'rlvr/verifiers'

const goods = ['apples', 'pears', 'plums'] as const

interface Shop {
  readonly stock: ReadonlyMap<string, number>
  questions: number
}

const shop: EnvironmentFactory<number> = defineEnv({
  id: 'shop',
  system: 'Ask `stock` for each kind of fruit. Then answer with the total alone.',
  tasks: generate(({ rng }) => {
    const stock = goods.map((name): [string, number] => [name, rng.int(0, 40)])
    const total = stock.reduce((sum, [, count]) => sum + count, 0)
    return {
      prompt: `How many pieces of fruit does shop ${rng.int(1, 9999)} hold?`,
      answer: total,
      metadata: { stock },
    }
  }),
  state: ({ task }): Shop => ({ stock: new Map(task.metadata['stock'] as [string, number][]), questions: 0 }),
  tools: {
    // The schema gives the type of the arguments, and they are validated before `run` sees them.
    stock: tool({
      description: 'How many pieces of a fruit there are.',
      parameters: Type.Object({ fruit: Type.Enum([...goods]) }),
      run: ({ fruit }, { state }: { state: Shop }) => {
        state.questions++
        return String(state.stock.get(fruit) ?? 0)
      },
    }),
  },
  maxTurns: 5,
  rewards: {
    correct: numeric(),
    thrifty: {
      weight: 0.1,
      verify: ({ state }) => {
        const { questions } = state as Shop
        return scored(questions <= goods.length, `${questions} questions`)
      },
    },
  },
  outcome: 'correct',
})

// A script in place of a model. Calls in Hermes' form are read out of plain text.
const policy = scriptedPolicy(({ messages }) => {
  const answers = messages.filter(({ role }) => role === 'tool').map(({ content }) => Number(content))
  const next = goods[answers.length]
  return next === undefined
    ? `${answers.reduce((sum, count) => sum + count, 0)}`
    : `<tool_call>{"name": "stock", "arguments": {"fruit": "${next}"}}</tool_call>`
})

const spec = shop.configure()
const taskset = await spec.tasks({ split: 'train', seed: 0 })
const plans = [0, 1].map((index) => ({
  task: taskset.at(index),
  groupId: String(index),
  index: 0,
  seed: `shop/${index}`,
}))
const episodes = await runEpisodes(plans, { environment: spec, policy })
for (const { role, content } of episodes[0]?.record.messages ?? []) console.log(`${role.padEnd(10)}${content}`)
for (const { record } of episodes)
  console.log(
    `reward ${record.reward}, solved ${record.outcome}, ${record.turns} turns, ${record.toolCalls} tool calls`,
  )
