// A policy's snapshot in a temporary folder: where a training without a run goes back to, and where a policy steps
// aside for a moment.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TrainablePolicy } from '../src/core/policy.ts'

export class KeptSnapshot implements Disposable {
  #folder: string | null = null
  #newest: string | null = null
  #count = 0

  /** Keeps the policy as it is now, in place of what was kept before. */
  async keep(policy: Pick<TrainablePolicy, 'snapshot'>): Promise<void> {
    this.#folder ??= mkdtempSync(join(tmpdir(), 'rlvr-snapshot-'))
    const next = join(this.#folder, String(this.#count++))
    mkdirSync(next)
    await policy.snapshot(next)
    if (this.#newest !== null) rmSync(this.#newest, { recursive: true, force: true })
    this.#newest = next
  }

  /** Puts the policy back as it was kept; false where nothing is. */
  async giveBack(policy: Pick<TrainablePolicy, 'restore'>): Promise<boolean> {
    if (this.#newest === null) return false
    await policy.restore(this.#newest)
    return true
  }

  [Symbol.dispose](): void {
    if (this.#folder !== null) rmSync(this.#folder, { recursive: true, force: true })
    this.#folder = null
    this.#newest = null
  }
}
