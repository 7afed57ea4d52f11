// What reaches us however it is carried: the bytes of an answer, and answers that come late, in pieces or not at all.
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { evaluate, openAiPolicy, type EvaluationSummary } from '../../../src/index.ts'

type Answer = (response: ServerResponse, text: string, count: number) => void

const json = { 'content-type': 'application/json' }

/** Evaluates one addition with a server that answers so from its second question on. */
async function evaluated(
  answer: Answer,
  message: (right: string) => object = (right) => ({ content: right }),
  more: object = { usage: { completion_tokens: 3 } },
): Promise<{ summary: EvaluationSummary; asked: number }> {
  let asked = 0
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const [, a, b] = /What is (\d+) \+ (\d+)/.exec(body) ?? []
      const right = `\\boxed{${Number(a) + Number(b)}}`
      const text = JSON.stringify({ choices: [{ message: message(right), finish_reason: 'stop' }], ...more })
      if (++asked > 1) answer(response, text, asked - 1)
      else response.writeHead(200, json).end(text)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  const policy = openAiPolicy({ model: 'm', baseUrl, pause: async () => {} })
  const summary = await evaluate({ environment: 'addition', policy, tasks: 1, tolerance: 1 })
  return { summary, asked }
}

const plain: Answer = (response, text) => void response.writeHead(200, json).end(text)

test.each<[string, Answer]>([
  ['plainly', plain],
  [
    'compressed',
    (response, text) => void response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(gzipSync(text)),
  ],
  ['after a byte order mark', (response, text) => plain(response, `\uFEFF${text}`, 1)],
  ['after blank lines', (response, text) => plain(response, `\n\n  ${text}\n`, 1)],
  [
    'in pieces',
    (response, text) => {
      response.writeHead(200, json)
      for (const piece of text.match(/[^]{1,7}/g) ?? []) response.write(piece)
      response.end()
    },
  ],
  ['as another type', (response, text) => void response.writeHead(200, { 'content-type': 'text/plain' }).end(text)],
])('an answer that comes %s is judged', async (_, answer) => {
  const { summary, asked } = await evaluated(answer)
  expect([summary.outcome?.value, summary.meanLengthTokens, asked]).toEqual([1, 3, 2])
})

test.each([
  ['no usage', {}],
  ['null as its usage', { usage: null }],
  ['a count that is no number', { usage: { completion_tokens: '3' } }],
])('%s is no length', async (_, more) => {
  const { summary } = await evaluated(plain, undefined, more)
  expect([summary.outcome?.value, summary.meanLengthTokens]).toEqual([1, null])
})

test('half a surrogate pair in a reply ends nothing', async () => {
  const { summary } = await evaluated(plain, (right) => ({ content: `\ud800 ${right}` }))
  expect(summary.outcome?.value).toBe(1)
})

test.each<[string, (response: ServerResponse, text: string) => void]>([
  [
    '429 with Retry-After 0',
    (response) => void response.writeHead(429, { 'retry-after': '0' }).end('{"error":"slow"}'),
  ],
  [
    '503 while it loads',
    (response) => void response.writeHead(503, json).end('{"error":{"code":503,"message":"Loading model"}}'),
  ],
  ['502 with a page', (response) => void response.writeHead(502).end('<html><body>Bad Gateway</body></html>')],
  ['a body that breaks off', (response, text) => void response.writeHead(200, json).end(text.slice(0, -9))],
  [
    'a connection that breaks off',
    (response, text) => {
      response.writeHead(200, { ...json, 'content-length': String(text.length) })
      response.write(text.slice(0, 9), () => response.destroy())
    },
  ],
  ['a closed connection', (response) => void response.destroy()],
])('%s, three times, is asked again and then judged', async (_, broken) => {
  const { summary, asked } = await evaluated((response, text, count) =>
    count <= 3 ? broken(response, text) : plain(response, text, count),
  )
  expect([summary.outcome?.value, asked]).toEqual([1, 5])
})

test('pass@k is over the tasks that have k judged replies (openai/human-eval#35)', async () => {
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const { messages, max_tokens: limit } = JSON.parse(body) as {
        messages: { content: string }[]
        max_tokens: number
      }
      const [, a = '', b = ''] = /(\d+) \+ (\d+)/.exec(messages[0]?.content ?? '') ?? []
      // The first question, whether it answers at all, is short.
      const isRefused = limit > 16 && (Number(a) + Number(b)) % 2 === 0
      const text = JSON.stringify({ choices: [{ message: { content: `\\boxed{${Number(a) + Number(b)}}` } }] })
      response.writeHead(isRefused ? 400 : 200, json).end(isRefused ? '{"error":"no even sums"}' : text)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  const policy = openAiPolicy({ model: 'm', baseUrl, maxConcurrent: 1 })
  const summary = await evaluate({
    environment: 'addition',
    policy,
    tasks: 6,
    repliesPerTask: 2,
    tolerance: 1,
    maxConcurrent: 1,
  }).catch((thrown: { summary?: EvaluationSummary }) => thrown.summary)
  const { failures, passAtK = [], tasks = 0 } = summary ?? {}
  const even = (failures?.failed ?? 0) / 2
  expect(even).toBeGreaterThan(0)
  expect(passAtK.map(({ k, value, tasks: over }) => [k, value, over])).toEqual([
    [1, 1, tasks - even],
    [2, 1, tasks - even],
  ])
})
