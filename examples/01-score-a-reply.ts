// Scoring a reply: a verifier by itself, and an environment's rubric over a task.
// Run it from the repository: npm run -s example -- examples/01-score-a-reply.ts
// Where rlvr is installed: cp node_modules/rlvr/examples/01-score-a-reply.ts . && node 01-score-a-reply.ts
import { configure, makeTask, runRubric } from 'rlvr'
import { verifyMath } from 'rlvr/verifiers'

// Is the answer the same value, however it is written?
for (const reply of ['The answer is \\boxed{\\frac{1}{2}}.', 'So it is 0.5.', 'A: 50%', 'I would say 2.']) {
  const { verdict, reason, tier } = verifyMath('1/2', reply)
  console.log(`${verdict.padEnd(10)} ${reply.padEnd(36)} ${reason} (${tier})`)
}

// What would an environment give? Its rubric weighs several verdicts and keeps them apart.
const { rubric } = await configure('countdown')
const task = makeTask({ prompt: 'Reach 24 with 4, 6 and 1.', answer: { numbers: [4, 6, 1], target: 24 } }, 'mine')
const reply = '<answer>4 * 6 * 1</answer>'
const { reward, outcome, verdicts } = await runRubric(rubric, { task, reply, messages: [] })
console.log(`\nreward ${reward}, solved ${outcome}`)
for (const [name, verdict] of Object.entries(verdicts)) console.log(`  ${name}: ${verdict.status}. ${verdict.reason}`)
