// What a contract suite found: one line a promise, kept or broken.
import { RlvrError, describeError } from '../core/errors.ts'

export interface Finding {
  /** The promise, as a sentence. */
  readonly name: string
  readonly ok: boolean
  /** What was seen where it is broken; otherwise empty, or why it was not tried. */
  readonly detail: string
}

/** Gathers findings; `finish` throws one error that lists the broken promises. */
export class Findings {
  readonly #subject: string
  readonly #findings: Finding[] = []

  constructor(subject: string) {
    this.#subject = subject
  }

  /** Tries one promise: `test` gives what was seen where it is broken, or null; a throw breaks it too. */
  async check(name: string, test: () => string | null | Promise<string | null>): Promise<void> {
    try {
      const fault = await test()
      this.#findings.push({ name, ok: fault === null, detail: fault ?? '' })
    } catch (thrown) {
      this.#findings.push({ name, ok: false, detail: `threw: ${describeError(thrown)}` })
    }
  }

  /** Notes a promise that could not be tried, and why; it counts as kept. */
  skip(name: string, why: string): void {
    this.#findings.push({ name, ok: true, detail: `not tried: ${why}` })
  }

  /** All so far, the broken promises among them. */
  get all(): readonly Finding[] {
    return this.#findings
  }

  /** @throws RlvrError with `code`, naming every broken promise */
  finish(code: 'RLVR_ENVIRONMENT' | 'RLVR_VERIFIER' | 'RLVR_POLICY'): readonly Finding[] {
    const broken = this.#findings.filter(({ ok }) => !ok)
    if (broken.length === 0) return this.#findings
    const lines = broken.map(({ name, detail }) => `  - ${name}: ${detail}`)
    throw new RlvrError(
      code,
      `${this.#subject} breaks ${broken.length} of ${this.#findings.length} promises:\n${lines.join('\n')}`,
    )
  }
}

/** Null when `work` rejects with an error of this code, otherwise what it did instead. */
export async function expectCode(code: string, work: () => unknown): Promise<string | null> {
  try {
    await work()
  } catch (thrown) {
    if (RlvrError.isInstance(thrown) && thrown.code === code) return null
    return `threw ${describeError(thrown, 200)} where ${code} was due`
  }
  return `went on where ${code} was due`
}
