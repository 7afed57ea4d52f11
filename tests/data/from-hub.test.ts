import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { fromHub, type FromHubOptions } from '../../src/data/from-hub.ts'
import { splitByHash } from '../../src/data/split-by-hash.ts'

const line = (n: number): string => `${JSON.stringify({ n })}\n`
const schema = Type.Object({ n: Type.Number() })
type Options = Omit<FromHubOptions<typeof schema, number>, 'task'>

/** A hub of one repository, as the real client asks it: a listing, then the bytes of each file. */
function hubOf(files: { readonly [path: string]: string }): { fetch: typeof fetch; asked: string[] } {
  const asked: string[] = []
  const answer: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    const url = new URL(request.url)
    asked.push(`${request.method} ${url.pathname}`)
    if (url.pathname.startsWith('/api/datasets/someone/sums/tree/'))
      return Response.json(Object.keys(files).map((path) => ({ type: 'file', path, size: 1, oid: 'x' })))
    const path = /^\/datasets\/someone\/sums\/(?:resolve|raw)\/[^/]+\/(.*)$/.exec(decodeURIComponent(url.pathname))?.[1]
    const text = path === undefined ? undefined : files[path]
    if (text === undefined)
      return new Response('Entry not found', { status: 404, headers: { 'X-Error-Code': 'EntryNotFound' } })
    const bytes = Buffer.from(text)
    const headers = {
      'content-length': String(bytes.length),
      etag: '"x"',
      'content-range': `bytes 0-0/${bytes.length}`,
    }
    if (request.headers.get('range') === 'bytes=0-0')
      return new Response(bytes.subarray(0, 1), { status: 206, headers })
    return new Response(request.method === 'HEAD' ? null : bytes, { headers })
  }
  return { fetch: answer, asked }
}

async function answersOf(options: Options, split: 'train' | 'test'): Promise<number[]> {
  const source = fromHub('someone/sums', {
    ...options,
    schema,
    task: ({ n }) => ({ prompt: `Problem ${n}`, answer: n }),
  })
  const tasks = await source.open({ split })
  return Array.from({ length: tasks.size ?? 0 }, (_, index) => tasks.at(index).answer)
}

const newFolder = async (): Promise<string> => await mkdtemp(join(tmpdir(), 'rlvr-from-hub-'))

test('published splits of a configuration are found, fetched once by the real client, and kept', async () => {
  const { fetch, asked } = hubOf({
    'main/train-00000-of-00002.jsonl': line(1),
    'main/train-00001-of-00002.jsonl': line(2),
    'main/test.jsonl': line(3),
    'other/test.jsonl': line(9),
  })
  const options: Options = { fetch, config: 'main', cacheFolder: await newFolder(), revision: 'v1' }
  expect(await answersOf(options, 'train')).toEqual([1, 2])
  expect(asked.some((each) => each.includes('/tree/v1'))).toBe(true)
  const before = asked.length
  expect(await answersOf(options, 'test')).toEqual([3])
  expect(asked.length).toBe(before)
  await expect(answersOf({ ...options, config: 'plain' }, 'train')).rejects.toThrow(
    /no configuration `plain`. It has main, other/,
  )
  await expect(answersOf({ fetch, cacheFolder: await newFolder() }, 'train')).rejects.toThrow(
    /give `config`, one of main, other/,
  )
})

test('other split names, a rule, and files by their paths', async () => {
  const numbers = Array.from({ length: 40 }, (_, n) => n)
  const { fetch } = hubOf({
    'data/train.jsonl': numbers.slice(0, 30).map(line).join(''),
    'data/validation.jsonl': numbers.slice(30).map(line).join(''),
  })
  const options: Options = { fetch, cacheFolder: await newFolder() }
  expect(await answersOf({ ...options, split: { train: 'train', test: 'validation' } }, 'test')).toEqual(
    numbers.slice(30),
  )
  // The numbers are Python's: see tests/core/split.test.ts.
  expect(await answersOf({ ...options, split: splitByHash() }, 'test')).toEqual([7, 19, 22, 23, 25, 26])
  expect(await answersOf({ ...options, files: { test: ['data/validation.jsonl'] } }, 'test')).toEqual(numbers.slice(30))
  expect(await answersOf({ ...options, files: ['data/train.jsonl'], split: splitByHash() }, 'test')).toEqual([
    7, 19, 22, 23, 25, 26,
  ])
  await expect(answersOf(options, 'train')).rejects.toThrow(/no split `test`; it has train, validation.*splitByHash/)
})

test('a set without files of records, one that is not there and a name that is none are told apart', async () => {
  const cacheFolder = await newFolder()
  await expect(answersOf({ fetch: hubOf({ 'README.md': '' }).fetch, cacheFolder }, 'train')).rejects.toThrow(
    /refs\/convert\/parquet/,
  )
  const gone: typeof fetch = async () => new Response('{"error":"Repository not found"}', { status: 404 })
  await expect(answersOf({ fetch: gone, cacheFolder: await newFolder() }, 'train')).rejects.toThrow(
    /Could not fetch the files of dataset `someone\/sums` \(main\)/,
  )
  expect(() => fromHub('gsm8k', { task: () => null })).toThrow('OWNER/NAME of a data set; got `gsm8k`')
})

test('a faulty row is named with the path that the file has on the hub', async () => {
  const { fetch } = hubOf({ 'train.jsonl': '{"n":"x"}\n', 'test.jsonl': line(1) })
  await expect(answersOf({ fetch, cacheFolder: await newFolder() }, 'train')).rejects.toThrow(
    '`someone/sums/train.jsonl` has faulty records: line 1, field `n`: must be number; got "x"',
  )
})
