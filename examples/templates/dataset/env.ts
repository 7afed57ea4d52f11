// Tasks from a file: rows checked by a schema, divided by hash, faults told with their line.
import { Type, defineEnv, fromJsonl, splitByHash } from 'rlvr'
import { numeric } from 'rlvr/verifiers'

export default defineEnv({
  id: 'my-env',
  description: 'Word problems from problems.jsonl.',
  tasks: fromJsonl(new URL('problems.jsonl', import.meta.url), {
    schema: Type.Object({ question: Type.String({ minLength: 1 }), answer: Type.Number() }),
    task: ({ question, answer }) => ({ prompt: `${question} End with the number alone.`, answer: String(answer) }),
    split: splitByHash({ test: 1 / 4, by: 'question' }),
  }),
  rewards: { correct: numeric() },
  outcome: 'correct',
  demonstrate: ({ answer }) => answer,
  card: {
    source:
      'Eight problems of our own: replace problems.jsonl, and say here where yours come from and under which licence.',
    verifier: 'numeric: the last number of the reply, exactly.',
    limits: 'Eight problems teach nothing; they show the form.',
  },
})
