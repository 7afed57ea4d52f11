// `rlvr check http://…`: an environment server that speaks OpenEnv, seen from outside: health and schema over HTTP, and
// episodes over its WebSocket (meta-pytorch/OpenEnv: frames `{ type: 'reset' | 'step', data }`). Demonstrations are
// unknown, so replies are held to the floor: no reply without an answer may earn the most that was ever seen, or 1.
import { describeError } from '../core/errors.ts'
import type { CheckFinding, CheckStatus } from './check-report.ts'
import { textProbes } from './text-probes.ts'

export interface ServerReport {
  readonly url: string
  readonly findings: readonly CheckFinding[]
}

interface Result {
  readonly observation?: unknown
  readonly reward?: unknown
  readonly done?: unknown
}

interface Frame {
  readonly type?: unknown
  readonly data?: Result
}

/** A reply of a server that takes longer is none. */
const longestMs = 10_000

const floor = ['empty', 'format-only', 'refusal', 'to-the-grader'] as const

/** @param url where the server listens, with the path of one environment where it has several */
export async function checkServer(
  url: string,
  { fetch = globalThis.fetch }: { fetch?: typeof globalThis.fetch } = {},
): Promise<ServerReport> {
  const base = url.replace(/\/+$/, '')
  const findings: CheckFinding[] = []
  const tell = async (id: string, says: string, look: () => Promise<readonly [CheckStatus, string]>): Promise<void> => {
    let seen: readonly [CheckStatus, string]
    try {
      seen = await look()
    } catch (thrown) {
      seen = ['fault', describeError(thrown, 300)]
    }
    findings.push({ id, group: 'contract', says, status: seen[0], detail: seen[1] })
  }
  const got = async (path: string): Promise<readonly [CheckStatus, string]> => {
    const answer = await fetch(`${base}${path}`, { signal: AbortSignal.timeout(longestMs) })
    await answer.arrayBuffer()
    return answer.ok ? ['ok', ''] : ['fault', `GET ${path} answers ${answer.status}`]
  }
  await tell('served-health', 'It says that it is well.', async () => await got('/health'))
  await tell('served-schema', 'It says what actions and observations are.', async () => await got('/schema'))
  await tell('served-seed', 'The same seed begins the same episode, beside another session too.', async () => {
    const [one, other] = [await Session.open(base), await Session.open(base)]
    try {
      const first = await one.ask('reset', { seed: 3 })
      await other.ask('reset', { seed: 4 })
      await other.ask('step', { message: 'x' })
      const again = await other.ask('reset', { seed: 3 })
      return shown(first) === shown(again) ? ['ok', ''] : ['fault', 'two resets by seed 3 show two things']
    } finally {
      one.close()
      other.close()
    }
  })
  await tell('served-after-the-end', 'A step before a reset or after the end earns nothing.', async () => {
    const session = await Session.open(base)
    try {
      const early = await session.ask('step', { message: 'x' })
      return typeof early.data?.reward === 'number'
        ? ['fault', `a step before any reset is paid ${early.data.reward}; an error is due`]
        : ['ok', '']
    } finally {
      session.close()
    }
  })
  for (const probe of textProbes.filter(({ id }) => (floor as readonly string[]).includes(id)))
    await tell(probe.id, probe.says, async () => {
      const session = await Session.open(base)
      try {
        const replies = probe.replies({
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
        })
        for (const [seed, reply] of replies.entries()) {
          await session.ask('reset', { seed })
          const { data } = await session.ask('step', { message: reply as string })
          if (data?.done === true && typeof data.reward === 'number' && data.reward >= 0.5)
            return ['fault', `seed ${seed} pays ${data.reward} for ${JSON.stringify(reply).slice(0, 200)}`]
        }
        return ['ok', '']
      } finally {
        session.close()
      }
    })
  return { url: base, findings }
}

function shown({ data }: Frame): string {
  const { observation } = data ?? {}
  if (typeof observation !== 'object' || observation === null) return JSON.stringify(observation)
  // What names the episode is another one each time.
  const { metadata: _, ...rest } = observation as { readonly metadata?: unknown }
  return JSON.stringify(rest)
}

class Session {
  readonly #socket: WebSocket

  private constructor(socket: WebSocket) {
    this.#socket = socket
  }

  static async open(base: string): Promise<Session> {
    const socket = new WebSocket(`${base.replace(/^http/, 'ws')}/ws`)
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => resolve(), { once: true })
      socket.addEventListener('error', () => reject(new Error(`no WebSocket at ${base}/ws`)), { once: true })
    })
    return new Session(socket)
  }

  async ask(type: string, data: object): Promise<Frame> {
    const answer = new Promise<Frame>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer to \`${type}\` in ${longestMs / 1000} s`)), longestMs)
      this.#socket.addEventListener(
        'message',
        ({ data: text }) => {
          clearTimeout(timer)
          resolve(JSON.parse(String(text)) as Frame)
        },
        { once: true },
      )
    })
    this.#socket.send(JSON.stringify({ type, data }))
    return await answer
  }

  close(): void {
    this.#socket.close()
  }
}
