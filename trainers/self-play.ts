// Self-play: the policy that learns plays the other side too, by its present weights or by those of a while ago. Its
// replies there are part of what the environment says: they are sampled as in training, and never learned from.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { RlvrError } from '../src/core/errors.ts'
import { asOpponent } from '../src/core/needs.ts'
import type { FrozenPolicy, Policy, Sampling, TrainablePolicy } from '../src/core/policy.ts'
import { listCheckpoints, openCheckpoint, writeCheckpoint } from '../src/record/checkpoint-file.ts'
import type { RunDirectory } from '../src/record/run-directory.ts'
import { KeptSnapshot } from './kept-snapshot.ts'
import type { TrainSettings } from './train-settings.ts'

/**
 * The settings with those of self-play, where it was asked for.
 * @throws RlvrError `RLVR_USAGE` where they would have no effect
 */
export function withSelfPlay(settings: TrainSettings, opponent: 'self' | undefined): TrainSettings {
  const { selfPlay } = settings
  if (opponent === 'self') return { ...settings, selfPlay: selfPlay ?? { renewEverySteps: 1 } }
  if (selfPlay === undefined) return settings
  throw new RlvrError(
    'RLVR_USAGE',
    "`selfPlay` has no effect where the policy does not play against itself: give `opponent: 'self'` (`--opponent self`), or leave it out.",
  )
}

export interface SelfPlayStart {
  readonly settings: TrainSettings
  /** Where copies are kept for a run that is resumed; null where nothing is. */
  readonly run: Pick<RunDirectory, 'path'> | null
}

export class SelfPlay implements AsyncDisposable {
  /** What the environment is handed. */
  readonly opponent: Policy
  readonly #policy: TrainablePolicy
  #sampling: Sampling | null = null
  #renewEverySteps = 1
  #folder: string | null = null
  #frozen: { readonly policy: FrozenPolicy; readonly steps: number } | null = null

  constructor(policy: TrainablePolicy) {
    this.#policy = policy
    const generate: Policy['generate'] = async (requests, sampling, options) => {
      // Of the policy that trained with it: what an environment asks for may be more than it holds.
      const asked = this.#sampling ?? sampling
      const asks = this.#frozen?.policy.generate ?? policy.generate.bind(policy)
      return await asks(requests, asked, options)
    }
    this.opponent = asOpponent(policy, generate)
  }

  /**
   * Before the first step.
   * @throws RlvrError `RLVR_USAGE` where a frozen copy is asked for and the policy has none that answers
   */
  async begin({ settings, run }: SelfPlayStart): Promise<void> {
    this.#sampling = settings.sampling
    this.#renewEverySteps = settings.selfPlay?.renewEverySteps ?? 1
    this.#folder = run === null ? null : join(run.path, 'opponent')
    if (this.#renewEverySteps === 1) return
    const tried = await this.#policy.freeze()
    await tried.close()
    if (tried.generate === undefined)
      throw new RlvrError(
        'RLVR_USAGE',
        `A frozen copy of policy \`${this.#policy.name}\` does not answer (its \`freeze()\` gives no \`generate\`), so nobody can play against it. Set selfPlay.renewEverySteps to 1, for an opponent of the present weights.`,
      )
  }

  /**
   * Before the policy is rolled out at a step, from 1, with `done` steps behind it: takes the copy that is due.
   * @param checkpoints steps of the checkpoints that the run may go back to
   */
  async enter(step: number, { done, checkpoints }: { done: number; checkpoints: readonly number[] }): Promise<void> {
    if (this.#renewEverySteps === 1) return
    const steps = this.#takenAt(step)
    if (this.#frozen?.steps === steps) return
    await this.#close()
    this.#frozen = { steps, policy: steps === done ? await this.#taken(steps) : await this.#found(steps) }
    // Of a checkpoint, the next step may be the one to go on with, or an evaluation after the last.
    this.#forget(
      new Set([step, ...checkpoints, ...checkpoints.map((each) => each + 1)].map((each) => this.#takenAt(each))),
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close()
  }

  /** How many steps the copy had learned that plays at a step. */
  #takenAt(step: number): number {
    return Math.floor((Math.max(1, step) - 1) / this.#renewEverySteps) * this.#renewEverySteps
  }

  async #taken(steps: number): Promise<FrozenPolicy> {
    if (this.#folder !== null)
      await writeCheckpoint(this.#folder, {
        step: steps,
        metadata: {},
        snapshot: async (into) => await this.#policy.snapshot(into),
      })
    return await this.#policy.freeze()
  }

  /** From what a run that is resumed has kept. The policy is the one thing that can hold it; it steps aside on the disk. */
  async #found(steps: number): Promise<FrozenPolicy> {
    const kept = listCheckpoints(this.#folder ?? '').find(({ step }) => step === steps)
    if (kept === undefined)
      throw new RlvrError(
        'RLVR_RECORD',
        `The opponent of this run is its policy as it was after step ${steps}, and ${this.#folder ?? 'nothing'} does not hold that copy any more. Put it back, or begin a new run.`,
      )
    using aside = new KeptSnapshot()
    await aside.keep(this.#policy)
    const checkpoint = await openCheckpoint(kept.path)
    await this.#policy.restore(checkpoint.snapshot)
    await checkpoint.close()
    const frozen = await this.#policy.freeze()
    await aside.giveBack(this.#policy)
    return frozen
  }

  /** Removes copies that no checkpoint goes on with. */
  #forget(needed: ReadonlySet<number>): void {
    if (this.#folder === null) return
    for (const { step, path } of listCheckpoints(this.#folder))
      if (!needed.has(step)) rmSync(path, { recursive: true, force: true })
  }

  async #close(): Promise<void> {
    const frozen = this.#frozen
    this.#frozen = null
    await frozen?.policy.close()
  }
}
