// An evaluation whose verifier loops for ever on one task, with a watchdog over it: for the test of the watchdog.
import { defineEnv } from '../../src/core/define-env.ts'
import { taskList } from '../../src/core/task.ts'
import { evaluate } from '../../src/eval/evaluate.ts'
import { scriptedPolicy } from '../../src/policy/scripts/scripted-policy.ts'
import { startWatchdog } from '../../src/rollout/watchdog.ts'

const [, , limit, busyMs, record] = process.argv

function loopForEver(): never {
  for (;;) Math.sqrt(2)
}

function work(ms: number): void {
  const end = performance.now() + ms
  while (performance.now() < end) Math.sqrt(2)
}

using watchdog = startWatchdog({
  limitMs: Number(limit),
  onHang: () => process.exit(1),
  advice: 'Mend it, then resume.',
  ...(record !== undefined && { record }),
})
void watchdog
const environment = defineEnv({
  id: 'hanging',
  tasks: taskList<string>({
    train: ['first', 'second', 'third'].map((prompt) => ({ prompt, answer: '' })),
  }),
  rewards: {
    endless: ({ task }) => {
      if (busyMs !== undefined && busyMs !== '') work(Number(busyMs))
      else if (task.prompt === 'second') loopForEver()
      return true
    },
  },
  outcome: 'endless',
})
const { replies } = await evaluate({ environment, policy: scriptedPolicy('yes'), tasks: 3, split: 'train' })
process.stdout.write(`${replies} replies\n`)
