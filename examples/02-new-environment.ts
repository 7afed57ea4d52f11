// A new environment: tasks, rewards, and the check that both keep their promises.
// Run it from the repository: npm run -s example -- examples/02-new-environment.ts
import { Type, defineEnv, generate, notApplicable, scored, type EnvironmentFactory } from 'rlvr'
import { checkEnvironment } from 'rlvr/testing'
import { numeric } from 'rlvr/verifiers'

// Rounding a decimal. Options are a schema, so a wrong one is refused before the first task.
// Naming the type of the answer gives it to rewards and `demonstrate`.
const rounding: EnvironmentFactory<string> = defineEnv({
  id: 'rounding',
  description: 'Round a number to `places` decimals.',
  options: Type.Object({ places: Type.Integer({ minimum: 0, maximum: 4, default: 1 }) }),
  tasks: generate(({ rng, options }) => {
    const thousandths = rng.int(10_000, 99_999)
    // Exact halves are left out: how they are rounded is a matter of taste.
    const number = (thousandths * 10 + 1) / 10 ** (options.places + 3)
    return {
      prompt: `Round ${number} to ${options.places} decimals. End with the number alone.`,
      answer: number.toFixed(options.places),
    }
  }),
  rewards: {
    correct: numeric(),
    // A reward of your own is a function: a verdict, a score in 0..1, or a yes or no.
    decimals: {
      weight: 0.2,
      verify: ({ task, reply }) => {
        const wanted = task.answer.split('.')[1]?.length ?? 0
        if (wanted === 0) return notApplicable('The task asks for no decimals.')
        const written = /\.(\d+)\s*$/.exec(reply)?.[1]?.length ?? 0
        return scored(written === wanted, `${written} decimals; ${wanted} were asked for`)
      },
    },
  },
  outcome: 'correct',
  demonstrate: ({ answer }) => answer,
})

const spec = rounding.configure({ places: 2 })
for (const { name, ok } of await checkEnvironment(spec)) console.log(`${ok ? 'kept  ' : 'broken'} ${name}`)

const environment = spec.create()
const { observation, info } = await environment.reset({ seed: 1 })
console.log(`\n${observation.messages[0]?.content}`)
for (const reply of [info.task.answer, `${info.task.answer}0`, '7']) {
  await environment.reset({ task: info.task })
  const { reward, info: end } = await environment.step(reply)
  console.log(`${reply.padEnd(8)} reward ${reward}, solved ${end.outcome}`)
}
