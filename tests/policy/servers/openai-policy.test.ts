import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { JsonObject } from '../../../src/core/json.ts'
import { defaultSampling } from '../../../src/core/policy.ts'
import { openAiPolicy } from '../../../src/policy/servers/openai-policy.ts'

const messages = [{ role: 'user', content: 'Hello' }] as const
const reply = {
  choices: [{ message: { role: 'assistant', content: 'Hi.' }, finish_reason: 'stop' }],
  usage: { completion_tokens: 3 },
}

interface Heard {
  readonly path: string | undefined
  readonly authorization: string | undefined
  readonly body: JsonObject
}

/** A server on this machine that answers with `answer` and remembers what it heard. */
async function serve(
  answer: (response: ServerResponse, heard: Heard, count: number) => void,
): Promise<AsyncDisposable & { url: string; heard: Heard[] }> {
  const heard: Heard[] = []
  const server = createServer((request: IncomingMessage, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => {
      const said = {
        path: request.url,
        authorization: request.headers.authorization,
        body: JSON.parse(text) as JsonObject,
      }
      heard.push(said)
      answer(response, said, heard.length)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A reply that calls the tool `add` with these words as arguments. */
function toolCallReply(words: string): unknown {
  const calls = [{ id: 'x', type: 'function', function: { name: 'add', arguments: words } }]
  return { choices: [{ message: { content: null, tool_calls: calls }, finish_reason: 'tool_calls' }] }
}

function send(response: ServerResponse, body: unknown, status = 200, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}

beforeEach(() => {
  vi.stubEnv('OPENAI_API_KEY', undefined)
})
afterEach(() => {
  vi.unstubAllEnvs()
})

describe('openAiPolicy', () => {
  it('sends the conversation with the sampling, and reads text, tokens and finish reason', async () => {
    await using server = await serve((response) => send(response, reply))
    const policy = openAiPolicy({ model: 'small', baseUrl: server.url })
    const sampling = { temperature: 0.7, topK: 20, topP: 0.9, maxTokens: 64 }
    const replies = await policy.generate([{ messages, seed: 1 }], sampling)
    expect(replies).toEqual([{ text: 'Hi.', finish: 'stop', lengthTokens: 3 }])
    expect(server.heard).toEqual([
      {
        path: '/v1/chat/completions',
        authorization: undefined,
        body: {
          model: 'small',
          messages,
          temperature: 0.7,
          top_k: 20,
          top_p: 0.9,
          max_tokens: 64,
          seed: expect.any(Number),
        },
      },
    ])
  })

  it('sends stop texts and minP where they are given, and a request for each of several replies', async () => {
    await using server = await serve((response) => send(response, reply))
    const policy = openAiPolicy({ model: 'small', baseUrl: server.url, maxConcurrent: 4 })
    const sampling = { ...defaultSampling, minP: 0.05, stop: ['\n\n', 'END'] }
    const replies = await policy.generate([{ messages, seed: 1, n: 2, seeds: ['a', 'b'] }], sampling)
    expect(replies).toHaveLength(2)
    expect(policy.maxConcurrent).toBe(4)
    const bodies = server.heard.map(({ body }) => body)
    expect(bodies[0]).toMatchObject({ stop: ['\n\n', 'END'], min_p: 0.05 })
    await policy.generate(
      [
        { messages, seed: 'a' },
        { messages, seed: 'b' },
      ],
      defaultSampling,
    )
    const seeds = server.heard.map(({ body }) => Number(body['seed']))
    expect(new Set(seeds.slice(0, 2)).size).toBe(2)
    expect(new Set(seeds)).toEqual(new Set(seeds.slice(0, 2)))
  })

  it('leaves out what is at its default, keeps a path of the base URL, and lets extra fields win', async () => {
    await using server = await serve((response) => send(response, reply))
    const policy = openAiPolicy({
      model: 'small',
      baseUrl: `${server.url}/api/v2/`,
      lengthField: 'max_completion_tokens',
      extra: { temperature: 1 },
    })
    await policy.generate([{ messages, seed: 1 }], { ...defaultSampling, temperature: 0 })
    expect(server.heard[0]?.path).toBe('/api/v2/chat/completions')
    expect(Object.keys(server.heard[0]?.body ?? {}).sort()).toEqual(
      ['max_completion_tokens', 'messages', 'model', 'seed', 'temperature'].sort(),
    )
    expect(server.heard[0]?.body['temperature']).toBe(1)
  })

  it('gives each request the seed of its own conversation', async () => {
    await using server = await serve((response) => send(response, reply))
    const policy = openAiPolicy({ model: 'small', baseUrl: server.url })
    await policy.generate(
      ['a', 'b', 'a'].map((seed) => ({ messages, seed })),
      defaultSampling,
    )
    const seeds = server.heard.map(({ body }) => body['seed'] as number).sort((a, b) => a - b)
    expect(new Set(seeds).size).toBe(2)
  })

  it('sends the key that it is given, else the one of the environment', async () => {
    await using server = await serve((response) => send(response, reply))
    await openAiPolicy({ model: 'm', baseUrl: server.url, apiKey: 'own' }).generate(
      [{ messages, seed: 1 }],
      defaultSampling,
    )
    vi.stubEnv('OPENAI_API_KEY', 'ambient')
    await openAiPolicy({ model: 'm', baseUrl: server.url }).generate([{ messages, seed: 1 }], defaultSampling)
    expect(server.heard.map(({ authorization }) => authorization)).toEqual(['Bearer own', 'Bearer ambient'])
  })

  it('carries tools and tool calls both ways', async () => {
    await using server = await serve((response, _heard, count) =>
      send(response, toolCallReply(count === 1 ? '{"a":1}' : '{"a":')),
    )
    const policy = openAiPolicy({ model: 'm', baseUrl: server.url })
    const tools = [{ name: 'add', description: 'Adds.', parameters: { type: 'object' } }]
    const conversation = [
      ...messages,
      { role: 'assistant', content: '', toolCalls: [{ id: 'w', name: 'add', arguments: { a: 0 } }] },
      { role: 'tool', content: '0', toolCallId: 'w' },
    ] as const
    const [first] = await policy.generate([{ messages: conversation, tools, seed: 1 }], defaultSampling)
    expect(first).toEqual({
      text: '',
      toolCalls: [{ id: 'x', name: 'add', arguments: { a: 1 } }],
      finish: 'stop',
      lengthTokens: null,
    })
    expect(server.heard[0]?.body).toMatchObject({
      tools: [{ type: 'function', function: { name: 'add', description: 'Adds.', parameters: { type: 'object' } } }],
      messages: [
        { role: 'user' },
        {
          role: 'assistant',
          tool_calls: [{ id: 'w', type: 'function', function: { name: 'add', arguments: '{"a":0}' } }],
        },
        { role: 'tool', tool_call_id: 'w' },
      ],
    })
    const [second] = await policy.generate([{ messages, tools, seed: 1 }], defaultSampling)
    expect(second?.toolCalls?.[0]).toMatchObject({
      arguments: {},
      fault: expect.stringMatching(/^The arguments of `\w+` are no JSON: .* Write a JSON object\.$/) as string,
    })
  })

  it('tries again on 429 and 5xx, waiting as long as the server asks, or longer and longer', async () => {
    await using server = await serve((response, _heard, count) => {
      if (count === 1) send(response, 'slow down', 429, { 'retry-after': '7' })
      else if (count < 4) send(response, 'busy', 503)
      else send(response, reply)
    })
    const pauses: number[] = []
    const warnings: string[] = []
    const policy = openAiPolicy({
      model: 'm',
      baseUrl: server.url,
      pause: async (ms) => {
        pauses.push(ms)
      },
      logger: { debug() {}, info() {}, warn: (message) => warnings.push(message) },
    })
    expect((await policy.generate([{ messages, seed: 1 }], defaultSampling))[0]?.text).toBe('Hi.')
    expect(pauses[0]).toBe(7000)
    expect(pauses[1]).toBeGreaterThanOrEqual(500)
    expect(pauses[2]).toBeGreaterThanOrEqual(1000)
    expect(warnings[0]).toContain('status 429: slow down. Trying again in 7000 ms.')
  })

  it('gives up after its retries and says what came', async () => {
    await using server = await serve((response) => send(response, 'out of memory', 500))
    const policy = openAiPolicy({ model: 'm', baseUrl: server.url, retries: 2, pause: async () => {} })
    await expect(policy.generate([{ messages, seed: 1 }], defaultSampling)).rejects.toMatchObject({
      code: 'RLVR_POLICY',
      message: `${server.url}/v1/chat/completions answered with status 500: out of memory. Given up after 3 tries.`,
    })
    expect(server.heard).toHaveLength(3)
  })

  it.each([
    [401, 'Check the API key (OPENAI_API_KEY).'],
    [404, 'Check the base URL and the name of the model.'],
    [400, 'status 400: no such field'],
  ])('does not try again on status %i and says what to do', async (status, words) => {
    await using server = await serve((response) => send(response, 'no such field', status))
    const policy = openAiPolicy({ model: 'm', baseUrl: server.url, apiKey: 'secret-key' })
    const failure = await policy.generate([{ messages, seed: 1 }], defaultSampling).catch((thrown: Error) => thrown)
    expect((failure as Error).message).toContain(words)
    expect((failure as Error).message).not.toContain('secret-key')
    expect(server.heard).toHaveLength(1)
  })

  it('shows an answer that is no chat completion', async () => {
    await using server = await serve((response, _heard, count) =>
      send(response, count === 1 ? '<html>Welcome</html>' : { choices: [{ message: { content: 7 } }] }),
    )
    const policy = openAiPolicy({ model: 'm', baseUrl: server.url })
    const ask = async (): Promise<unknown> => await policy.generate([{ messages, seed: 1 }], defaultSampling)
    await expect(ask()).rejects.toThrow(/should answer with JSON; it sent: <html>Welcome/)
    await expect(ask()).rejects.toThrow(
      /no chat completion: expected `choices\[0\].message.content`, got \{"choices":\[\{"message":\{"content":7/,
    )
  })

  it('gives up on a server that does not answer in time', async () => {
    await using server = await serve(() => {})
    const policy = openAiPolicy({ model: 'm', baseUrl: server.url, timeoutMs: 30, retries: 0 })
    await expect(policy.generate([{ messages, seed: 1 }], defaultSampling)).rejects.toThrow(/no answer within 30 ms/)
  })

  it('says why a server cannot be reached', async () => {
    const server = await serve(() => {})
    const { url } = server
    await server[Symbol.asyncDispose]()
    const policy = openAiPolicy({ model: 'm', baseUrl: url, retries: 0 })
    await expect(policy.generate([{ messages, seed: 1 }], defaultSampling)).rejects.toThrow(
      /could not be reached: .*ECONNREFUSED/,
    )
    expect(() => openAiPolicy({ model: 'm', baseUrl: 'localhost' })).toThrow(/looks like http:\/\/localhost:8000\/v1/)
  })

  it('ends on abort, while it asks and while it waits', async () => {
    const asking = new AbortController()
    await using silent = await serve(() => asking.abort())
    const first = openAiPolicy({ model: 'm', baseUrl: silent.url })
    await expect(
      first.generate([{ messages, seed: 1 }], defaultSampling, { signal: asking.signal }),
    ).rejects.toMatchObject({ name: 'AbortError' })

    const waiting = new AbortController()
    const second = openAiPolicy({
      model: 'm',
      baseUrl: silent.url,
      fetch: async () => {
        setImmediate(() => waiting.abort())
        return new Response('busy', { status: 503, headers: { 'retry-after': '3600' } })
      },
    })
    await expect(
      second.generate([{ messages, seed: 1 }], defaultSampling, { signal: waiting.signal }),
    ).rejects.toMatchObject({ name: 'AbortError' })
  })
})
