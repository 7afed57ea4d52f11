import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readHubFile, type HubClient } from '../../src/data/hub.ts'
import { readParquet } from '../../src/data/parquet.ts'

const file = { kind: 'dataset', repository: 'someone/sums', path: 'main/train.parquet' } as const

async function newFolder(): Promise<string> {
  return await mkdtemp(join(tmpdir(), 'rlvr-hub-'))
}

function clientOf(downloadFile: HubClient['downloadFile']): () => Promise<HubClient> {
  return async () => ({ downloadFile })
}

test('a file is fetched once and read from the cache afterwards', async () => {
  const cacheFolder = await newFolder()
  let requests = 0
  const loadClient = clientOf(async (request) => {
    requests++
    expect(request).toMatchObject({ repo: { type: 'dataset', name: 'someone/sums' }, revision: 'main' })
    return new Blob(['content'])
  })
  for (let read = 0; read < 2; read++) {
    expect(Buffer.from(await readHubFile(file, { cacheFolder, loadClient })).toString()).toBe('content')
  }
  expect(requests).toBe(1)
  const kept = await readdir(cacheFolder, { recursive: true })
  expect(kept.filter((name) => name.endsWith('.partial'))).toEqual([])
})

test('a hub that cannot be reached is an error that says what to do, and nothing is cached', async () => {
  const cacheFolder = await newFolder()
  const loadClient = clientOf(async () => await Promise.reject(new Error('getaddrinfo ENOTFOUND')))
  const reading = readHubFile(file, { cacheFolder, loadClient })
  await expect(reading).rejects.toThrow(/main\/train\.parquet.*someone\/sums.*ENOTFOUND.*give its path/)
  expect(await readdir(cacheFolder)).toEqual([])
})

test('a file that the hub does not have is named', async () => {
  const reading = readHubFile(file, { cacheFolder: await newFolder(), loadClient: clientOf(async () => null) })
  await expect(reading).rejects.toThrow('has no `main/train.parquet` of dataset `someone/sums`')
})

test('the client goes through the fetch that it is given', async () => {
  const cacheFolder = await newFolder()
  const asked: string[] = []
  const offline: typeof fetch = async (input) => {
    asked.push(input instanceof Request ? input.url : String(input))
    throw new Error('no network in tests')
  }
  const reading = readHubFile(file, { cacheFolder, fetch: offline })
  await expect(reading).rejects.toMatchObject({ code: 'RLVR_DATA' })
  await expect(reading).rejects.toThrow(/no network in tests|npm install @huggingface\/hub/)
  for (const url of asked) expect(url).toContain('someone/sums')
})

test('Parquet rows become JSON rows, large whole numbers as texts', async () => {
  const bytes = await readFile(new URL('two-rows.parquet', import.meta.url))
  expect(await readParquet(bytes)).toEqual([
    { question: 'What is 2 + 3?', answer: '2 + 3 = 5\n#### 5', count: 1 },
    { question: 'What is 4 - 1?', answer: '4 - 1 = 3\n#### 3', count: '9007199254740993' },
  ])
})

test('bytes that are no Parquet are an error with the name of the file', async () => {
  await expect(readParquet(Buffer.from('nonsense'), 'train.parquet')).rejects.toThrow(/train\.parquet as Parquet/)
})
