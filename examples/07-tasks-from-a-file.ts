// Tasks from a file of one's own: rows checked by a schema, divided by hash, faults told with their line.
// Run it from the repository: npm run -s example -- examples/07-tasks-from-a-file.ts
// Where rlvr is installed: cp node_modules/rlvr/examples/07-tasks-from-a-file.ts node_modules/rlvr/examples/07-problems.jsonl . && node 07-tasks-from-a-file.ts
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Type, defineEnv, fromCsv, fromJsonl, splitByHash } from 'rlvr'
import { numeric } from 'rlvr/verifiers'

const schema = Type.Object({ question: Type.String({ minLength: 1 }), answer: Type.Number() })

const stories = defineEnv({
  id: 'stories',
  tasks: fromJsonl(new URL('07-problems.jsonl', import.meta.url), {
    schema,
    // `question` and `answer` have the types that the schema says.
    task: ({ question, answer }) => ({ prompt: `${question} End with the number.`, answer: answer.toFixed() }),
    // By the question, so that other words around it move no task.
    split: splitByHash({ test: 1 / 4, by: 'question' }),
  }),
  rewards: { correct: numeric() },
  outcome: 'correct',
})

for (const split of ['train', 'test'] as const) {
  const tasks = await stories.configure().tasks({ split, seed: 0 })
  console.log(`${tasks.size} tasks to ${split} with, the first:`, tasks.at(0).prompt)
}

// A file that does not fit is refused whole, before the first task.
const faulty = join(await mkdtemp(join(tmpdir(), 'rlvr-')), 'faulty.csv')
await writeFile(faulty, 'question,answer\nWhat is 2 + 2?,4\nWhat is 2 + 3?,five\n')
const source = fromCsv(faulty, { schema, task: ({ question, answer }) => ({ prompt: question, answer }) })
try {
  await source.open({ split: 'train' })
} catch (fault) {
  console.log((fault as Error).message.replace(faulty, 'faulty.csv'))
}
