import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { resolveCheckpoint } from '../../../../src/policy/checkpoints/hub/resolve-checkpoint.ts'
import type { FetchProgress, ResolveOptions } from '../../../../src/policy/checkpoints/hub/resolve-checkpoint.ts'
import { openCheckpointFolder } from '../../../../src/policy/checkpoints/open-checkpoint-folder.ts'
import { temporaryFolder } from '../../../record/temporary-folder.ts'
import { fileOfTensors, smallLlama, smallTensors } from '../small-checkpoint.ts'
import { loopbackHub, type LoopbackHub } from './loopback-hub.ts'

const weights = fileOfTensors(smallTensors())
const files = {
  'config.json': JSON.stringify(smallLlama),
  'model.safetensors': weights,
  'tokenizer.json': '{}',
  'README.md': 'words',
  'onnx/model.onnx': 'other weights',
  'pytorch_model.bin': 'other weights',
}

function optionsFor(hub: LoopbackHub, options: ResolveOptions = {}): ResolveOptions & { cache: string } {
  return { hubUrl: hub.url, cache: temporaryFolder(), offline: false, pauseMs: 0, ...options }
}

async function refusal(source: string, options: ResolveOptions): Promise<string> {
  return await resolveCheckpoint(source, options).then(
    () => 'none',
    (thrown: Error) => thrown.message,
  )
}

test('a folder is what it is, with and without hf:', async () => {
  expect(await resolveCheckpoint('./model')).toEqual({ folder: './model', origin: null })
  expect(await resolveCheckpoint('hf:./model')).toEqual({ folder: './model', origin: null })
})

test('the files of a model are fetched into the cache that all clients share, and found there again', async () => {
  const hub = await loopbackHub(files)
  const options = optionsFor(hub)
  const progress: FetchProgress[] = []
  const { folder, origin } = await resolveCheckpoint('hf:someone/small', {
    ...options,
    onProgress: (each) => progress.push(each),
  })
  expect(origin).toEqual({ repository: 'someone/small', revision: 'main', commit: hub.commit })
  expect(folder).toBe(join(options.cache, 'models--someone--small', 'snapshots', hub.commit))
  expect(readdirSync(folder).toSorted()).toEqual(['config.json', 'model.safetensors', 'tokenizer.json'])
  expect(readFileSync(join(options.cache, 'models--someone--small', 'refs', 'main'), 'utf8')).toBe(hub.commit)
  // Of large files the name is the SHA-256, of others git's hash, as huggingface_hub has it.
  expect(readlinkSync(join(folder, 'model.safetensors'))).toMatch(/^\.\.\/\.\.\/blobs\/[0-9a-f]{64}$/)
  expect(readlinkSync(join(folder, 'config.json'))).toMatch(/^\.\.\/\.\.\/blobs\/[0-9a-f]{40}$/)
  expect(progress.at(-1)).toEqual({ file: 'model.safetensors', doneBytes: weights.length, totalBytes: weights.length })
  const checkpoint = await openCheckpointFolder(folder)
  expect(checkpoint.architecture.layers).toBe(2)
  await checkpoint.close()

  // Asked again, only what the revision is now; a commit, nothing; nor without the hub.
  hub.asked.length = 0
  expect((await resolveCheckpoint('hf:someone/small', options)).folder).toBe(folder)
  expect(hub.asked.filter((each) => each.includes('/resolve/'))).toEqual([])
  hub.asked.length = 0
  expect((await resolveCheckpoint(`hf:someone/small@${hub.commit}`, options)).folder).toBe(folder)
  expect((await resolveCheckpoint('hf:someone/small', { ...options, offline: true })).folder).toBe(folder)
  expect(hub.asked).toEqual([])
  await hub.stop()
  expect((await resolveCheckpoint('hf:someone/small', options)).folder).toBe(folder)
})

