// Bug fixing in a small repository: faults are planted in a correct package, tests that are shown can be run, and calls
// that are not shown judge. In the manner of SWE-bench and of mutation testing; programs, tests and faults are our own.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import type { Resources } from '../../src/core/resources.ts'
import type { Task } from '../../src/core/task.ts'
import { EpisodeError, ToolError } from '../../src/core/tool.ts'
import { scored } from '../../src/core/verdict.ts'
import { RlvrError, describeError } from '../../src/core/errors.ts'
import { terminal } from '../../src/sandbox/agent-tools.ts'
import { sandboxOf } from '../../src/sandbox/sandbox-resource.ts'
import { terminalsOf } from '../../src/sandbox/terminal/open-terminals.ts'
import type { Terminal, TerminalSnapshot } from '../../src/sandbox/terminal/terminal.ts'
import { hiddenTasks } from '../hidden-tasks.ts'
import { levelOf, levelOption } from '../level-option.ts'
import { planted } from './bugs.ts'
import { judgeModules } from './judge-modules.ts'
import { programs } from './programs/all.ts'
import type { Program } from './programs/program.ts'

/** Which faults of which program. */
export interface PlantedBugs {
  readonly program: string
  readonly bugs: readonly number[]
}

interface State {
  readonly shell: Terminal
}

interface Choice {
  level: number
}

const levels = [1, 2, 3]
const numerals = ['', 'One line', 'Two lines', 'Three lines']

function programOf({ program }: PlantedBugs): Program {
  const found = programs.get(program)
  if (found === undefined) throw new RlvrError('RLVR_TASK', `No shipped program \`${program}\`.`)
  return found
}

/** The modules as the agent finds them. */
function modulesWith({ program, bugs }: PlantedBugs): { [name: string]: string } {
  const modules = { ...programOf({ program, bugs }).modules }
  for (const bug of bugs) {
    const [module = '', place = 0, text = ''] = planted[program]?.bugs[bug] ?? []
    modules[module] = (modules[module] ?? '').split('\n').with(place, text).join('\n')
  }
  return modules
}

async function openRepository({ task, resources }: { task: Task<PlantedBugs>; resources: Resources }): Promise<State> {
  const program = programOf(task.answer)
  const modules = Object.entries(modulesWith(task.answer)).map(([name, text]) => [`${program.id}/${name}.py`, text])
  const files = {
    ...Object.fromEntries(modules),
    [`${program.id}/__init__.py`]: '',
    [`test_${program.id}.py`]: program.tests,
  }
  return { shell: await (await terminalsOf(resources)).open({ files, memoryMb: 256, diskMb: 16 }) }
}

/** The package's own modules as they lie there, and nothing else of what was left. */
function modulesOf({ entries }: TerminalSnapshot, id: string): { [name: string]: string } {
  return Object.fromEntries(
    entries.flatMap(({ path, kind, content }) => {
      const name = /^([^/]+)\/([a-z]\w*)\.py$/.exec(path)
      const isOwn = name?.[1] === id && kind === 'file' && content !== undefined
      return isOwn ? [[name?.[2] as string, Buffer.from(content).toString('utf8')]] : []
    }),
  )
}

const bugFixing: EnvironmentFactory<PlantedBugs, Choice> = defineEnv({
  id: 'bug-fixing',
  description: 'Find and mend the faults planted in a small package of Python, judged by hidden calls.',
  card: {
    source:
      'Thirteen programs written for this library; faults are small changes of a line that the hidden calls notice.',
    verifier:
      'The package is judged by calls that are not shown, in a sandbox of its own without the terminal: expected values are compared outside of it.',
    limits:
      'Small packages, and faults of one line each. Programs are public with the library. Needs a machine that gives terminals behind walls (Linux with namespaces); elsewhere no episode begins.',
  },
  options: Type.Object({ level: levelOption(levels, '1: one fault; 2: two; 3: three, each in a line of its own') }),
  tasks: hiddenTasks<PlantedBugs, Choice>(({ rng, options: { level } }) => {
    const count = levelOf(levels, level)
    const program = rng.pick([...programs.keys()])
    const { bugs = [], sets = '[]' } = planted[program] ?? {}
    const chosen =
      count === 1
        ? [rng.int(0, bugs.length - 1)]
        : rng.pick((JSON.parse(sets) as number[][]).filter(({ length }) => length === count))
    return {
      prompt: `The working folder holds the package \`${program}\` in Python and some tests of it, which \`python3 -m unittest\` runs. ${numerals[count]} of the package ${count === 1 ? 'is' : 'are'} wrong; what each function has to do stands under its name. Mend the package. It will be judged by calls of all its functions that you cannot see; tests that you change do not count. Reply without a call when it is done.`,
      answer: { program, bugs: chosen },
    }
  }),
  state: openRepository,
  dispose: async ({ shell }) => await shell.close(),
  tools: {
    terminal: terminal<State, PlantedBugs>({ of: ({ state }) => state.shell }),
    write_file: {
      description: 'Write a whole file: what was in it before is replaced.',
      parameters: Type.Object({
        path: Type.String({ description: 'from the working folder, such as `notes/a.txt`' }),
        content: Type.String(),
      }),
      run: async ({ path, content }, { state }) => {
        try {
          await state.shell.writeFiles({ [path]: content })
        } catch (thrown) {
          if (RlvrError.isInstance(thrown) && thrown.cause === undefined) throw new ToolError(thrown.message)
          throw new EpisodeError(describeError(thrown), { cause: thrown })
        }
        return `\`${path}\` is written.`
      },
    },
  },
  maxTurns: 24,
  rewards: (_, resources) => ({
    mended: async ({ task: { answer }, state: { shell } }: { task: Task<PlantedBugs>; state: State }) => {
      const left = await shell.snapshot()
      if (!left.complete) return scored(false, 'More was left than is looked at.')
      const program = programOf(answer)
      const expected = JSON.parse(planted[program.id]?.expected ?? '[]') as unknown[]
      return await judgeModules(await sandboxOf(resources), { program, modules: modulesOf(left, program.id), expected })
    },
  }),
  outcome: 'mended',
  demonstrate: ({ answer }) => {
    const { id, modules } = programOf(answer)
    const touched = new Set(answer.bugs.map((bug) => planted[answer.program]?.bugs[bug]?.[0] ?? ''))
    const writes = [...touched].map((name) => ({
      text: '',
      toolCalls: [{ name: 'write_file', arguments: { path: `${id}/${name}.py`, content: modules[name] ?? '' } }],
    }))
    return [...writes, 'Done.']
  },
})

export default bugFixing
export const noRecipe = 'Mending programs needs a policy that has read many; train a checkpoint on it.'
