import { expect, test } from 'vitest'
import { serveLog } from '../../../src/cli/display/serve-log.ts'

const request = { client: 'trainer', method: 'POST', path: '/score', status: 200, ms: 1.23456 }
const socket = { client: 'trainer', path: '/ws', frames: 3, ms: 20, closeCode: 1006 }

function told(log: 'text' | 'json', logRequests: boolean): string[] {
  const lines: string[] = []
  const { logger, requestLog } = serveLog({ log, logRequests, write: (line) => lines.push(line) })
  logger.debug('nothing')
  logger.warn('something')
  requestLog?.request(request)
  requestLog?.socket(socket)
  return lines
}

test('for people there are words', () => {
  expect(told('text', false)).toEqual(['something'])
  expect(told('text', true)).toEqual([
    'something',
    'trainer POST /score 200 1.235 ms',
    'trainer WebSocket /ws: 3 frames, 20 ms, closed with 1006',
  ])
})

test('for programs there is one object a line', () => {
  const entries = told('json', true).map((line) => JSON.parse(line) as object)
  const time = expect.stringMatching(/^\d{4}-.*Z$/) as string
  expect(entries).toEqual([
    { time, level: 'warn', event: 'message', message: 'something' },
    { time, level: 'info', event: 'request', ...request, ms: 1.235 },
    { time, level: 'info', event: 'socket', ...socket },
  ])
})
