import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { absentGpu } from '../../../src/tensor/tensorflow/absent-gpu.ts'

/** A machine with this driver and these libraries of CUDA, and a TensorFlow built for CUDA or not. */
async function machine({
  driver,
  isCudaBuild = true,
  libraries = [],
}: {
  driver?: string
  isCudaBuild?: boolean
  libraries?: readonly string[]
}): Promise<{ tensorflow: string; root: string }> {
  const root = await mkdtemp(join(tmpdir(), 'rlvr-gpu-'))
  const tensorflow = join(root, 'site-packages/tensorflow')
  const files: Record<string, string> = {
    [join(tensorflow, 'python/platform/build_info.py')]:
      `build_info = OrderedDict([('is_cuda_build', ${isCudaBuild ? 'True' : 'False'})])`,
  }
  for (const library of libraries) files[join(root, 'site-packages/nvidia', library)] = ''
  // As the driver writes it.
  if (driver !== undefined)
    files[join(root, 'proc/driver/nvidia/version')] =
      `NVRM version: NVIDIA UNIX x86_64 Kernel Module  ${driver}  Tue Feb 27 2024\nGCC version:  gcc version 11.4.0`
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
  }
  return { tensorflow, root }
}

const all = [
  'cuda_runtime/lib/libcudart.so.12',
  'cublas/lib/libcublas.so.12',
  'cudnn/lib/libcudnn.so.9',
  'cufft/lib/libcufft.so.11',
  'cusolver/lib/libcusolver.so.11',
  'cusparse/lib/libcusparse.so.12',
]

test('the cause is said, with the command that mends it: the build, the environment, the driver, its age, the libraries', async () => {
  const environment = {}
  expect(await absentGpu({ ...(await machine({ isCudaBuild: false })), environment })).toMatch(
    /tensorflow is a build for CPUs alone\. Run `pip install 'tensorflow\[and-cuda\]==2\.21\.0'`/,
  )
  expect(await absentGpu({ ...(await machine({})), environment: { CUDA_VISIBLE_DEVICES: '-1' } })).toBe(
    'CUDA_VISIBLE_DEVICES=-1 hides every GPU. Run `unset CUDA_VISIBLE_DEVICES`.',
  )
  expect(await absentGpu({ ...(await machine({})), environment })).toMatch(
    /^No NVIDIA driver is loaded\. .*nvidia-driver-580/,
  )
  expect(await absentGpu({ ...(await machine({ driver: '470.223.02' })), environment })).toMatch(
    /^The NVIDIA driver is 470\.223\.02; CUDA 12 needs 525\.60\.13 or newer\./,
  )
  expect(await absentGpu({ ...(await machine({ driver: '525.60.11', libraries: all })), environment })).toMatch(
    /needs 525\.60\.13/,
  )
  expect(
    await absentGpu({ ...(await machine({ driver: '580.65.06', libraries: all.slice(1) })), environment }),
  ).toMatch(/missing beside TensorFlow: libcudart\.so\.12\. Run `pip install/)
  expect(await absentGpu({ ...(await machine({ driver: '525.60.13', libraries: all })), environment })).toMatch(
    /^The NVIDIA driver 525\.60\.13 is there\. Run `TF_CPP_MIN_LOG_LEVEL=0 rlvr doctor`/,
  )
})
