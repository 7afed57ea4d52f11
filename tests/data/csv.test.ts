import { expect, test } from 'vitest'
import { readCsv } from '../../src/data/csv.ts'
import type { JsonlRow } from '../../src/data/jsonl.ts'
import { gather } from './gather.ts'

async function rowsOf(text: string, options: { delimiter?: string } = {}): Promise<JsonlRow[]> {
  const source = (async function* () {
    yield text
  })()
  return await gather(readCsv(source, options))
}

test('the first line names the fields, quotes hold commas, line ends and quotes', async () => {
  const rows = await rowsOf('q,a\n"1, 2",x\n"two\nlines","say ""hi"""\nlast,1')
  expect(rows).toEqual([
    { ok: true, line: 2, value: { q: '1, 2', a: 'x' } },
    { ok: true, line: 3, value: { q: 'two\nlines', a: 'say "hi"' } },
    { ok: true, line: 5, value: { q: 'last', a: '1' } },
  ])
})

test('a byte order mark and carriage returns are no part of the data, and empty lines are passed over', async () => {
  const rows = await rowsOf('\uFEFFq,a\r\n\r\n1,2\r\n\r\n3,4\r\n')
  expect(rows).toEqual([
    { ok: true, line: 3, value: { q: '1', a: '2' } },
    { ok: true, line: 5, value: { q: '3', a: '4' } },
  ])
})

test('an empty cell is a missing field, an empty quoted one an empty text', async () => {
  expect(await rowsOf('q,a\n1,\n2,""\n')).toEqual([
    { ok: true, line: 2, value: { q: '1' } },
    { ok: true, line: 3, value: { q: '2', a: '' } },
  ])
})

test('a row with too many or too few cells is a fault, and the others are read', async () => {
  const rows = await rowsOf('q,a\n1\n1,2,3\n1,2\n')
  expect(rows.map((row) => row.ok)).toEqual([false, false, true])
  expect(rows[0]).toMatchObject({ line: 2, fault: 'expected 2 cells, as the first line has; got 1' })
  expect(rows[1]).toMatchObject({ line: 3, fault: 'expected 2 cells, as the first line has; got 3' })
})

test('a quote that is not closed is a fault with its line', async () => {
  const rows = await rowsOf('q,a\n1,2\n"open,2\n')
  expect(rows.at(-1)).toMatchObject({
    ok: false,
    line: 3,
    fault: expect.stringMatching(/is no CSV: .*quote/i) as string,
  })
})

test('a first line with a field twice, or without a name, is refused', async () => {
  expect(await rowsOf('q,q\n1,2\n')).toMatchObject([{ ok: false, line: 1, fault: 'names the field `q` twice' }])
  expect(await rowsOf('q,\n1,2\n')).toMatchObject([{ ok: false, line: 1, fault: 'expected a name for every field' }])
})

test('cells may be separated by something else', async () => {
  expect(await rowsOf('q\ta\n1,5\t2\n', { delimiter: '\t' })).toEqual([
    { ok: true, line: 2, value: { q: '1,5', a: '2' } },
  ])
})

test('an error of the source is thrown as it is', async () => {
  const source = (async function* () {
    yield 'q,a\n1,2\n'
    throw new Error('the disk is gone')
  })()
  await expect(gather(readCsv(source))).rejects.toThrow('the disk is gone')
})
