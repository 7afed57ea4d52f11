// Where does the time go?
import type { MetricEntry, MetricFamily } from './metric.ts'

function phaseMetric(phase: string, meaning: string, unhealthy: string, healthy: string): MetricEntry {
  return {
    name: `time/${phase}`,
    meaning,
    formula: `seconds of wall time of this step spent in ${phase}`,
    unit: 'seconds',
    range: '0 and up',
    healthy,
    unhealthy,
  }
}

export const speedMetrics: MetricFamily = {
  title: 'Speed',
  entries: [
    {
      name: 'step_time',
      meaning: 'Wall time of the whole step.',
      formula: 'seconds from its first prompt to its last update, evaluation and checkpoint included',
      unit: 'seconds',
      range: 'above 0',
      healthy: 'Steady; longer at steps that evaluate.',
      unhealthy:
        'Grows: replies grow longer, or another program shares the machine. The `time/` metrics say which part.',
    },
    {
      name: 'tokens_per_second',
      meaning: 'Tokens the policy sampled in this step per second of the step.',
      formula: 'sampled tokens / step_time',
      unit: 'tokens/s',
      range: '0 and up',
      healthy: 'Steady.',
      unhealthy: 'Falls: short batches of long replies; sample more prompts at once.',
    },
    phaseMetric(
      'generate',
      'Time in sampling replies.',
      'Nearly all of the step: larger batches help more than a faster update.',
      'The largest part of the step.',
    ),
    phaseMetric(
      'verify',
      'Time in verdicts that nothing else overlapped.',
      'More than a tenth of the step: verdicts wait for each other; raise their concurrency or lower their deadline.',
      'A few hundredths of the step.',
    ),
    phaseMetric(
      'update',
      'Time in scoring, backward passes and the optimizer.',
      'Far more than generation: fewer updates a rollout, or larger micro-batches.',
      'About as long as generation, or shorter.',
    ),
    phaseMetric(
      'evaluate',
      'Time in evaluation on held-out tasks.',
      'A large share of the run: evaluate less often, or on fewer tasks.',
      '0 except at steps that evaluate.',
    ),
    phaseMetric(
      'checkpoint',
      'Time in writing checkpoints.',
      'A noticeable share of the run: write less often, or to a faster disk.',
      '0 except at steps that write one.',
    ),
  ],
}
