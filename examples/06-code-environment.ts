// An environment whose replies are programs: they run in a sandbox, and tricks earn nothing.
// Run it from the repository: npm run -s example -- examples/06-code-environment.ts
// Where rlvr is installed: cp node_modules/rlvr/examples/06-code-environment.ts . && node 06-code-environment.ts
import { defineEnv, openSandbox, runRubric, taskList } from 'rlvr'
import { code, type CodeAnswer } from 'rlvr/verifiers'

const sandbox = await openSandbox({ languages: ['python'] })

const clamp = defineEnv({
  id: 'clamp',
  system: 'Answer with one fenced block of Python.',
  tasks: taskList<CodeAnswer>({
    train: [
      {
        prompt: 'Write `clamp(x, low, high)`, which gives x back, moved into low..high.',
        answer: {
          language: 'python',
          tests: {
            format: 'call',
            entry: 'clamp',
            cases: [
              { args: [5, 0, 3], expected: 3 },
              { args: [-5, 0, 3], expected: 0 },
              { args: [2, 0, 3], expected: 2 },
            ],
            limits: { timeMs: 1000 },
          },
        },
      },
    ],
  }),
  rewards: { correct: code({ sandbox }) },
  outcome: 'correct',
})

const programs = {
  honest: 'def clamp(x, low, high):\n    return max(low, min(x, high))',
  wrong: 'def clamp(x, low, high):\n    return min(x, high)',
  'always equal':
    'class Any(int):\n    def __eq__(self, other): return True\ndef clamp(x, low, high):\n    return Any(x)',
  'leaves early': 'import os\nos._exit(0)',
  endless: 'def clamp(x, low, high):\n    while True: pass',
}

const spec = clamp.configure()
const task = (await spec.tasks({ split: 'train', seed: 0 })).at(0)
for (const [name, program] of Object.entries(programs)) {
  const reply = `\`\`\`python\n${program}\n\`\`\``
  const { reward, verdicts } = await runRubric(spec.rubric, { task, reply, messages: [] })
  console.log(`${name.padEnd(14)}reward ${reward}  ${verdicts['correct']?.reason}`)
}
await sandbox.close()
