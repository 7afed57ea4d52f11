// A server that speaks OpenEnv (meta-pytorch/OpenEnv): health and schema over HTTP, and episodes over its WebSocket, whose
// frames are `{ type: 'reset' | 'step', data }`.
import { at, fine, longestMs, type Looked, type ServerLooks } from './server-looks.ts'

interface Result {
  readonly observation?: unknown
  readonly reward?: unknown
  readonly done?: unknown
}

interface Frame {
  readonly type?: unknown
  readonly data?: Result
}

export async function lookAtOpenEnv(looks: ServerLooks): Promise<void> {
  const got = async (path: string): Promise<Looked> => {
    const { status } = await looks.ask(path)
    return status < 400 ? fine : ['fault', `GET ${path} answers ${status}`]
  }
  await looks.tell('contract', 'served-health', 'It says that it is well.', async () => await got('/health'))
  await looks.tell(
    'contract',
    'served-schema',
    'It says what actions and observations are.',
    async () => await got('/schema'),
  )
  const seeds = 'The same seed begins the same episode, beside another session too.'
  await looks.tell('contract', 'served-seed', seeds, async () => {
    await using one = await Session.open(looks)
    await using other = await Session.open(looks)
    const first = await one.ask('reset', { seed: 3 })
    await other.ask('reset', { seed: 4 })
    await other.ask('step', { message: 'x' })
    const again = await other.ask('reset', { seed: 3 })
    return shown(first) === shown(again) ? fine : ['fault', 'two resets by seed 3 show two things']
  })
  const early = 'A step before a reset earns nothing.'
  await looks.tell('contract', 'served-before-reset', early, async () => {
    await using session = await Session.open(looks)
    const reward = at(await session.ask('step', { message: 'x' }), 'data', 'reward')
    return typeof reward === 'number' ? ['fault', `it is paid ${reward}; an error is due`] : fine
  })
  const unjudged = 'An action that cannot be read is an error, and no reward of 0.'
  await looks.tell('contract', 'served-unjudged', unjudged, async () => {
    await using session = await Session.open(looks)
    await session.ask('reset', { seed: 0 })
    for (const action of [{ nothing: true }, {}, { message: null }]) {
      const { data, type } = await session.ask('step', action)
      if (type !== 'error' && typeof data?.reward === 'number')
        return ['fault', `${JSON.stringify(action)} is given a reward of ${data.reward}`]
    }
    return fine
  })
  const frames = 'Frames that are none are answered by an error, and the next session is served.'
  await looks.tell('contract', 'served-odd-frames', frames, async () => {
    for (const frame of [
      '',
      '{',
      '[]',
      'null',
      '{}',
      '{"type": 3}',
      '{"type": "nothing", "data": []}',
      '['.repeat(10_000),
    ]) {
      await using session = await Session.open(looks)
      const type = await session.said(frame)
      if (type !== 'error' && type !== 'closed')
        return ['fault', `${frame.slice(0, 40)} is answered by \`${String(type)}\``]
    }
    await using session = await Session.open(looks)
    return (await session.ask('reset', { seed: 0 })).type === 'error'
      ? ['fault', 'no session can be reset after them']
      : fine
  })
  await looks.floor(async (message, seed) => {
    await using session = await Session.open(looks)
    await session.ask('reset', { seed })
    const { data } = await session.ask('step', { message })
    return data?.done === true && typeof data.reward === 'number' ? data.reward : null
  })
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
  readonly #looks: ServerLooks

  private constructor(socket: WebSocket, looks: ServerLooks) {
    this.#socket = socket
    this.#looks = looks
  }

  static async open(looks: ServerLooks): Promise<Session> {
    const socket = new WebSocket(`${looks.base.replace(/^http/, 'ws')}/ws`)
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => resolve(), { once: true })
      socket.addEventListener('error', () => reject(new Error(`no WebSocket at ${looks.base}/ws`)), { once: true })
    })
    return new Session(socket, looks)
  }

  async ask(type: string, data: object): Promise<Frame> {
    const text = await this.#answer(JSON.stringify({ type, data }))
    if (text === null) throw new Error(`the connection is closed in place of an answer to \`${type}\``)
    return JSON.parse(text) as Frame
  }

  /** The type of what is answered to a text. */
  async said(text: string): Promise<unknown> {
    const answer = await this.#answer(text)
    return answer === null ? 'closed' : (JSON.parse(answer) as Frame).type
  }

  /** Null where the connection is closed instead. */
  async #answer(text: string): Promise<string | null> {
    const { promise, resolve, reject } = Promise.withResolvers<string | null>()
    const over = new AbortController()
    const timer = setTimeout(() => reject(new Error(`no answer in ${longestMs / 1000} s`)), longestMs)
    this.#socket.addEventListener('message', ({ data }) => resolve(String(data)), { signal: over.signal })
    this.#socket.addEventListener('close', () => resolve(null), { signal: over.signal })
    try {
      this.#socket.send(text)
      const answer = await promise
      if (answer !== null) this.#looks.heard.push(answer)
      return answer
    } finally {
      clearTimeout(timer)
      over.abort()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close()
    await Promise.resolve()
  }
}
