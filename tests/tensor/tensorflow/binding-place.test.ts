import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { bindingPlaces, setupFolder, setupPlace } from '../../../src/tensor/tensorflow/binding-place.ts'
import { loadEither } from '../../../src/tensor/tensorflow/load-binding.ts'

async function folderWith(files: { readonly [path: string]: string }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rlvr-binding-'))
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  return folder
}

const packageFile = 'node_modules/@tensorflow/tfjs-node-gpu/package.json'
const binding = 'a binding'
const record = {
  tensorflow: '/venv/lib/python3.12/site-packages/tensorflow',
  version: '2.21.0',
  sha256: createHash('sha256').update(binding).digest('hex'),
}

test('what was set up comes before what a project has installed, and that before what stands beside the library', async () => {
  const setup = await folderWith({ 'setup.json': JSON.stringify(record), 'tfjs_binding.node': binding })
  const project = await folderWith({
    [packageFile]: '{}',
    'node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v8/tfjs_binding.node': '',
    'node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v10/tfjs_binding.node': '',
  })
  const beside = await folderWith({ [packageFile]: '{}' })
  const folderOf = (root: string): string => join(root, dirname(packageFile))
  expect(bindingPlaces('gpu', { setup, projects: [join(project, 'src'), project, beside] })).toEqual([
    { folder: setup, file: join(setup, 'tfjs_binding.node'), setup: record },
    { folder: folderOf(project), file: join(folderOf(project), 'lib/napi-v10/tfjs_binding.node'), setup: null },
    { folder: folderOf(beside), file: null, setup: null },
  ])
})

test('a place for the CPU is none for a GPU, and where nothing is there is no place', async () => {
  const project = await folderWith({ [packageFile]: '{}' })
  expect(bindingPlaces('node', { setup: join(project, 'none'), projects: [project] })).toEqual([])
  expect(bindingPlaces('gpu', { setup: join(project, 'none'), projects: [project] })).toHaveLength(1)
  expect(setupFolder('gpu', { RLVR_CACHE: '/cache' })).toBe('/cache/tensorflow/gpu')
  expect(setupFolder('node', { RLVR_CACHE: '/cache' })).toBe('/cache/tensorflow/cpu')
})

test('half of what was set up is never loaded, and what is wrong with it is said', async () => {
  const whole = { 'setup.json': JSON.stringify(record), 'tfjs_binding.node': binding }
  const broken: readonly (readonly [{ readonly [path: string]: string }, string])[] = [
    [{ ...whole, 'setup.json': '{' }, 'setup.json is not what the setup wrote'],
    [{ ...whole, 'setup.json': 'null' }, 'setup.json is not what the setup wrote'],
    [{ ...whole, 'setup.json': '{"tensorflow":5}' }, 'setup.json is not what the setup wrote'],
    [{ ...whole, 'tfjs_binding.node': binding.slice(1) }, 'tfjs_binding.node is not what the setup built'],
    [{ 'setup.json': whole['setup.json'] }, 'tfjs_binding.node is not there'],
  ]
  for (const [files, fault] of broken) {
    const place = setupPlace(await folderWith(files))
    expect(() => loadEither('node', place === null ? [] : [place])).toThrow(`${fault}. Run \`rlvr setup tensorflow\``)
  }
})
