import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { ongoingWork } from '../../../../src/serve/environments/ors/ongoing-work.ts'
import { pieces, workEvents } from '../../../../src/serve/environments/ors/work-stream.ts'
import { readEvents, together } from './ors-client.ts'

const told = (thrown: unknown): string => (thrown as Error).message

async function textOf(events: AsyncIterable<string>): Promise<string> {
  return (await Array.fromAsync(events)).join('')
}

it('cuts JSON so that a client which strips white space and decodes line by line has it unharmed', () => {
  const texts = fc.string({
    unit: fc.constantFrom(' ', '\n', '\u00a0', '\u2028', '\\', '"', '😀', '\ud800', 'a'),
    maxLength: 200,
  })
  fc.assert(
    fc.property(texts, fc.nat(9000), (text, blanks) => {
      const value = { text: `${'x'.repeat(4090)}${text}${' '.repeat(blanks)}` }
      const all = [...pieces(JSON.stringify(value))]
      expect(all.every((piece) => piece.length <= 4096 && /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(piece))).toBe(
        true,
      )
      expect(JSON.parse(all.join(''))).toEqual(value)
    }),
  )
})

it('keeps a silent client by comments until the work has ended', async () => {
  const ended = Promise.withResolvers<string>()
  const work = ongoingWork({ told }).start(async () => await ended.promise)
  let text = ''
  for await (const event of workEvents(work, 1)) {
    text += event
    if (text.split(': ping').length === 3) ended.resolve('{"ok":true}')
  }
  expect(together(readEvents(text))).toEqual({ ok: true })
  expect(readEvents(text)[0]?.data).toBe(work.id)
})

it('tells work again to a client that comes again, and an error in one line', async () => {
  let times = 0
  const works = ongoingWork({ told })
  const work = works.start(async () => JSON.stringify({ times: ++times }))
  await textOf(workEvents(work))
  const again = works.find(work.id)
  expect(again).toBe(work)
  expect(together(readEvents(await textOf(workEvents(work))))).toEqual({ times: 1 })
  const failing = works.start(async () => await Promise.reject(new Error('one\n\ntwo')))
  expect(readEvents(await textOf(workEvents(failing)))[1]).toEqual({ event: 'error', data: 'one two' })
})

it('forgets what ended a minute ago, and all but the last sixteen', async () => {
  let now = 0
  const works = ongoingWork({ told, now: () => now })
  const first = works.start(async () => await Promise.resolve('1'))
  await first.result
  now = 61_000
  expect(works.find(first.id)).toBeUndefined()
  const many = Array.from({ length: 20 }, () => works.start(async () => await Promise.resolve('2')))
  await Promise.all(many.map(async ({ result }) => await result))
  expect(many.filter(({ id }) => works.find(id) !== undefined)).toHaveLength(16)
})
