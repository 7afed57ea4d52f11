import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { formOf, recordFile, recordFileEndings, recordsOfBytes } from '../../src/data/record-file.ts'
import { gather } from './gather.ts'

const rows = [
  { a: '1', b: 'x' },
  { a: '2', b: 'y' },
]
const texts: { readonly [ending: string]: string } = {
  '.jsonl': '{"a":"1","b":"x"}\n{"a":"2","b":"y"}\n',
  '.json': '[{"a":"1","b":"x"},{"a":"2","b":"y"}]',
  '.csv': 'a,b\n1,x\n2,y\n',
}

async function fileOf(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'rlvr-record-file-')), name)
  await writeFile(path, content)
  return path
}

test.each(Object.entries(texts))(
  '%s is read by its name, also gzipped, from a file and from bytes',
  async (end, text) => {
    const zipped = gzipSync(text)
    const files = [
      recordFile(await fileOf(`x${end}`, text)),
      recordFile(await fileOf(`x${end}.gz`, zipped)),
      recordFile(pathToFileURL(await fileOf(`x${end}`, text))),
      recordsOfBytes(`somewhere/x${end}`, () => Buffer.from(text)),
      recordsOfBytes(`somewhere/x${end}.gz`, async () => zipped),
    ]
    for (const file of files) {
      const read = await gather(file.rows())
      expect(read.map((row) => row.ok && row.value)).toEqual(rows)
      expect(file.unit).toBe(end === '.json' ? 'record' : 'line')
    }
  },
)

test('the end of a name says the form, and the form can be said instead', async () => {
  expect(recordFileEndings.map(formOf)).toEqual(['jsonl', 'jsonl', 'json', 'json', 'csv', 'csv', 'parquet'])
  expect(formOf('notes.txt')).toBe('jsonl')
  const file = recordFile(await fileOf('x.txt', 'a;b\n1;x\n'), { form: 'csv', delimiter: ';' })
  expect(await gather(file.rows())).toEqual([{ ok: true, line: 2, value: { a: '1', b: 'x' } }])
})

test('a file URL is a path, and no other URL is', () => {
  expect(recordFile('file:///a%20b/x.csv').name).toBe('/a b/x.csv')
  expect(() => recordFile('https://example.org/x.csv')).toThrow(/a path or a file: URL; got `https:.*fromHub/)
  expect(() => recordFile(new URL('https://example.org/x.csv'))).toThrow('Download it first')
})

test.each(['.jsonl', '.json', '.csv', '.parquet', '.jsonl.gz'])(
  'a file %s that is not there is a usage error',
  async (end) => {
    const reading = gather(recordFile(`/no/such${end}`).rows())
    await expect(reading).rejects.toMatchObject({
      code: 'RLVR_USAGE',
      message: expect.stringContaining(`Cannot read \`/no/such${end}\``) as string,
    })
  },
)

test('what is no gzip, though it is called so, is an error with its name', async () => {
  await expect(gather(recordFile(await fileOf('x.jsonl.gz', 'plain')).rows())).rejects.toThrow(
    /x\.jsonl\.gz`: incorrect/,
  )
})
