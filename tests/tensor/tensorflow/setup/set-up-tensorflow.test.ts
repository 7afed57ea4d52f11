import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { bindingPlaces, setupFolder, setupPlace } from '../../../../src/tensor/tensorflow/binding-place.ts'
import { setUpTensorFlow } from '../../../../src/tensor/tensorflow/setup/set-up-tensorflow.ts'
import { trial } from '../../../../src/tensor/tensorflow/setup/trial.ts'

test('where no TensorFlow is found, what was set up before stays, and nothing stands beside it', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'rlvr-setup-'))
  await writeFile(join(parent, 'cpu'), 'as before')
  const steps: string[] = []
  const setting = setUpTensorFlow({
    ...{ device: 'node', folder: join(parent, 'cpu'), python: join(parent, 'no-python') },
    onStep: (words) => void steps.push(words),
  } as const)
  await expect(setting).rejects.toThrow('no-python is not there')
  expect(await readdir(parent)).toEqual(['cpu'])
  expect(steps).toEqual([])
})

const isSetUp = setupPlace(setupFolder('node')) !== null

test.skipIf(!isSetUp)(
  `what is set up here computes the gradient that plain JavaScript does${isSetUp ? '' : ' (left out: `rlvr setup tensorflow` was not run here)'}`,
  async () => {
    expect(await trial(setupFolder('node'), 'node')).toEqual({ usesGpu: false, absent: null })
    expect(bindingPlaces('node')[0]?.folder).toBe(setupFolder('node'))
  },
)

test('a folder without a binding is no setup', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rlvr-setup-'))
  await expect(trial(folder, 'gpu')).rejects.toThrow('not set up here. Run `rlvr setup tensorflow --gpu`')
})

test('a cache that cannot be written is named before anything is fetched', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'rlvr-setup-'))
  const wheel = join(parent, 'tensorflow')
  const whole = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2', 'include/tensorflow/c/eager/c_api.h']
  for (const name of whole) {
    await mkdir(dirname(join(wheel, name)), { recursive: true })
    await writeFile(join(wheel, name), '')
  }
  const python = join(parent, 'python')
  await writeFile(python, `#!/bin/sh\necho '${JSON.stringify({ folder: wheel, version: '2.21.0' })}'\n`, {
    mode: 0o755,
  })
  const folder = join(python, 'tensorflow', 'cpu')
  await expect(setUpTensorFlow({ device: 'node', folder, python })).rejects.toMatchObject({
    code: 'RLVR_TENSOR',
    message: expect.stringMatching(
      /tensorflow cannot be written \(.*\)\. Name a folder of yours: RLVR_CACHE=FOLDER\.$/,
    ) as string,
  })
})
