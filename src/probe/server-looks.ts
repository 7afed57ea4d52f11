// What the looks at a server have in common: requests with a deadline, everything that was heard, findings in order, and
// replies without an answer.
import { describeError } from '../core/errors.ts'
import type { Task } from '../core/task.ts'
import type { CheckFinding, CheckGroup, CheckStatus } from './check-report.ts'
import { textProbes } from './text-probes.ts'

export type Looked = readonly [status: CheckStatus, detail: string]

export const fine: Looked = ['ok', '']

/** What is known of a server by whoever checks it, who is its author. */
export interface KnownTasks {
  /** The first tasks of its environment, with their answers. */
  readonly tasks: readonly Task[]
  /** As rows of NeMo Gym's data sets, which no server of it gives out. */
  readonly nemoGymRows: readonly object[]
}

export interface Heard {
  readonly status: number
  readonly text: string
  /** Undefined where it is no JSON. */
  readonly value: unknown
}

/** A reply of a server that takes longer is none. */
export const longestMs = 10_000

/** No reply without an answer earns as much. */
const leastPaid = 0.5

export class ServerLooks {
  readonly base: string
  readonly findings: CheckFinding[] = []
  /** Every body and frame that came. */
  readonly heard: string[] = []
  readonly #fetch: typeof globalThis.fetch

  constructor(base: string, fetch: typeof globalThis.fetch) {
    this.base = base
    this.#fetch = fetch
  }

  async tell(group: CheckGroup, id: string, says: string, look: () => Looked | Promise<Looked>): Promise<void> {
    let seen: Looked
    try {
      seen = await look()
    } catch (thrown) {
      seen = ['fault', describeError(thrown, 300)]
    }
    this.findings.push({ id, group, says, status: seen[0], detail: seen[1] })
  }

  /** `body` is sent as it is where it is a text, else as JSON; without one it is a GET. */
  async ask(path: string, body?: unknown): Promise<Heard> {
    const answer = await this.#fetch(`${this.base}${path}`, {
      signal: AbortSignal.timeout(longestMs),
      ...(body !== undefined && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    })
    const text = await answer.text()
    this.heard.push(text)
    return { status: answer.status, text, value: parsed(text) }
  }

  /** Replies of the probes that need no task: one finding each. `pay` says what a reply earns; null where nothing. */
  async floor(pay: (reply: string, place: number) => Promise<number | null>): Promise<void> {
    for (const probe of textProbes.filter(({ id }) => floor.includes(id)))
      await this.tell('probe', probe.id, probe.says, async () => {
        for (const [place, reply] of probe.replies(nothingKnown).entries()) {
          const reward = typeof reply === 'string' ? await pay(reply, place) : null
          if (reward !== null && reward >= leastPaid)
            return ['fault', `${reward} is paid for ${JSON.stringify(reply).slice(0, 200)}`]
        }
        return fine
      })
  }

  /** Bodies that are none: each is refused by a 4xx, and what was asked before is still answered. */
  async oddBodies(path: string, bodies: readonly string[]): Promise<void> {
    await this.tell('contract', 'served-odd-bodies', 'Bodies that are none are refused.', async () => {
      for (const body of [...oddBodies, ...bodies]) {
        const { status } = await this.ask(path, body)
        if (status < 400 || status >= 500) return ['fault', `POST ${path} answers ${status} to ${body.slice(0, 80)}`]
      }
      return fine
    })
  }

  /** Nothing that came holds the answer of a task that was shown. */
  async canaries(known: KnownTasks | null): Promise<void> {
    await this.tell('contract', 'served-answer', 'No byte that it sends holds an answer.', () => {
      if (known === null) return ['skipped', 'the answers are not known from outside: name them by `--environment ID`']
      const heard = this.heard.join('\n')
      const shown = known.tasks.filter((task) => promptTexts(task).some((text) => heard.includes(escaped(text))))
      const secret = shown
        .map((task) => ({ task, answers: secretsOf(task) }))
        .filter(({ answers }) => answers.length > 0)
      if (shown.length === 0) return ['skipped', 'none of its tasks is among the first of that environment']
      if (secret.length === 0) return ['skipped', 'their answers are too short to be told from other text']
      const told = secret.filter(({ answers }) => answers.some((answer) => holds(heard, answer)))
      // One may come by chance.
      if (told.length * 2 <= secret.length) return fine
      return ['fault', `of ${told.length} of ${secret.length} tasks, first \`${told[0]?.task.id}\``]
    })
  }
}

const floor: readonly string[] = ['empty', 'format-only', 'refusal', 'to-the-grader']

const nothingKnown = {
  prompt: '',
  gold: null,
  tools: [],
  maxTurns: 1,
  form: null,
  code: null,
  otherAnswers: [],
  otherGolds: [],
  commonGold: null,
  choices: [],
} as const

const oddBodies = ['', '{', '[]', 'null', '"x"', '{}', '['.repeat(10_000), '{"a": '.repeat(2000)]

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** A value at a path of names; undefined where there is none. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let here = value
  for (const name of path) {
    if (typeof here !== 'object' || here === null) return undefined
    here = (here as { readonly [name: string | number]: unknown })[name]
  }
  return here
}

function promptTexts({ prompt }: Task): string[] {
  return typeof prompt === 'string' ? [prompt] : prompt.map(({ content }) => content)
}

/** As it stands within JSON. */
function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

/** Texts and numbers of the answer that the task does not show, long enough not to come by chance. */
function secretsOf({ answer, prompt, public: shown }: Task): string[] {
  const found: string[] = []
  const look = (value: unknown): void => {
    if (typeof value === 'string' && value.trim().length >= 4) found.push(value)
    else if (typeof value === 'number' && Math.abs(value) >= 1000) found.push(String(value))
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach((inner) => look(inner))
  }
  look(answer)
  const open = `${JSON.stringify(prompt)}\n${JSON.stringify(shown ?? {})}`
  return found.filter((each) => !open.includes(escaped(each)))
}

/** Whether it stands there by itself, and not within a longer number or name. */
function holds(heard: string, answer: string): boolean {
  const text = escaped(answer)
  for (let place = heard.indexOf(text); place >= 0; place = heard.indexOf(text, place + 1)) {
    const around = `${heard[place - 1] ?? ' '}${heard[place + text.length] ?? ' '}`
    if (!/[0-9A-Za-z]/.test(around)) return true
  }
  return false
}
