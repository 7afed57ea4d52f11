import { mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
