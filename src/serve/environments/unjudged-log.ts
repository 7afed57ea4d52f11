// What could not be judged, told to the log with its cause: the words of verifiers, which no client may read. A broken
// verifier breaks for each reply of a batch, so of the same kind the first is told, the tenth, the hundredth and so on.
import type { ConversationStep } from '../../core/environment.ts'
import type { Logger } from '../../core/logger.ts'
import type { Task } from '../../core/task.ts'
import type { ServedEnvironment } from './served-environment.ts'

export interface Unjudged {
  readonly task: Task
  /** Verdicts with the same one are counted together; there are few. */
  readonly kind: string
  readonly words: string
}

const counts = new WeakMap<ServedEnvironment, Map<string, number>>()

export function tellUnjudged(logger: Logger, environment: ServedEnvironment, { task, kind, words }: Unjudged): void {
  const ofKind = counts.get(environment) ?? new Map<string, number>()
  counts.set(environment, ofKind)
  const count = (ofKind.get(kind) ?? 0) + 1
  ofKind.set(kind, count)
  if (!isPowerOfTen(count)) return
  const which = count === 1 ? '' : `, the ${count}th of its kind`
  logger.warn(`${environment.name}, task \`${task.id}\`${which}: ${words}`)
}

/** Of an episode that ended without a reward: each term that gave none, and why. */
export function unjudgedOf({ judgement }: Pick<ConversationStep, 'judgement'>): Pick<Unjudged, 'kind' | 'words'> {
  const verdicts = Object.entries(judgement?.verdicts ?? {}).filter(([, { status }]) => status !== 'scored')
  return {
    kind: verdicts
      .map(([name, verdict]) => `${name} ${verdict.status === 'invalid' ? verdict.cause : verdict.status}`)
      .join(', '),
    words: verdicts.map(([name, { reason }]) => `${name}: ${reason}`).join('; '),
  }
}

function isPowerOfTen(count: number): boolean {
  let power = 1
  while (power < count) power *= 10
  return power === count
}
