// Where is a curriculum? In a mix, `NAME` is the name of the environment that has one.
import type { MetricEntry, MetricFamily } from './metric.ts'

const entries: readonly MetricEntry[] = [
  {
    name: 'curriculum/level',
    meaning: 'The level of difficulty of `curriculum` that the tasks of this step were drawn by, from 1.',
    formula: '1 + levels gone up - levels gone down',
    unit: 'count',
    range: '1 to the number of levels',
    healthy: 'Rises in steps as tasks are solved, and stays at the last.',
    unhealthy:
      'Back and forth between two: the step between them is too large; put a level between, or lower `raise`. At 1 throughout with a low `outcome`: the easiest level is too hard; a longer cold start.',
  },
  {
    name: 'curriculum/success',
    meaning: 'Mean share of solved replies over the newest tasks of the current level, up to the window.',
    formula: 'mean over tasks of (solved replies / judged replies)',
    unit: 'share',
    range: '0..1; nothing right after a change of level',
    healthy: 'Between `lower` and `raise`, rising.',
    unhealthy:
      'Between the two for long and flat: the policy is stuck at this level; look at `entropy` and `frac_reward_zero_std`.',
  },
  {
    name: 'curriculum/raised',
    meaning: 'How often the curriculum has gone a level up since the run began.',
    formula: 'count',
    unit: 'count',
    range: '0 and up',
    healthy: 'The number of levels less one, at the end.',
    unhealthy: 'Much above the number of levels: it goes up and down; see `curriculum/level`.',
  },
  {
    name: 'curriculum/lowered',
    meaning: 'How often the curriculum has gone a level down since the run began.',
    formula: 'count',
    unit: 'count',
    range: '0 and up',
    healthy: '0, or few.',
    unhealthy: 'About as large as `curriculum/raised`: it goes up and down; see `curriculum/level`.',
  },
]

export const curriculumMetrics: MetricFamily = {
  title: 'Curriculum',
  entries: [
    ...entries,
    ...entries.map((entry) => ({
      ...entry,
      name: entry.name.replace('/', '/NAME/'),
      meaning: `Of one environment of a mix: ${entry.meaning.charAt(0).toLowerCase()}${entry.meaning.slice(1)}`,
    })),
  ],
}
