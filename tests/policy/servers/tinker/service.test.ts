import { describe, expect, it } from 'vitest'
import { TinkerService, type ServiceOptions } from '../../../../src/policy/servers/tinker/service.ts'

const operation = { path: '/api/v1/optim_step', body: { model_id: 'm' }, repeatable: true, what: 'an optimizer step' }

interface Asked {
  readonly path: string
  readonly headers: Headers
}

/** A service whose answers are given one after another; the last one again and again. */
function answering(
  answers: readonly (Response | Error | 'never')[],
  options: Partial<ServiceOptions> = {},
): { service: TinkerService; asked: Asked[]; pauses: number[] } {
  const asked: Asked[] = []
  const pauses: number[] = []
  const service = new TinkerService({
    baseUrl: 'http://service:8000/api/v1/',
    fetch: async (url, init) => {
      asked.push({
        path: new URL(new Request(url, { method: 'POST' }).url).pathname,
        headers: new Headers(init?.headers),
      })
      const answer = answers[Math.min(asked.length, answers.length) - 1] as Response | Error | 'never'
      if (answer === 'never')
        return await new Promise<Response>((_, reject) => {
          init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error))
        })
      if (answer instanceof Error) throw answer
      return answer.clone()
    },
    pause: async (ms) => {
      pauses.push(ms)
    },
    ...options,
  })
  return { service, asked, pauses }
}

const json = (body: unknown, status = 200): Response => Response.json(body, { status })
const future = json({ request_id: '7' })
const refused = (code: string): Error =>
  Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error(code), { code }) })

describe('a Tinker-compatible service', () => {
  it('is asked for a result until it is there', async () => {
    const { service, asked } = answering([
      ...[future, json({ type: 'try_again', queue_state: 'active' }), json({ detail: 'Timeout' }, 408)],
      json({ metrics: {} }),
    ])
    expect(await service.carryOut(operation)).toEqual({ json: { metrics: {} } })
    expect(asked.map(({ path }) => path)).toEqual([
      '/api/v1/optim_step',
      ...Array.from({ length: 3 }, () => '/api/v1/retrieve_future'),
    ])
  })

  it('is asked again with growing pauses where that does no harm', async () => {
    const { service, pauses } = answering([json({ detail: 'busy' }, 503), refused('ECONNRESET'), future, json({})])
    await service.carryOut(operation)
    expect(pauses).toEqual([500, 1000])
  })

  it('tells once that it is gone, however many wait for it', async () => {
    const told: string[] = []
    const logger = { debug() {}, info() {}, warn: (words: string) => void told.push(words) }
    const { service } = answering([refused('ECONNREFUSED')], { logger })
    await Promise.allSettled([service.ask(operation), service.ask(operation), service.ask(operation)])
    expect(told).toEqual([expect.stringContaining('Trying again, 5 times in a row at most.')])
  })

  it('is not asked again for what must not happen twice, but where it was surely not taken', async () => {
    const lost = answering([refused('ECONNRESET'), future])
    await expect(lost.service.carryOut({ ...operation, repeatable: false })).rejects.toMatchObject({ fate: 'unknown' })
    expect(lost.asked).toHaveLength(1)
    const down = answering([refused('ECONNREFUSED'), json({ detail: 'slow down' }, 429), future, json({ ok: true })])
    expect(await down.service.carryOut({ ...operation, repeatable: false })).toEqual({ json: { ok: true } })
  })

  it.each([
    [[refused('ECONNREFUSED')], 'not-taken', 'http://service:8000, asked for an optimizer step, could not be reached'],
    [[json({ detail: 'Model not found' }, 404)], 'not-taken', 'answered with status 404: Model not found.'],
    [[json({ detail: 'bad key' }, 401)], 'not-taken', 'Check the API key (TINKER_API_KEY).'],
    [[new Response('<html>hello</html>')], 'unknown', 'Is this the base URL of a Tinker-compatible service?'],
    [[json({})], 'unknown', 'where the id of a future was due'],
    [[future, json({ error: 'out of memory', category: 'server' })], 'failed', 'could not: out of memory.'],
    [[future, json({ detail: 'rank mismatch' }, 400)], 'failed', 'answered with status 400: rank mismatch.'],
    [[future, refused('ECONNREFUSED')], 'unknown', 'Given up after 6 tries.'],
    // The first may have been carried out before the service went away.
    [[refused('ECONNRESET'), json({ detail: 'Model not found' }, 404)], 'unknown', 'answered with status 404'],
  ] as const)('what became of an operation is told (%#)', async (answers, fate, words) => {
    const { service } = answering(answers)
    await expect(service.carryOut(operation)).rejects.toMatchObject({
      code: 'RLVR_POLICY',
      fate,
      message: expect.stringContaining(words) as string,
    })
  })

  it('a deadline ends a request that hangs, and a result that never comes', async () => {
    const hangs = answering(['never'], { timeoutMs: 5 })
    await expect(hangs.service.carryOut(operation)).rejects.toThrow('gave no result within 5 ms')
    const waits = answering([future, json({ type: 'try_again' })], { timeoutMs: 20 })
    await expect(waits.service.carryOut(operation)).rejects.toThrow('gave no result within 20 ms')
  })

  it('an abort ends it with its reason', async () => {
    const { service } = answering(['never'])
    const stop = new AbortController()
    const asked = service.carryOut({ ...operation, signal: stop.signal })
    stop.abort(new Error('enough'))
    await expect(asked).rejects.toThrow('enough')
  })

  it('is told who asks', async () => {
    const { service, asked } = answering([json({})], { apiKey: 'tml-1', headers: { 'x-tenant': 'a' } })
    await service.ask(operation)
    expect(asked[0]?.headers.get('x-api-key')).toBe('tml-1')
    expect(asked[0]?.headers.get('x-tenant')).toBe('a')
    expect(() => new TinkerService({ baseUrl: 'ftp://x' })).toThrow('looks like http://localhost:8000')
  })
})
