// One episode of `countdown` by each protocol, as a client of it plays: the reward that came of it, or an error.
import { WebSocket } from 'ws'

export interface Trial {
  readonly seed: number
  /** The reference of the task. */
  readonly row: object
  readonly reply: string
}

/** Where a server listens. */
export interface Addresses {
  readonly urls: { readonly [protocol: string]: string }
  readonly grader: { readonly url: string; readonly token: string }
}

/** Rejects where no reward came. */
export type Play = (trial: Trial, addresses: Addresses, signal: AbortSignal) => Promise<unknown>

interface Answer {
  readonly headers: Headers
  readonly text: string
}

async function post(url: string, body: object, signal: AbortSignal, headers: object = {}): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    signal,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`status ${response.status}: ${text.slice(0, 200)}`)
  return { headers: response.headers, text }
}

const playScore: Play = async ({ row, reply }, { urls }, signal) => {
  const { text } = await post(`${urls['score']}/score`, { rollouts: [{ row, completion: reply }] }, signal)
  return (JSON.parse(text) as { results: { reward: unknown }[] }).results[0]?.reward
}

const playNemoGym: Play = async ({ row, reply }, { urls }, signal) => {
  const content = [{ type: 'output_text', text: reply, annotations: [] }]
  const output = [{ type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content }]
  const body = { responses_create_params: { input: [{ role: 'user', content: 'x' }] }, rlvr: row, response: { output } }
  const cookie = (await post(`${urls['nemo-gym']}/seed_session`, body, signal)).headers.get('set-cookie') ?? ''
  const { text } = await post(`${urls['nemo-gym']}/verify`, body, signal, { cookie: cookie.split(';')[0] })
  const verified = JSON.parse(text) as { reward: unknown; mask_sample?: boolean; failure_reason?: string }
  if (verified.mask_sample === true) throw new Error(verified.failure_reason)
  return verified.reward
}

const playOrs: Play = async ({ row, reply }, { urls }, signal) => {
  const ask = async (path: string, body: object, headers = {}): Promise<string> =>
    (await post(`${urls['ors']}${path}`, body, signal, headers)).text
  const sid = eventsOf(await ask('/create_session', {})).find(({ event }) => event === 'task_id')?.data ?? ''
  const session = { 'X-Session-ID': sid }
  await ask('/create', { env_name: 'countdown', task_spec: row }, session)
  const events = eventsOf(await ask('/call', { name: 'submit', input: { answer: reply } }, session))
  // A stream that was cut off has no end, and its pieces are no answer.
  if (events.at(-1)?.event !== 'end') throw new Error(events.at(-1)?.data ?? 'the stream was empty')
  const told = JSON.parse(
    events
      .filter(({ event }) => event === 'chunk' || event === 'end')
      .map(({ data }) => data)
      .join(''),
  ) as { ok: boolean; error?: string; output: { reward: unknown; finished: boolean } }
  if (!told.ok || !told.output.finished) throw new Error(told.error ?? 'the episode goes on')
  return told.output.reward
}

function eventsOf(text: string): { event: string; data: string }[] {
  return text
    .split('\n\n')
    .map((piece) => /^event: ?(?<event>.*)\ndata: ?(?<data>.*)$/m.exec(piece)?.groups)
    .filter((groups) => groups !== undefined)
    .map((groups) => ({ event: groups['event'] ?? '', data: groups['data'] ?? '' }))
}

const playMcp: Play = async ({ row, reply }, { urls, grader }, signal) => {
  const authorization = { authorization: `Bearer ${grader.token}` }
  const begun = await post(`${grader.url}/sessions`, { task: row }, signal, authorization)
  const { session, path } = JSON.parse(begun.text) as { session: string; path: string }
  const ask = async (method: string, params: object): Promise<void> => {
    const accept = { accept: 'application/json, text/event-stream', 'mcp-protocol-version': '2025-11-25' }
    const url = new URL(path, urls['mcp']).href
    const { text } = await post(url, { jsonrpc: '2.0', id: 1, method, params }, signal, accept)
    if (!text.includes('"result"')) throw new Error(text)
  }
  const clientInfo = { name: 'faults', version: '1' }
  await ask('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo })
  await ask('tools/call', { name: 'submit', arguments: { answer: reply } })
  const verdict = await fetch(`${grader.url}/verdicts/${session}`, { signal, headers: authorization })
  if (!verdict.ok) throw new Error(`status ${verdict.status}`)
  const { state, grade } = (await verdict.json()) as { state: string; grade: { reward: unknown } | null }
  if (state !== 'ended') throw new Error(`the episode is ${state}`)
  return grade?.reward
}

const playOpenEnv: Play = async ({ seed, reply }, { urls }, signal) => {
  const ws = new WebSocket(`${urls['openenv']?.replace('http', 'ws')}/ws`)
  try {
    const frames: ((frame: string) => void)[] = []
    const lost = Promise.withResolvers<never>()
    lost.promise.catch(() => undefined)
    ws.on('message', (data: Buffer) => frames.shift()?.(String(data)))
    ws.on('error', (error) => lost.reject(error))
    ws.on('close', () => lost.reject(new Error('the socket closed')))
    signal.addEventListener('abort', () => lost.reject(signal.reason as Error), { once: true })
    const ask = async (frame: object): Promise<{ type: string; data: { reward?: unknown; done?: boolean } }> => {
      ws.send(JSON.stringify(frame))
      const answer = new Promise<string>((resolve) => frames.push(resolve))
      return JSON.parse(await Promise.race([answer, lost.promise])) as never
    }
    await Promise.race([new Promise((resolve) => ws.on('open', resolve)), lost.promise])
    await ask({ type: 'reset', data: { seed } })
    const { type, data } = await ask({ type: 'step', data: { message: reply } })
    if (type !== 'observation' || data.done !== true) throw new Error(JSON.stringify(data))
    return data.reward
  } finally {
    ws.terminate()
  }
}

export const plays: { readonly [protocol: string]: Play } = {
  openenv: playOpenEnv,
  'nemo-gym': playNemoGym,
  ors: playOrs,
  score: playScore,
  mcp: playMcp,
}
