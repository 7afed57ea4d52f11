import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assert, asyncProperty, nat, uniqueArray } from 'fast-check'
import { expect, test } from 'vitest'
import { FieldFault, fieldAt, requiredField, textField } from '../../src/data/field.ts'
import { faultText, loadJsonl, openJsonl, readJsonl, type JsonlRow } from '../../src/data/jsonl.ts'
import { gather } from './gather.ts'

async function rowsOf(chunks: readonly (string | Uint8Array)[]): Promise<JsonlRow[]> {
  const source = (async function* () {
    yield* chunks
  })()
  return await gather(readJsonl(source))
}

test('rows carry the line they stand on, and empty lines count', async () => {
  const rows = await rowsOf(['{"a":1}\n\n  \n{"a":2}\r\n{"a":3}'])
  expect(rows.map((row) => [row.line, row.ok && row.value['a']])).toEqual([
    [1, 1],
    [4, 2],
    [5, 3],
  ])
})

test('a malformed line is a fault with its number, and the others are read', async () => {
  const rows = await rowsOf(['{"a":1}\n{"a":\n[1]\n7\nnull\n{"a":2}\n'])
  expect(rows.map((row) => row.ok)).toEqual([true, false, false, false, false, true])
  expect(rows.map((row) => row.line)).toEqual([1, 2, 3, 4, 5, 6])
  expect(rows[2]).toMatchObject({ field: null, fault: 'expected an object; got [1]' })
})

test('a last line without its end is called torn when it does not parse', async () => {
  const rows = await rowsOf(['{"a":1}\n{"a":2,"b'])
  expect(rows[1]).toMatchObject({ ok: false, line: 2, fault: expect.stringContaining('torn') as string })
})

test('bytes that are no UTF-8 are a fault of their line alone', async () => {
  const rows = await rowsOf([new Uint8Array([0x7b, 0xff, 0x7d, 0x0a]), '{"a":1}\n'])
  expect(rows.map((row) => row.ok)).toEqual([false, true])
})

test('rows do not depend on how the stream is cut into chunks', async () => {
  const text = '{"a":"é漢🙂"}\n{"b":[1,2]}\n\n{"c":null}'
  const bytes = Buffer.from(text)
  const whole = await rowsOf([bytes])
  expect(whole).toHaveLength(3)
  await assert(
    asyncProperty(uniqueArray(nat(bytes.length), { maxLength: 6 }), async (cuts) => {
      const at = [0, ...cuts.toSorted((a, b) => a - b), bytes.length]
      const chunks = at.slice(1).map((end, index) => bytes.subarray(at[index], end))
      expect(await rowsOf(chunks)).toEqual(whole)
    }),
    { numRuns: 50 },
  )
})

test('a field that is missing or of another kind is named with the fields there are', () => {
  expect(() => textField({ reply: 7 }, 'reply')).toThrow('expected a text; got 7')
  expect(() => requiredField({ a: 1, b: 2 }, 'task.answer')).toThrow(FieldFault)
  expect(() => requiredField({ a: 1, b: 2 }, 'task.answer')).toThrow('is missing; the row has a, b')
  expect(fieldAt({ task: { answer: 42 } }, 'task.answer')).toBe(42)
  expect(fieldAt({ items: [{ n: 1 }, { n: 2 }] }, 'items.1.n')).toBe(2)
  expect(fieldAt({ items: [1] }, 'items.length')).toBeUndefined()
  expect(fieldAt({ items: [1] }, 'items.1')).toBeUndefined()
  expect(fieldAt({}, 'constructor.name')).toBeUndefined()
})

test('a fault of a parser keeps the field it names', async () => {
  const source = (async function* () {
    yield '{"q":1}\n'
  })()
  const [row] = await gather(readJsonl(source, (value) => textField(value, 'q')))
  expect(row).toEqual({ ok: false, line: 1, field: 'q', fault: 'expected a text; got 1' })
  expect(faultText({ line: 1, field: 'q', fault: 'is wrong' })).toBe('line 1, field `q`: is wrong')
})

test('a file with faulty rows is refused whole, with their lines', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'rlvr-jsonl-')), 'rows.jsonl')
  await writeFile(path, '{"q":"a"}\n{"q":2}\n{"x":1}\n')
  await expect(loadJsonl(path, (row) => textField(row, 'q'))).rejects.toThrow(
    /line 2, field `q`: expected a text; got 2; line 3, field `q`: is missing; the row has x/,
  )
})

test('a file that is not there is a usage error with its path', async () => {
  const reading = gather(openJsonl('no-such-file.jsonl'))
  await expect(reading).rejects.toMatchObject({
    code: 'RLVR_USAGE',
    message: expect.stringContaining('no-such-file.jsonl') as string,
  })
})
