import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkpointSource, hubCacheFolder } from '../../../../src/policy/checkpoints/hub/checkpoint-source.ts'

test('paths and names of the hub are told apart', () => {
  for (const [source, path] of [
    ['model', 'model'],
    ['owner/name', 'owner/name'],
    ['hf:./model', './model'],
    ['hf:../model', '../model'],
    ['hf:/models/a', '/models/a'],
    ['hf:.', '.'],
    ['hf:~/model', join(homedir(), 'model')],
    ['hf:C:\\models', 'C:\\models'],
  ] as const)
    expect(checkpointSource(source)).toEqual({ kind: 'folder', path })
  for (const [source, repository, revision] of [
    ['hf:Qwen/Qwen3-0.6B', 'Qwen/Qwen3-0.6B', 'main'],
    ['hf:Qwen/Qwen3-0.6B@v1.0', 'Qwen/Qwen3-0.6B', 'v1.0'],
    ['hf:a/b@refs/pr/3', 'a/b', 'refs/pr/3'],
    ['hf:gpt2', 'gpt2', 'main'],
  ] as const)
    expect(checkpointSource(source)).toEqual({ kind: 'hub', repository, revision })
})

test('names that lead elsewhere are refused', () => {
  for (const source of [
    '',
    'hf:',
    'hf:a/b/c',
    'hf:a/..',
    'hf:a b/c',
    'hf:a/b@',
    'hf:a--b/c',
    'hf:a/b@../x',
    'hf:a/b@x/../y',
    'hf:a/b@/x',
    'hf:a/b@x//y',
    'hf:.a/b',
  ])
    expect(() => checkpointSource(source), source).toThrow(/got/)
})

test('the cache is where the environment says, as for other clients', () => {
  const home = join(homedir(), '.cache', 'huggingface', 'hub')
  expect(hubCacheFolder({})).toBe(home)
  expect(hubCacheFolder({ XDG_CACHE_HOME: '/x' })).toBe('/x/huggingface/hub')
  expect(hubCacheFolder({ XDG_CACHE_HOME: '/x', HF_HOME: '/h' })).toBe('/h/hub')
  expect(hubCacheFolder({ HF_HOME: '/h', HUGGINGFACE_HUB_CACHE: '/g' })).toBe('/g')
  expect(hubCacheFolder({ HUGGINGFACE_HUB_CACHE: '/g', HF_HUB_CACHE: '~/c' })).toBe(join(homedir(), 'c'))
})
