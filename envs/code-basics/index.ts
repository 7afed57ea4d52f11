// Programming problems of our own with tests, in Python, JavaScript and TypeScript: code training without a download.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { fromTasks, makeTask } from '../../src/core/task.ts'
import { code, type CodeAnswer } from '../../verifiers/index.ts'
import { promptOption } from '../prompt-option.ts'
import { languagesOf, levels, problemLanguages, type CodeProblem } from './problem.ts'
import { problems, themes } from './problem-set.ts'
import { replyOf, taskOf } from './task.ts'

/** Of each level one problem in this many is held out for the test split, in every language the same. */
const heldOutShare = 5

const heldOut: ReadonlySet<CodeProblem> = new Set(
  levels.flatMap((level) =>
    problems.filter((problem) => problem.level === level).filter((_, index) => index % heldOutShare === 2),
  ),
)

const codeBasics: EnvironmentFactory<CodeAnswer> = defineEnv({
  id: 'code-basics',
  description: 'Write a small program or function that passes its tests, in Python, JavaScript or TypeScript.',
  card: {
    source: 'Written for this library: 71 problems with reference solutions; nothing is downloaded.',
    verifier:
      'code: the last fenced block of the language runs in a sandbox; solved means that every test passes, shown and hidden.',
    limits:
      'A small set: it shows whether training works, not how good a model is. Problems and answers are public with the library.',
  },
  options: Type.Object({
    language: Type.Enum(problemLanguages, { default: 'javascript', description: 'language of the programs' }),
    level: Type.Enum(['all', ...levels], { default: 'all', description: 'how hard the problems are' }),
    prompt: promptOption,
  }),
  tasks: ({ split, options: { language, level, prompt } }) => {
    const tasks = Object.entries(themes).flatMap(([theme, each]) =>
      each
        .filter((problem) => languagesOf(problem).includes(language))
        .filter((problem) => level === 'all' || problem.level === level)
        .filter((problem) => heldOut.has(problem) === (split === 'test'))
        .map((problem) => makeTask(taskOf(problem, { language, theme, prompt }), problem.id)),
    )
    return fromTasks(split, tasks)
  },
  rewards: ({ prompt }) => ({ correct: code({ allowUnfenced: prompt === 'compact' }) }),
  outcome: 'correct',
  demonstrate: ({ metadata }, { options }) => {
    const problem = problems.find(({ id }) => id === metadata['problem'])
    if (problem === undefined)
      throw new Error(
        `No shipped problem ${JSON.stringify(metadata['problem'])}: expected the id of one as \`metadata.problem\`.`,
      )
    return replyOf(problem, options)
  },
})

export default codeBasics
export { recipe } from './recipe.ts'