test('a revision that moves is fetched as far as it differs', async () => {
  const hub = await loopbackHub(files)
  const options = optionsFor(hub)
  await resolveCheckpoint('hf:someone/small@v1', options)
  hub.commit = 'c0ffee1'.padEnd(40, '0')
  hub.files.set('tokenizer.json', Buffer.from('{"version": "1.0"}'))
  hub.asked.length = 0
  const { folder, origin } = await resolveCheckpoint('hf:someone/small@v1', options)
  expect(origin?.commit).toBe(hub.commit)
  expect(readFileSync(join(folder, 'tokenizer.json'), 'utf8')).toContain('1.0')
  const fetched = hub.asked.filter((each) => each.includes('/resolve/')).map((each) => each.replace(/ bytes.*/, ''))
  expect(new Set(fetched)).toEqual(new Set([`GET /someone/small/resolve/${hub.commit}/tokenizer.json`]))
})

test('a connection that breaks is made again where it broke, and a later run goes on too', async () => {
  const hub = await loopbackHub({ 'config.json': files['config.json'], 'model.safetensors': weights })
  const options = optionsFor(hub)
  // The configuration comes whole. Of the weights 100 bytes come, then 50 more, then the rest.
  hub.breaks.push(10_000, 100, 50)
  const { folder } = await resolveCheckpoint('hf:someone/small', options)
  expect(readFileSync(join(folder, 'model.safetensors'))).toEqual(weights)
  const last = weights.length - 1
  expect(hub.asked.filter((each) => each.includes('model.safetensors bytes=1'))).toEqual([
    `GET /someone/small/resolve/${hub.commit}/model.safetensors bytes=100-${last}`,
    `GET /someone/small/resolve/${hub.commit}/model.safetensors bytes=150-${last}`,
  ])

  const second = optionsFor(hub)
  hub.breaks.push(10_000, 200, 0, 0, 0)
  expect(await refusal('hf:someone/small', second)).toMatch(/could not be reached for model `someone\/small` \(main\)/)
  hub.asked.length = 0
  const found = await resolveCheckpoint('hf:someone/small', second)
  expect(readFileSync(join(found.folder, 'model.safetensors'))).toEqual(weights)
  expect(hub.asked).toContain(`GET /someone/small/resolve/${hub.commit}/model.safetensors bytes=200-${last}`)
})

test('bytes that are not those that the hub announced are removed and told, large files and small', async () => {
  const hub = await loopbackHub(files)
  const options = optionsFor(hub)
  for (const name of ['config.json', 'model.safetensors']) {
    hub.damaged.add(name)
    expect(await refusal('hf:someone/small', options)).toMatch(
      new RegExp(
        `^\`${name}\` of model \`someone/small\` \\(main\\) arrived damaged: its hash should be [0-9a-f]+, and is`,
      ),
    )
    hub.damaged.clear()
  }
  const { folder } = await resolveCheckpoint('hf:someone/small', options)
  expect(readFileSync(join(folder, 'model.safetensors'))).toEqual(weights)
})

test('shards are those that the index names', async () => {
  const index = {
    metadata: {},
    weight_map: { a: 'model-00001-of-00002.safetensors', b: 'model-00002-of-00002.safetensors' },
  }
  const hub = await loopbackHub({
    'config.json': files['config.json'],
    'model.safetensors.index.json': JSON.stringify(index),
    'model-00001-of-00002.safetensors': 'one',
    'model-00002-of-00002.safetensors': 'two',
    'consolidated.safetensors': 'all',
  })
  const { folder } = await resolveCheckpoint('hf:someone/small', optionsFor(hub))
  expect(readdirSync(folder).toSorted()).toEqual([
    'config.json',
    'model-00001-of-00002.safetensors',
    'model-00002-of-00002.safetensors',
    'model.safetensors.index.json',
  ])
})

test('an adapter is fetched as one', async () => {
  const hub = await loopbackHub({
    'adapter_config.json': '{}',
    'adapter_model.safetensors': 'a',
    'tokenizer.json': '{}',
  })
  const { folder } = await resolveCheckpoint('hf:someone/small', optionsFor(hub))
  expect(existsSync(join(folder, 'adapter_model.safetensors'))).toBe(true)
})

