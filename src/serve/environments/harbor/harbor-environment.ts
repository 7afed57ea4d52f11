// `harbor:FOLDER`: Harbor task folders as an environment. A reply is a shell script that does the task in its working
// directory; the tests of the folder judge what it left.
import { basename, resolve } from 'node:path'
import { defineEnv, type EnvironmentFactory } from '../../../core/define-env.ts'
import { RlvrError } from '../../../core/errors.ts'
import { fromTasks, makeTask } from '../../../core/task.ts'
import { invalid, scored } from '../../../core/verdict.ts'
import { splitByHash } from '../../../data/split-by-hash.ts'
import { judgeScript, openTaskRoom, type TaskRoom } from './jailed-task.ts'
import { readHarborFolder, type HarborTask } from './read-folder.ts'

/** Waiting for both jails, above what a task allows. */
const mostMs = 1_200_000

export async function harborEnvironment(folder: string): Promise<EnvironmentFactory> {
  const { tasks, refused } = await readHarborFolder(folder)
  if (tasks.length === 0)
    throw new RlvrError(
      'RLVR_USAGE',
      `No task of ${folder} can be judged without an image of its own: ${refused
        .slice(0, 3)
        .map(({ name, refused: reason }) => `${name}: ${reason}`)
        .join('; ')}${refused.length > 3 ? `; and ${refused.length - 3} more` : ''}.`,
    )
  let room: Promise<TaskRoom | { readonly whyNot: string }> | undefined
  const hashed = splitByHash()
  return defineEnv({
    id: `harbor-${slugOf(folder)}`,
    description: `Harbor tasks of ${basename(resolve(folder))}, each done by a shell script.${refused.length === 0 ? '' : ` ${refused.length} of the folder are left out: they need an image of their own.`}`,
    tasks: ({ split }) =>
      fromTasks(
        split,
        tasks
          .map((task) => makeTask({ id: task.name, prompt: promptOf(task), answer: task }, task.name))
          .filter((task) => {
            const named = task.answer.split
            return (named === 'train' || named === 'test' ? named : hashed(task, {})) === split
          }),
      ),
    rewards: {
      tests: {
        name: 'tests',
        reads: 'reply',
        timeoutMs: mostMs,
        verify: async ({ task, reply, signal }) => {
          const script = scriptOf(reply)
          if (script === null) return scored(0, 'The reply holds no block of ```sh.')
          room ??= openTaskRoom()
          const opened = await room
          if ('whyNot' in opened)
            return invalid('sandbox', `There is no jail on this machine to judge it in: ${opened.whyNot}.`)
          return await judgeScript(opened, task.answer, { script, signal })
        },
      },
    },
    outcome: 'tests',
    demonstrate: ({ answer: { solution } }) => (solution === null ? null : `\`\`\`sh\n${solution.trimEnd()}\n\`\`\``),
  }) as EnvironmentFactory
}

function promptOf({ instruction, workdir }: HarborTask): string {
  return `${instruction.trimEnd()}\n\nReply with one shell script in a fenced block that begins with \`\`\`sh. It is run by /bin/sh in ${workdir}, without a network, and what it leaves there is judged.`
}

/** The last block of a shell. A script may hold fences of three in a here-document only where its own is longer. */
function scriptOf(reply: string): string | null {
  const blocks = [...reply.matchAll(/^(`{3,})(?:sh|bash|shell)[ \t]*\n([^]*?)^\1`*[ \t]*$/gm)]
  return blocks.at(-1)?.[2] ?? null
}

function slugOf(folder: string): string {
  const plain = basename(resolve(folder))
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  return plain === '' ? 'tasks' : plain
}
