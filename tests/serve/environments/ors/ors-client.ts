// A client of ORS as openreward's is (`api/_session/http.py`): streams read line by line, white space at the start of
// a piece stripped, pieces put together. It keeps every byte that it was sent.
import { expect } from 'vitest'
import type { EnvironmentSpec } from '../../../../src/core/environment.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import { serveEnvironments } from '../../../../src/serve/environments/serve-environments.ts'
import type { SessionHostOptions } from '../../../../src/serve/environments/session-host.ts'

export interface OrsAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

export interface StreamEvent {
  readonly event: string
  readonly data: string
}

export class OrsClient implements AsyncDisposable {
  readonly url: string
  readonly #close: () => Promise<void>
  /** All that the server has sent. */
  heard = ''

  constructor(url: string, close: () => Promise<void>) {
    this.url = url
    this.#close = close
  }

  static async of(
    environments: readonly EnvironmentSpec[],
    options: Partial<SessionHostOptions> = {},
  ): Promise<OrsClient> {
    const server = await serveEnvironments({ environments, ports: { ors: 0 }, logger: silentLogger, ...options })
    return new OrsClient(server.urls.ors as string, async () => await server.close())
  }

  async ask(route: string, body?: unknown, headers: { [name: string]: string } = {}): Promise<OrsAnswer> {
    const [method = '', path = ''] = route.split(' ')
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await answer.text()
    this.heard += JSON.stringify([...answer.headers]) + text
    return { status: answer.status, headers: answer.headers, text }
  }

  async json(route: string, body?: unknown, headers: { [name: string]: string } = {}): Promise<unknown> {
    const { status, text } = await this.ask(route, body, headers)
    expect(status, text).toBe(200)
    return JSON.parse(text)
  }

  /** A session of its own, its episode begun. */
  async begin(given: object): Promise<OrsSession> {
    const events = readEvents((await this.ask('POST /create_session', {})).text)
    expect(events.map(({ event }) => event)).toEqual(['task_id', 'end'])
    const session = new OrsSession(this, events[0]?.data ?? '')
    expect(await this.json('POST /create', given, session.headers)).toEqual({ sid: session.id })
    return session
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close()
  }
}

export class OrsSession {
  readonly id: string
  readonly headers: { readonly [name: string]: string }
  readonly #client: OrsClient

  constructor(client: OrsClient, id: string) {
    this.id = id
    this.headers = { 'X-Session-ID': id }
    this.#client = client
  }

  async json(route: string, body?: unknown): Promise<unknown> {
    return await this.#client.json(route, body, this.headers)
  }

  async ask(route: string, body?: unknown): Promise<OrsAnswer> {
    return await this.#client.ask(route, body, this.headers)
  }

  /** What the pieces of a stream make together. */
  async stream(route: string, body: unknown): Promise<unknown> {
    const { status, text } = await this.ask(route, body)
    expect(status, text).toBe(200)
    return together(readEvents(text))
  }

  async call(name: string, input: object): Promise<unknown> {
    return await this.stream('POST /call', { name, input })
  }
}

export function together(events: readonly StreamEvent[]): unknown {
  expect(events[0]?.event).toBe('task_id')
  const last = events.at(-1)
  if (last?.event === 'error') throw new Error(last.data)
  expect(events.slice(1, -1).every(({ event, data }) => event === 'chunk' && data.length <= 4096)).toBe(true)
  expect(last?.event).toBe('end')
  return JSON.parse(
    events
      .slice(1)
      .map(({ data }) => data)
      .join(''),
  )
}

export function readEvents(text: string): StreamEvent[] {
  const events: StreamEvent[] = []
  let [event, data] = ['', [] as string[]]
  for (const line of text.split('\n')) {
    if (line === '') {
      if (event !== '') events.push({ event, data: data.join('\n') })
      ;[event, data] = ['', []]
    } else if (!line.startsWith(':')) {
      const [field, ...rest] = line.split(':')
      const value = rest.join(':').trimStart()
      if (field === 'event') event = value
      if (field === 'data') data.push(value)
    }
  }
  return events
}
