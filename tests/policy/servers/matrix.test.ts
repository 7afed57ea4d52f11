// Every recorded answer comes to the same through `rlvr eval` and its real client, over HTTP on this machine.
import { readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EpisodeRecord } from '../../../src/core/episode.ts'
import type { EvaluationSummary } from '../../../src/index.ts'
import { folderWith, runRlvrHere } from '../../cli/run-rlvr.ts'
import { episodeLines } from '../../record/episode-lines.ts'
import { recordedAnswers, type ComesTo, type RecordedAnswer } from './recorded-answers.ts'

/** What the server answers next; the first question, whether it answers at all, gets a good answer. */
let next: RecordedAnswer
let asked = 0
const server = createServer((request, response) => {
  let text = ''
  request.on('data', (chunk: Buffer) => (text += chunk.toString()))
  request.on('end', () => {
    const { messages } = JSON.parse(text) as { messages: { content: string }[] }
    const [, a, b] = /(\d+) \+ (\d+)/.exec(messages.at(-1)?.content ?? '') ?? []
    const right = `\\boxed{${Number(a) + Number(b)}}`
    respond(response, ++asked === 2 ? next : good, right)
  })
})

const good = { status: 200, body: { choices: [{ message: { content: '{ANSWER}' }, finish_reason: 'stop' }] } }

function respond(
  response: ServerResponse,
  { status = 200, body }: { status?: number; body: unknown },
  right: string,
): void {
  response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '0' })
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  response.end(text.replaceAll('{ANSWER}', JSON.stringify(right).slice(1, -1)))
}

let folder: string
let url: string
beforeAll(async () => {
  folder = await folderWith({})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

async function evaluated(
  recorded: RecordedAnswer,
): Promise<{ summary: EvaluationSummary; episode: EpisodeRecord; stderr: string }> {
  next = recorded
  asked = 0
  const given = ['eval', 'addition', '-m', `openai:m@${url}`, '-n', '1', '--json', '--tolerance', '1']
  const { code, stdout, stderr } = await runRlvrHere(folder, given)
  expect(code, stderr).toBe(0)
  const { run, ...summary } = JSON.parse(stdout) as EvaluationSummary & { run: string }
  const episode = JSON.parse(episodeLines(join(folder, run)).at(-1) ?? '') as EpisodeRecord
  return { summary, episode, stderr }
}

describe.each(recordedAnswers)('$server, $sends', (recorded) => {
  const { comesTo, words, reasoning } = recorded
  test(`comes to ${comesTo}`, async () => {
    const { summary, episode, stderr } = await evaluated(recorded)
    const isJudged = comesTo !== 'refused' && comesTo !== 'failed'
    const isRight = recorded.isRight ?? (comesTo === 'judged' || comesTo === 'again')
    expect(summary.outcome?.value ?? null).toBe(isJudged ? Number(isRight) : null)
    expect(episode.reward === null).toBe(!isJudged)
    const { unjudged, truncated, refused, failed, empty } = summary.failures
    const kinds = { truncated, refused, failed, empty }
    expect({ unjudged, ...kinds }).toEqual({
      unjudged: Number(!isJudged),
      truncated: Number(comesTo === 'truncated'),
      refused: Number(comesTo === 'refused'),
      failed: Number(comesTo === 'failed'),
      empty: Number(comesTo === 'empty'),
    })
    expect(asked).toBe(comesTo === 'again' ? 3 : 2)
    if (words !== undefined) expect(stderr).toContain(words)
    expect(episode.reasoning).toEqual(reasoning === undefined ? undefined : [{ turn: 0, text: reasoning }])
    // What was thought apart is nowhere where a verifier could read it.
    if (reasoning !== undefined)
      expect(JSON.stringify(episode.messages)).not.toContain(JSON.stringify(reasoning).slice(1, -1))
  })
})

const told: { readonly [comesTo in ComesTo]: string } = {
  judged: 'judged',
  truncated: 'judged, counted as truncated',
  empty: 'judged as silence, counted as empty',
  refused: 'null, counted as refused',
  failed: 'null, counted as failed',
  again: 'asked again',
}

test('the matrix stands in the guide', () => {
  const page = readFileSync(new URL('../../../docs/evaluate.md', import.meta.url), 'utf8')
  const rows = recordedAnswers.map(({ server: name, sends, comesTo }) => `| ${name} | ${sends} | ${told[comesTo]} |`)
  const [, table = ''] = /\| server \| sends \| comes to \|\n\|---\|---\|---\|\n((?:\|.*\n)+)/.exec(page) ?? []
  expect(table.trimEnd().split('\n')).toEqual(rows)
})
