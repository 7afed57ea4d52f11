// Whether a policy's weights are still finite numbers, and the way back where they are not. Weights show it by the
// log-probabilities they give, and by their gradient: a backward pass that overflows says that they have run away.
import { rmSync } from 'node:fs'
import { RlvrError } from '../src/core/errors.ts'
import { ofPolicy } from '../src/core/policy-fault.ts'
import type { TokenSequence, TrainablePolicy } from '../src/core/policy.ts'
import { listCheckpoints } from '../src/record/checkpoint-file.ts'
import type { RunDirectory } from '../src/record/run-directory.ts'
import { KeptSnapshot } from './kept-snapshot.ts'
import type { Metrics } from './train-event.ts'

/** The error of a run whose weights are not finite; its message says what showed it. */
export class WeightsNotFinite extends RlvrError {
  constructor(what: string, options?: { cause?: unknown }) {
    super('RLVR_TRAINER', what, options)
  }
}

/** Metrics that say of the weights alone, and not of a loss or a reward, that they are no numbers. */
const ofWeights = ['entropy', 'sampling/sampling_logp_difference/mean']

/** Watches over the weights of one run. Steps are counted over cold start and training together, as done. */
export class WeightWatch {
  readonly #policy: TrainablePolicy
  readonly #run: RunDirectory | undefined
  /** A sequence by which the weights are tried. */
  #probe: TokenSequence | null = null
  /** The weights as they were after so many steps had a finite gradient; those after none are taken to. */
  #proven = 0
  /** Where there is no run that keeps them: the newest proven weights, and the newest. */
  readonly #kept: { readonly step: number; readonly snapshot: KeptSnapshot }[] = []

  constructor(policy: TrainablePolicy, run: RunDirectory | undefined) {
    this.#policy = policy
    this.#run = run
  }

  /**
   * After a step that followed `done` others.
   * @throws WeightsNotFinite where its metrics show it
   */
  note(metrics: Metrics, probe: TokenSequence | null, done: number): void {
    this.#probe = probe ?? this.#probe
    const odd = ofWeights.find((name) => !Number.isFinite(metrics[name] ?? 0))
    if (odd !== undefined) throw new WeightsNotFinite(`${odd} is ${metrics[odd]}`)
    if ((metrics['grad_norm'] ?? null) !== null) this.#proven = done
  }

  /** Throws `WeightsNotFinite` where a sequence that the policy knows is scored with what is no number. */
  async check(): Promise<void> {
    if (this.#probe === null) return
    const probe = this.#probe
    const [scores] = await ofPolicy(this.#policy, () => this.#policy.score([probe], { temperature: 1 }))
    const odd = scores?.logProbs.find((value) => !Number.isFinite(value))
    if (odd !== undefined) throw new WeightsNotFinite(`the log-probability of a token is ${odd}`)
  }

  /** Keeps the weights in a temporary folder, for a training without a run. */
  async keep(step: number): Promise<void> {
    const older = this.#kept.findLast((each) => each.step <= this.#proven)
    const gone = this.#kept.splice(0, this.#kept.length, ...(older === undefined ? [] : [older]))
    for (const each of gone) if (each !== older) each.snapshot[Symbol.dispose]()
    const snapshot = new KeptSnapshot()
    this.#kept.push({ step, snapshot })
    await snapshot.keep(this.#policy)
  }

  /**
   * Goes back to the newest weights that have proven sound, and removes later checkpoints.
   * @returns which they are, in words; null where there are none
   */
  async rollBack(): Promise<string | null> {
    if (this.#run === undefined) {
      const kept = this.#kept.findLast(({ step }) => step <= this.#proven)
      if (kept === undefined) return null
      await kept.snapshot.giveBack(this.#policy)
      return `those after step ${kept.step}`
    }
    for (const { path, step } of listCheckpoints(this.#run.checkpointFolder))
      if (step > this.#proven) rmSync(path, { recursive: true, force: true })
    const found = await this.#run.newestCheckpoint()
    if (found === null) return null
    await this.#policy.restore(found.checkpoint.snapshot)
    await found.checkpoint.close()
    return `those of ${found.path}`
  }

  /** Removes what was kept for a training without a run. */
  close(): void {
    for (const { snapshot } of this.#kept.splice(0)) snapshot[Symbol.dispose]()
  }
}

/** The metrics with null for what is no number: a loss that is NaN has been told as a skipped step. */
export function finiteMetrics(metrics: Metrics): Metrics {
  return Object.fromEntries(
    Object.entries(metrics).map(([name, value]) => [name, Number.isFinite(value) ? value : null]),
  )
}
