import { execFile } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { bindingPlaces, type BindingPlace } from '../../../src/tensor/tensorflow/binding-place.ts'
import { loadBinding, loadEither } from '../../../src/tensor/tensorflow/load-binding.ts'

const setup = { tensorflow: '/venv/tensorflow', version: '2.21.0', sha256: '' }

/** A place whose binding is this JavaScript. */
async function placeWith(source: string, record: BindingPlace['setup'] = setup): Promise<BindingPlace> {
  const folder = await mkdtemp(join(tmpdir(), 'rlvr-binding-'))
  const file = join(folder, 'tfjs_binding.cjs')
  await writeFile(file, source)
  return { folder, file, setup: record }
}

const working = (usesGpu: boolean, version = '2.21.0'): string =>
  `module.exports = { TF_Version: '${version}', executeOp() {}, isUsingGpuDevice: () => ${usesGpu} }`

test('a build for CUDA that computes on the CPU is no GPU, and why there is none is said', async () => {
  const places = [await placeWith(working(false))]
  await expect(loadBinding('gpu', places)).rejects.toMatchObject({
    code: 'RLVR_TENSOR',
    message: expect.stringMatching(
      /^TensorFlow 2\.21\.0 loads for the back end `tfjs-gpu`, but finds no GPU and would compute on the CPU\. \/venv\/tensorflow is a build for CPUs alone\. Run `pip install/,
    ) as string,
  })
  expect((await loadBinding('node', places)).binding.TF_Version).toBe('2.21.0')
  expect(loadEither('gpu', places).binding.isUsingGpuDevice()).toBe(false)
  expect((await loadBinding('gpu', [await placeWith(working(true))])).binding.isUsingGpuDevice()).toBe(true)
})

test('the first place that loads is taken; where none does, what each lacks is said, and the command that mends it', async () => {
  const broken = [
    await placeWith(`throw new Error('libtensorflow_cc.so.2: cannot open shared object file: No such file')`),
    await placeWith(`throw new Error('/x/tfjs_binding.node: undefined symbol: TFE_NewContext')`),
    await placeWith(working(false, '2.22.0')),
    { ...(await placeWith('', null)), file: null },
    await placeWith('module.exports = {}', null),
  ]
  const works = await placeWith(working(false))
  expect(loadEither('node', [...broken, works]).place).toBe(works)
  const said = /computes with TensorFlow, but (.*)\. Run `rlvr setup tensorflow`, or choose another back end/
  const causes = (() => {
    try {
      loadEither('node', broken)
    } catch (thrown) {
      return said.exec((thrown as Error).message)?.[1]?.split('; and ')
    }
    return undefined
  })()
  expect(causes).toEqual([
    'its binding was built on /venv/tensorflow, where libtensorflow_cc.so.2 is no more',
    expect.stringMatching(/was built on another version of TensorFlow \(.*undefined symbol: TFE_NewContext\)$/),
    expect.stringContaining('it was built on TensorFlow 2.21.0, and /venv/tensorflow is 2.22.0 now'),
    expect.stringMatching(/^the package in .* has no binding, as after an install without scripts$/),
    expect.stringContaining('is no binding of TensorFlow'),
  ])
})

test('where nothing is set up the command that does it is named', () => {
  expect(() => loadEither('gpu', [])).toThrow(
    'The back end `tfjs-gpu` computes with TensorFlow, which is not set up here. Run `rlvr setup tensorflow --gpu`, or choose another back end',
  )
})

const isSetUp = bindingPlaces('node').some(({ file }) => file?.endsWith('.node') === true)

test.skipIf(!isSetUp)(
  'a thread that loaded TensorFlow may end before the process does',
  { timeout: 120_000 },
  async () => {
    const source = `
    import { Worker, isMainThread } from 'node:worker_threads'
    import { loadBinding } from ${JSON.stringify(new URL('../../../src/tensor/tensorflow/load-binding.ts', import.meta.url).href)}
    if (isMainThread) new Worker(new URL(import.meta.url))
    else console.log((await loadBinding('node')).binding.TF_Version)`
    const folder = await mkdtemp(join(tmpdir(), 'rlvr-binding-'))
    await writeFile(join(folder, 'thread.ts'), source)
    const flags = ['--disable-warning=ExperimentalWarning', join(folder, 'thread.ts')]
    const { stdout } = await promisify(execFile)(process.execPath, flags)
    expect(stdout).toMatch(/^\d+\.\d+/)
  },
)
