// A new environment: tasks, rewards, and the check that both keep their promises.
// Run it from the repository: npm run -s example -- examples/02-new-environment.ts
// Where rlvr is installed: cp node_modules/rlvr/examples/02-new-environment.ts . && node 02-new-environment.ts
import { Type, defineEnv, notApplicable, scored } from 'rlvr'
import { checkEnvironment } from 'rlvr/testing'
import { numeric } from 'rlvr/verifiers'

// Rounding a decimal. Options are a schema, so a wrong one is refused before the first task.
// What `draw` gives as the answer is what rewards and `demonstrate` know it as: no type is written down.
const rounding = defineEnv({
  id: 'rounding',
  description: 'Round a number to `places` decimals.',
  options: Type.Object({ places: Type.Integer({ minimum: 0, maximum: 4, default: 1 }) }),
  draw: ({ rng, options }) => {
    const thousandths = rng.int(10_000, 99_999)
    // Exact halves are left out: how they are rounded is a matter of taste.
    const number = (thousandths * 10 + 1) / 10 ** (options.places + 3)
    return {
      prompt: `Round ${number} to ${options.places} decimals. End with the number alone.`,
      answer: number.toFixed(options.places),
    }
  },
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

// Whoever holds the environment may look at whole tasks; what its Gym face shows holds no answer.
const environment = spec.create()
const task = (await spec.tasks({ split: 'train', seed: 0 })).at(1)
console.log(`\n${JSON.stringify(task.prompt)}`)
for (const reply of [task.answer, `${task.answer}0`, '7']) {
  await environment.reset({ task })
  const { reward, info: end } = await environment.step(reply)
  console.log(`${reply.padEnd(8)} reward ${reward}, solved ${end.outcome}`)
}
