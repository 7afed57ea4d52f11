// Why TensorFlow finds no CUDA device, as far as files tell, with the command that mends it. Looked at in the order in
// which the causes exclude each other: the build, the environment, the driver, the libraries.
// Oldest driver for CUDA 12: 525.60.13 (NVIDIA, CUDA Compatibility, table "CUDA Toolkit 12.x minor version compatibility").
import { readFile, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setupCommand } from './binding-place.ts'

export const wheels = { gpu: 'tensorflow[and-cuda]==2.21.0', node: 'tensorflow-cpu==2.21.0' } as const

const oldestDriver = [525, 60, 13] as const

/** What TensorFlow 2.21 opens when it is to compute on a GPU, by the folder of the wheel that brings it. */
const libraries: { readonly [folder: string]: string } = {
  cuda_runtime: 'libcudart.so.12',
  cublas: 'libcublas.so.12',
  cudnn: 'libcudnn.so.9',
  cufft: 'libcufft.so.11',
  cusolver: 'libcusolver.so.11',
  cusparse: 'libcusparse.so.12',
}

export interface GpuSearch {
  /** The folder of the Python package, where that is known. */
  readonly tensorflow: string | null
  /** Where `proc` and `dev` are. */
  readonly root?: string
  readonly environment?: NodeJS.ProcessEnv
}

/** Sentences: the cause, and what to do. */
export async function absentGpu({ tensorflow, root = '/', environment = process.env }: GpuSearch): Promise<string> {
  if (tensorflow !== null && !(await isCudaBuild(tensorflow)))
    return `${tensorflow} is a build for CPUs alone. Run \`pip install '${wheels.gpu}'\` there, then \`${setupCommand('gpu')}\`.`
  const visible = environment['CUDA_VISIBLE_DEVICES']
  if (visible === '' || visible === '-1')
    return `CUDA_VISIBLE_DEVICES=${visible} hides every GPU. Run \`unset CUDA_VISIBLE_DEVICES\`.`
  const driver = await driverVersion(root)
  if (driver === null)
    return `No NVIDIA driver is loaded. Install it (Ubuntu: \`sudo apt install nvidia-driver-580\`, then restart; in a container: \`docker run --gpus all\`) until \`nvidia-smi\` lists the card.`
  if (isOlder(driver.split('.').map(Number), oldestDriver))
    return `The NVIDIA driver is ${driver}; CUDA 12 needs ${oldestDriver.join('.')} or newer. Install a newer one (Ubuntu: \`sudo apt install nvidia-driver-580\`, then restart).`
  const missing = tensorflow === null ? [] : await missingLibraries(dirname(tensorflow))
  if (missing.length > 0)
    return `Libraries of CUDA are missing beside TensorFlow: ${missing.join(', ')}. Run \`pip install '${wheels.gpu}'\` with the Python that has ${tensorflow}.`
  return `The NVIDIA driver ${driver} is there. Run \`TF_CPP_MIN_LOG_LEVEL=0 rlvr doctor\`: TensorFlow says then why it takes none of its devices.`
}

/** Whether the package in this folder was built for CUDA, by what it says of its build. */
export async function isCudaBuild(tensorflow: string): Promise<boolean> {
  const text = await readFile(join(tensorflow, 'python/platform/build_info.py'), 'utf8').catch(() => '')
  return /'is_cuda_build', True/.test(text)
}

/** Like `580.65.06`; `unknown` for a driver of Windows below WSL, which does not say; null where none is loaded. */
async function driverVersion(root: string): Promise<string | null> {
  const text = await readFile(join(root, 'proc/driver/nvidia/version'), 'utf8').catch(() => null)
  if (text !== null) return /\b\d+\.\d+(?:\.\d+)?\b/.exec(text)?.[0] ?? 'unknown'
  const devices = await readdir(join(root, 'dev')).catch((): string[] => [])
  return devices.includes('dxg') ? 'unknown' : null
}

function isOlder(version: readonly number[], than: readonly number[]): boolean {
  for (const [index, due] of than.entries()) {
    const part = version[index] ?? 0
    if (part !== due) return part < due
  }
  return false
}

/** Null or more of `libraries`, where the wheels that bring them stand beside TensorFlow; a system's own may do as well. */
async function missingLibraries(sitePackages: string): Promise<string[]> {
  const missing: string[] = []
  for (const [folder, library] of Object.entries(libraries)) {
    const files = await readdir(join(sitePackages, 'nvidia', folder, 'lib')).catch((): string[] => [])
    if (!files.includes(library)) missing.push(library)
  }
  return missing
}
