// Judges SQL on databases of one schema. Which ones they are is decided by what the task asks: on each of them the gold
// gives rows (or changes some), no two of them give the same, and on one of them at least each careless statement of the
// task is wrong. The policy sees the first; it cannot tell what the others hold.
import type { Closable } from '../../src/core/resources.ts'
import type { Task } from '../../src/core/task.ts'
import { invalid, scored, type Verdict } from '../../src/core/verdict.ts'
import { SandboxFault } from '../../src/sandbox/engine.ts'
import { outcomeFault, rowsFault } from './compare.ts'
import { openDatabaseRoom, type DatabaseRoom } from './database-room.ts'
import type { Order, Outcome } from './order.ts'
import { statementsOf } from './statements.ts'

/** The secret half of a task. */
export interface SqlAnswer {
  readonly domain: string
  /** Databases are looked for from this one on. */
  readonly world: number
  readonly kind: 'question' | 'change'
  readonly isOrdered: boolean
  readonly gold: string
  readonly careless: readonly string[]
}

export interface ChosenDatabase {
  readonly seed: number
  readonly gold: Outcome
}

/** Databases of a domain. */
export const worlds = 64
const fewest = 3
const batch = 3
const mostRows = 1000
const mostRemembered = 1024

type SqlTask = Pick<Task<SqlAnswer>, 'answer' | 'hash'>

export class SqlJudge implements Closable {
  readonly #room: DatabaseRoom
  readonly #chosen = new Map<string, Promise<readonly ChosenDatabase[]>>()

  constructor(room: DatabaseRoom) {
    this.#room = room
  }

  /** What statements give on the database that the policy sees. */
  async run(
    { answer, hash }: SqlTask,
    statements: readonly string[],
    options: { readonly mode: Order['mode']; readonly mostRows: number; readonly signal?: AbortSignal },
  ): Promise<Outcome> {
    const [seen] = await this.databases({ answer, hash })
    if (seen === undefined) throw new Error('No databases suit the task.')
    const order = orderOf(answer, [seen.seed], [statements], { mode: options.mode, mostRows: options.mostRows })
    const ran = await this.#room.run({ ...order, tellsTables: false }, { of: 'policy', signal: options.signal })
    return 'ended' in ran ? { fault: ran.ended } : (ran.outcomes[0]?.[0] as Outcome)
  }

  async judge(task: SqlTask, statements: readonly string[], signal?: AbortSignal): Promise<Verdict> {
    try {
      const chosen = await this.databases(task)
      if (chosen.length < fewest) return invalid('broken-gold', `Only ${chosen.length} databases suit the task.`)
      const { answer } = task
      if (answer.kind === 'question' && statements.length !== 1)
        return scored(false, `The answer is one statement; got ${statements.length}.`)
      const seeds = chosen.map(({ seed }) => seed)
      const ran = await this.#room.run(orderOf(answer, seeds, [statements]), { of: 'policy', signal })
      if ('ended' in ran) return scored(false, ran.ended)
      for (const [at, { gold }] of chosen.entries()) {
        const fault = outcomeFault(ran.outcomes[0]?.[at] as Outcome, gold, answer.isOrdered)
        if (fault !== null)
          return scored(false, `On ${at === 0 ? 'the database that is seen' : `database ${at + 1}`}: ${fault}.`)
      }
      return scored(true, `It is right on ${chosen.length} databases.`)
    } catch (thrown) {
      if (thrown instanceof SandboxFault) return invalid('sandbox', thrown.message)
      throw thrown
    }
  }

  /** Those of a task, the one that is seen first. Fewer than three where the gold is broken. */
  databases({ answer, hash }: SqlTask): Promise<readonly ChosenDatabase[]> {
    const known = this.#chosen.get(hash)
    if (known !== undefined) return known
    const [oldest] = this.#chosen.keys()
    if (this.#chosen.size >= mostRemembered && oldest !== undefined) this.#chosen.delete(oldest)
    const choosing = this.#choose(answer)
    this.#chosen.set(hash, choosing)
    choosing.catch(() => this.#chosen.delete(hash))
    return choosing
  }

  async #choose(answer: SqlAnswer): Promise<readonly ChosenDatabase[]> {
    const programs = [answer.gold, ...answer.careless].map((sql) => statementsOf(sql) ?? [])
    const isChange = answer.kind === 'change'
    const chosen: ChosenDatabase[] = []
    const spare: ChosenDatabase[] = []
    const unfound = new Set(answer.careless.keys())
    for (let from = 0; from < worlds && (chosen.length < fewest || unfound.size > 0); from += batch) {
      const seeds = Array.from({ length: batch }, (_, at) => (answer.world + from + at) % worlds)
      const ran = await this.#room.run(orderOf(answer, seeds, isChange ? [...programs, []] : programs), { of: 'gold' })
      if ('ended' in ran) throw new SandboxFault('unavailable', `The gold: ${ran.ended}`)
      for (const [at, seed] of seeds.entries()) {
        if (chosen.length >= fewest && unfound.size === 0) break
        const [gold, ...others] = ran.outcomes.map((outcomes) => outcomes[at] as Outcome)
        if (gold === undefined || 'fault' in gold) return []
        const before = isChange ? others.pop() : undefined
        if (isChange ? isSameOutcome(gold, before) : (gold.given?.rows.length ?? 0) === 0) continue
        const found = [...unfound].filter(
          (each) => outcomeFault(others[each] as Outcome, gold, answer.isOrdered) !== null,
        )
        const isNew = chosen.every((each) => !isSameOutcome(each.gold, gold))
        // The last places are kept for databases on which something careless is wrong.
        const isWanted = isNew && (found.length > 0 || chosen.length + Math.min(unfound.size, 1) < fewest)
        if (isWanted) chosen.push({ seed, gold })
        else if (isNew) spare.push({ seed, gold })
        if (isWanted) for (const each of found) unfound.delete(each)
      }
    }
    for (const each of spare)
      if (chosen.length < fewest && chosen.every(({ gold }) => !isSameOutcome(gold, each.gold))) chosen.push(each)
    return chosen
  }

  async close(): Promise<void> {
    await this.#room.close()
  }
}

/** Opens the processes with it. */
export async function openSqlJudge(): Promise<SqlJudge> {
  return new SqlJudge(await openDatabaseRoom())
}

function orderOf(
  { domain, kind }: SqlAnswer,
  seeds: readonly number[],
  programs: Order['programs'],
  given: Partial<Order> = {},
): Order {
  const isChange = kind === 'change'
  return { domain, seeds, programs, mode: isChange ? 'write' : 'read', tellsTables: isChange, mostRows, ...given }
}

function isSameOutcome(one: Outcome, other: Outcome | undefined): boolean {
  if (other === undefined || 'fault' in one || 'fault' in other) return false
  if (one.tables === null) return rowsFault(one.given?.rows ?? [], other.given?.rows ?? [], false) === null
  return Object.entries(one.tables).every(
    ([table, rows]) => rowsFault(rows, other.tables?.[table] ?? [], false) === null,
  )
}
