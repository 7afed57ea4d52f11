// `profile.jsonl`: what a policy's back end moved and dispatched, a line for each phase of a step in which it ran
// anything. A policy answers what
// it is asked in order, so a reading of its counts that is asked for where a phase begins is of that moment.
import { join } from 'node:path'
import { RlvrError } from '../core/errors.ts'
import type { Policy } from '../core/policy.ts'
import { noTraffic, trafficBetween, trafficSum, type TrafficCounts } from '../core/traffic-counts.ts'
import { LineWriter } from './line-writer.ts'

/** One phase of one step, all of its spans together. */
export interface ProfileRow extends TrafficCounts {
  readonly step: number
  readonly phase: string
  readonly seconds: number
  /** Tokens of replies that were generated in it. */
  readonly tokens: number
}

interface Moment {
  readonly traffic: Promise<TrafficCounts>
  readonly seconds: number
  readonly tokens: number
}

type Span = Pick<ProfileRow, 'step' | 'phase'>

export class Profile<P extends Policy> {
  /** The policy with its tokens counted; it is to be used in the place of the other. */
  readonly policy: P
  readonly rows: ProfileRow[] = []
  readonly #counts: () => Promise<TrafficCounts>
  readonly #file: LineWriter
  #tokens = 0
  #open: { readonly span: Span; readonly begun: Moment } | null = null
  /** Phases of the step that is under way. */
  readonly #present = new Map<string, ProfileRow>()
  #written: Promise<void> = Promise.resolve()

  private constructor(policy: P, file: LineWriter, counts: () => Promise<TrafficCounts>) {
    this.policy = counted(policy, (tokens) => (this.#tokens += tokens))
    this.#file = file
    this.#counts = counts
  }

  /** Begins, or goes on with, the profile in the folder of a run. @throws RlvrError `RLVR_USAGE` for a policy that counts nothing */
  static begin<P extends Policy>(policy: P, run: string): Profile<P> {
    requireTraffic(policy)
    const counts = async (): Promise<TrafficCounts> => (await policy.traffic?.()) ?? noTraffic
    return new Profile(policy, LineWriter.open(join(run, 'profile.jsonl')), counts)
  }

  /** What comes now belongs to this phase of this step; null for to none. */
  mark(span: Span | null): void {
    const now: Moment = { traffic: this.#counts(), seconds: performance.now() / 1000, tokens: this.#tokens }
    // A policy that fails says so where it is asked for its work.
    now.traffic.catch(() => undefined)
    const ended = this.#open
    this.#open = span === null ? null : { span, begun: now }
    if (ended !== null)
      this.#written = this.#written.then(async () => await this.#add(ended, now)).catch(() => undefined)
  }

  /** Writes what is left; gives all rows. */
  async close(): Promise<readonly ProfileRow[]> {
    this.mark(null)
    await this.#written
    this.#flush()
    this.#file.close()
    return this.rows
  }

  async #add({ span, begun }: { readonly span: Span; readonly begun: Moment }, end: Moment): Promise<void> {
    const traffic = trafficBetween(await begun.traffic, await end.traffic)
    if ([...this.#present.values()].some(({ step }) => step !== span.step)) this.#flush()
    const before = this.#present.get(span.phase)
    this.#present.set(span.phase, {
      ...span,
      seconds: (before?.seconds ?? 0) + end.seconds - begun.seconds,
      tokens: (before?.tokens ?? 0) + end.tokens - begun.tokens,
      ...trafficSum([before ?? noTraffic, traffic]),
    })
  }

  #flush(): void {
    for (const row of this.#present.values()) {
      if (row.runs === 0) continue
      this.rows.push(row)
      this.#file.write({ format: 1, ...row })
    }
    this.#present.clear()
  }
}

/** @throws RlvrError `RLVR_USAGE` for a policy that counts nothing */
export function requireTraffic(policy: Policy): void {
  if (policy.traffic === undefined)
    throw new RlvrError(
      'RLVR_USAGE',
      `\`--profile\` shows what a back end of this machine moves and dispatches, and \`${policy.name}\` counts none. Leave it out, or give a checkpoint or a run; a policy of your own implements \`traffic()\`.`,
    )
}

/** The policy itself, but for its replies, whose tokens are told. */
function counted<P extends Policy>(policy: P, onTokens: (count: number) => void): P {
  const generate: Policy['generate'] = async (...given) => {
    const replies = await policy.generate(...given)
    onTokens(replies.reduce((sum, { lengthTokens }) => sum + (lengthTokens ?? 0), 0))
    return replies
  }
  return new Proxy(policy, {
    get(target, name) {
      if (name === 'generate') return generate
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}