test('what the hub does not give is told in a sentence', async () => {
  const hub = await loopbackHub(files)
  const options = optionsFor(hub)
  expect(await refusal('hf:someone/other', options)).toBe(
    'The hub has no model `someone/other` (main). Check owner, name and revision.',
  )
  for (const status of [401, 403]) {
    hub.status = status
    expect(await refusal('hf:someone/small', options)).toMatch(
      /gated, private or not there\. Accept its terms at https:\/\/huggingface\.co\/someone\/small, and set HF_TOKEN/,
    )
  }
  hub.status = 503
  expect(await refusal('hf:someone/small', options)).toMatch(/^The hub answered 503 for model `someone\/small`/)
  expect(await refusal('hf:someone/small', { ...options, offline: true })).toMatch(
    /not in the cache, and the hub is not asked/,
  )
  hub.status = 200
  hub.files.delete('model.safetensors')
  expect(await refusal('hf:someone/small', options)).toMatch(
    /has no model\.safetensors or model\.safetensors\.index\.json; it has pytorch_model\.bin\.$/,
  )
  hub.files.delete('config.json')
  expect(await refusal('hf:someone/small', options)).toMatch(/has no config\.json/)
  await hub.stop()
  expect(await refusal('hf:someone/small', options)).toMatch(
    /could not be reached for model `someone\/small` \(main\), which is not in the cache: .*ECONNREFUSED/,
  )
})

test('what another client fetched is found, with its links, without asking', async () => {
  const cache = temporaryFolder()
  const commit = 'a'.repeat(40)
  const root = join(cache, 'models--someone--small')
  for (const folder of ['refs', 'blobs', `snapshots/${commit}`]) mkdirSync(join(root, folder), { recursive: true })
  writeFileSync(join(root, 'refs', 'main'), commit)
  for (const [index, name] of ['config.json', 'model.safetensors'].entries()) {
    writeFileSync(join(root, 'blobs', `blob${index}`), files[name as 'config.json'])
    symlinkSync(`../../blobs/blob${index}`, join(root, 'snapshots', commit, name))
  }
  const { folder } = await resolveCheckpoint('hf:someone/small', { cache, offline: true })
  expect(lstatSync(join(folder, 'config.json')).isSymbolicLink()).toBe(true)
  const checkpoint = await openCheckpointFolder(folder)
  await checkpoint.close()
})

test('a cache that cannot be written is not called a lost connection', async () => {
  const hub = await loopbackHub(files)
  const options = optionsFor(hub)
  writeFileSync(join(options.cache, 'models--someone--small'), 'a file in the way')
  expect(await refusal('hf:someone/small', options)).toMatch(
    /^model `someone\/small` \(main\) cannot be kept in the cache: .*Make room or give access, or name another place in HF_HUB_CACHE\.$/,
  )
})

test('two that fetch the same model at once both find it', async () => {
  const hub = await loopbackHub(files)
  const options = optionsFor(hub)
  const found = await Promise.all([1, 2, 3].map(async () => await resolveCheckpoint('hf:someone/small', options)))
  expect(new Set(found.map(({ folder }) => folder)).size).toBe(1)
  expect(readFileSync(join(found[0]?.folder ?? '', 'model.safetensors'))).toEqual(weights)
})

test('a fetch that is called off ends with the reason, and nothing looks complete', async () => {
  const hub = await loopbackHub(files)
  const controller = new AbortController()
  const options = optionsFor(hub, {
    signal: controller.signal,
    onProgress: ({ file }) => file === 'model.safetensors' && controller.abort(new Error('enough')),
  })
  expect(await refusal('hf:someone/small', options)).toBe('enough')
  expect(await refusal('hf:someone/small', { cache: options.cache, offline: true })).toMatch(/not in the cache/)
})
