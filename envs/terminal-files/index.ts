// Tasks on files in a shell: find, count, sort, extract, rename, replace, permissions, archives, sums. In the manner of
// InterCode's Bash environment and Terminal-Bench; the files, and the rules that judge what is left, are our own.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import type { Rng } from '../../src/core/random.ts'
import type { Resources } from '../../src/core/resources.ts'
import type { Task } from '../../src/core/task.ts'
import { scored } from '../../src/core/verdict.ts'
import { terminal } from '../../src/sandbox/agent-tools.ts'
import { terminalsOf } from '../../src/sandbox/terminal/open-terminals.ts'
import type { Terminal } from '../../src/sandbox/terminal/terminal.ts'
import { hiddenTasks } from '../hidden-tasks.ts'
import { levelOf, levelOption } from '../level-option.ts'
import { filesFault } from './files-fault.ts'
import type { FileJob } from './job.ts'
import { kinds } from './kinds.ts'

interface Choice {
  level: number
}

interface State {
  readonly shell: Terminal
}

async function openShell({ task, resources }: { task: Task<FileJob>; resources: Resources }): Promise<State> {
  const { files, modes = {} } = task.answer
  return { shell: await (await terminalsOf(resources)).open({ files, modes, memoryMb: 256, diskMb: 16 }) }
}

const terminalFiles: EnvironmentFactory<FileJob, Choice> = defineEnv({
  id: 'terminal-files',
  description: 'Do tasks on files in a shell: find, count, sort, rename, replace, permissions, archives, sums.',
  card: {
    source: 'Generated: trees of small files, logs and tables.',
    verifier: 'Rules outside of the terminal look at the bytes and permissions of all files that are left.',
    limits:
      'Files that are made on the way may stay. Needs a machine that gives terminals behind walls (Linux with namespaces); elsewhere no episode begins.',
  },
  options: Type.Object({
    level: levelOption(
      kinds,
      '1: count lines, find a file; 2: sort, extract a column; 3: rename or replace in many files; 4: permissions, a tar archive; 5: sum or merge over many files',
    ),
  }),
  tasks: hiddenTasks<FileJob, Choice>(({ rng, options: { level } }: { rng: Rng; options: Choice }) => {
    const { prompt, job } = rng.pick(levelOf(kinds, level))(rng)
    return {
      prompt: `${prompt} Work with the tool \`terminal\`, whose working folder holds the files; reply without a call when it is done.`,
      answer: job,
    }
  }),
  state: openShell,
  dispose: async ({ shell }) => await shell.close(),
  tools: { terminal: terminal<State, FileJob>({ of: ({ state }) => state.shell }) },
  maxTurns: 12,
  rewards: {
    done: async ({ task: { answer }, state: { shell } }) => {
      const fault = filesFault(await shell.snapshot(), answer)
      return scored(fault === null, fault ?? 'The files are as they have to be.')
    },
  },
  outcome: 'done',
  demonstrate: ({ answer: { commands } }) => [
    ...commands.map((command) => ({ text: '', toolCalls: [{ name: 'terminal', arguments: { command } }] })),
    'Done.',
  ],
})

export default terminalFiles
export const noRecipe = 'Command lines need a policy that has read some; train a checkpoint on it.'
