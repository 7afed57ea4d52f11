// What a training run has told so far, in the form that a display draws.
import type { Group } from '../../core/episode.ts'
import type { HeldOutResult, Metrics, TrainEvent, TrainPhase } from '../../../trainers/train-event.ts'

/** The metrics whose course a display draws. */
const followed = ['reward', 'outcome', 'frac_reward_zero_std', 'entropy', 'grad_norm', 'loss'] as const

export type FollowedMetric = (typeof followed)[number]

export class TrainProgress {
  totalSteps = 0
  coldStartSteps = 0
  /** The last step that ended, of the cold start or of training. */
  step = 0
  inColdStart = false
  phase: TrainPhase | null = null
  metrics: Metrics = {}
  readonly courses: { readonly [Name in FollowedMetric]: (number | null)[] } = {
    reward: [],
    outcome: [],
    frac_reward_zero_std: [],
    entropy: [],
    grad_norm: [],
    loss: [],
  }
  readonly evaluations: { readonly step: number; readonly result: HeldOutResult }[] = []
  /** Seconds by phase over all steps so far. */
  readonly seconds: Map<string, number> = new Map()
  sample: { readonly step: number; readonly group: Group } | null = null
  warnings = 0
  lastWarning: string | null = null

  handle(event: TrainEvent): void {
    switch (event.type) {
      case 'plan':
        this.totalSteps = event.totalSteps
        this.coldStartSteps = event.coldStartSteps
        break
      case 'phase-start':
        this.phase = event.phase
        break
      case 'cold-start-step':
      case 'step':
        this.#handleStep(event)
        break
      case 'evaluation':
        this.evaluations.push({ step: event.step, result: event.result })
        break
      case 'warning':
        this.warnings++
        this.lastWarning = `step ${event.step}: ${event.message}`
        break
      case 'alarm':
        this.warnings++
        this.lastWarning = `step ${event.step}: ${event.name}: ${event.message}`
        break
      case 'checkpoint':
        break
    }
  }

  #handleStep(event: Extract<TrainEvent, { type: 'cold-start-step' | 'step' }>): void {
    const coldStart = event.type === 'cold-start-step'
    // The losses of the two phases have nothing to do with each other, nor have their gradients.
    if (this.inColdStart && !coldStart) for (const name of followed) this.courses[name].length = 0
    this.inColdStart = coldStart
    this.step = event.step
    this.metrics = event.metrics
    for (const name of followed) this.courses[name].push(event.metrics[name] ?? null)
    for (const [name, value] of Object.entries(event.metrics)) {
      if (!name.startsWith('time/') || value === null || !Number.isFinite(value)) continue
      const phase = name.slice('time/'.length)
      this.seconds.set(phase, (this.seconds.get(phase) ?? 0) + value)
    }
    if (event.type === 'step' && event.sample !== null) this.sample = { step: event.step, group: event.sample }
  }
}
