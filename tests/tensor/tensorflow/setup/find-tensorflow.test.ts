import { chmod, mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { findTensorFlow } from '../../../../src/tensor/tensorflow/setup/find-tensorflow.ts'

const whole = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2', 'include/tensorflow/c/eager/c_api.h']

interface Installed {
  readonly version: string | null
  readonly files?: readonly string[]
  readonly isCudaBuild?: boolean
}

/** A folder with Pythons, `NAME/bin/python`, that answer as if they had these, or nothing. */
async function pythons(installed: { readonly [name: string]: Installed | null }): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'rlvr-python-'))
  for (const [name, has] of Object.entries(installed)) {
    const folder = has === null ? null : join(root, name, 'tensorflow')
    const texts: Record<string, string> = {
      [join(root, name, 'bin/python')]:
        `#!/bin/sh\nprintf '%s' '${JSON.stringify({ folder, version: has?.version ?? null })}'\n`,
    }
    if (folder !== null) {
      for (const file of has?.files ?? whole) texts[join(folder, file)] = ''
      texts[join(folder, 'python/platform/build_info.py')] =
        `[('is_cuda_build', ${has?.isCudaBuild === true ? 'True' : 'False'})]`
    }
    for (const [path, text] of Object.entries(texts)) {
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, text)
    }
    await chmod(join(root, name, 'bin/python'), 0o755)
  }
  return root
}

test('the named Python is asked alone; without one the active environment, then .venv, then the PATH', async () => {
  const root = await pythons({
    named: { version: '2.21.0' },
    active: { version: '2.21.1' },
    '.venv': { version: '2.21.2' },
    empty: null,
  })
  const found = async (given: object): Promise<string> =>
    (await findTensorFlow({ device: 'node', workingDirectory: root, environment: { PATH: '/none' }, ...given })).version
  const active = { PATH: '/none', VIRTUAL_ENV: join(root, 'active') }
  expect(await found({ python: join(root, 'named/bin/python'), environment: active })).toBe('2.21.0')
  expect(await found({ environment: active })).toBe('2.21.1')
  expect(await found({ environment: { PATH: '/none', VIRTUAL_ENV: join(root, 'empty') } })).toBe('2.21.2')
  await expect(found({ python: join(root, 'empty/bin/python'), environment: active })).rejects.toThrow(
    /^No Python here has TensorFlow \(.*empty\/bin\/python has no `tensorflow`\)\. Install it with `.*pip install 'tensorflow-cpu==2\.21\.0'`/,
  )
  await expect(found({ workingDirectory: join(root, 'nowhere') })).rejects.toThrow(
    /\.venv\/bin\/python is not there; python3 is not there; python is not there/,
  )
})

test('a TensorFlow that is not whole, of another version, or built without CUDA where that is wanted, is refused with the mend', async () => {
  const root = await pythons({
    halved: { version: '2.21.0', files: whole.slice(1) },
    unnamed: { version: null },
    newer: { version: '2.22.0' },
    cpu: { version: '2.21.0' },
    cuda: { version: '2.21.0', isCudaBuild: true },
  })
  const found = async (name: string, device: 'gpu' | 'node' = 'node'): Promise<string> =>
    (await findTensorFlow({ device, python: join(root, name, 'bin/python') })).folder
  await expect(found('halved')).rejects.toThrow(
    /is not whole: it lacks libtensorflow_cc\.so\.2\. Install it again with `.*halved\/bin\/python -m pip install --force-reinstall 'tensorflow-cpu==2\.21\.0'`/,
  )
  await expect(found('unnamed')).rejects.toThrow('it lacks the record of its version')
  await expect(found('newer')).rejects.toThrow(/tried on; .* is 2\.22\.0\. Install that one with `/)
  await expect(found('cpu', 'gpu')).rejects.toThrow(
    /a build for CPUs alone\. Install the one for CUDA with `.*'tensorflow\[and-cuda\]==2\.21\.0'`, or leave --gpu out/,
  )
  expect(await found('cuda', 'gpu')).toBe(join(root, 'cuda/tensorflow'))
})
