// An environment with tools and state: a shop whose stock can only be learned by asking.
// Run it from the repository: npm run -s example -- examples/05-tool-environment.ts
// Where rlvr is installed: cp node_modules/rlvr/examples/05-tool-environment.ts . && node 05-tool-environment.ts
import { Type, defineEnv, runEpisodes, scored, scriptedPolicy, type EnvironmentFactory } from 'rlvr'
import { checkEnvironment } from 'rlvr/testing'

const goods = ['apples', 'pears', 'plums'] as const

const shop = defineEnv({
  id: 'shop',
  system: 'Ask `stock` for each kind of fruit. Then answer with the total alone.',
  draw: ({ rng }) => {
    const stock = { apples: rng.int(0, 40), pears: rng.int(0, 40), plums: rng.int(0, 40) }
    return { prompt: `How many pieces of fruit does shop ${rng.int(1, 9999)} hold?`, answer: stock }
  },
  state: () => ({ questions: 0 }),
  tools: {
    // The schema gives the type of the arguments, and they are validated before `run` sees them.
    stock: {
      description: 'How many pieces of a fruit there are.',
      parameters: Type.Object({ fruit: Type.Enum(goods) }),
      run: ({ fruit }, { task, state }) => {
        state.questions++
        return String(task.answer[fruit])
      },
    },
  },
  maxTurns: 5,
  rewards: {
    correct: ({ task, reply }) => Number(reply) === totalOf(task.answer),
    thrifty: {
      weight: 0.1,
      verify: ({ state }) => scored(state.questions <= goods.length, `${state.questions} questions`),
    },
  },
  outcome: 'correct',
  // Every action to the end: a gold run, a cold start and the check play them.
  demonstrate: ({ answer }) => [...goods.map(ask), String(totalOf(answer))],
})

function totalOf(stock: { [fruit in (typeof goods)[number]]: number }): number {
  return goods.reduce((sum, fruit) => sum + stock[fruit], 0)
}

/** A call in Hermes' form, which is read out of plain text. */
function ask(fruit: string): string {
  return `<tool_call>${JSON.stringify({ name: 'stock', arguments: { fruit } })}</tool_call>`
}

export default shop as EnvironmentFactory

// Not where the file is served, trained on or evaluated: `rlvr serve ./05-tool-environment.ts`.
if (import.meta.main) {
  for (const { name, ok } of await checkEnvironment(shop)) console.log(`${ok ? 'kept  ' : 'broken'} ${name}`)

  // A script in place of a model.
  const policy = scriptedPolicy(({ messages }) => {
    const answers = messages.filter(({ role }) => role === 'tool').map(({ content }) => Number(content))
    const next = goods[answers.length]
    return next === undefined ? `${answers.reduce((sum, count) => sum + count, 0)}` : ask(next)
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
}
