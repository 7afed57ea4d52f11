// Puts onnxruntime's CUDA provider in place for onnxruntime-node: the two libraries of the wheel onnxruntime-gpu of the
// same version, which pip has from PyPI, beside the runtime's own (both packages are built from one commit). The runtime
// looks for them nowhere else. What they need themselves is NVIDIA's driver (libcuda.so.1, from 580 on for CUDA 13) and
// the libraries of CUDA 13, which `pip install 'onnxruntime-gpu[cuda]' nvidia-cublas` brings.
import { execFile } from 'node:child_process'
import { copyFile, rename } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { RlvrError, describeError } from '../../core/errors.ts'
import { wantedVersion } from './load-runtime.ts'

const run = promisify(execFile)

export const providerLibraries = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'] as const

export interface CudaSetup {
  /** Where the libraries were put. */
  readonly folder: string
  /** Libraries that the loader does not find. */
  readonly absent: readonly string[]
  /** What mends that; null where nothing is absent. */
  readonly mend: string | null
}

export interface CudaSetupOptions {
  /** The Python that has onnxruntime-gpu. */
  readonly python?: string | undefined
  /** Where onnxruntime's own library lies; that of the installed onnxruntime-node by default. */
  readonly folder?: string
}

/** @throws RlvrError `RLVR_TENSOR` with what is missing; nothing has changed then */
export async function setUpCuda({
  python = 'python3',
  folder = runtimeFolder(),
}: CudaSetupOptions): Promise<CudaSetup> {
  if (platform() !== 'linux' || arch() !== 'x64')
    throw fault(
      `The CUDA provider of onnxruntime is for Linux on x64; this is ${platform()} ${arch()}. The back end onnx-webgpu computes on GPUs of other systems.`,
    )
  const { version, capi, nvidia } = await foundWheel(python)
  if (version !== wantedVersion)
    throw fault(
      `onnxruntime-node is of version ${wantedVersion}, and onnxruntime-gpu of ${python} is of version ${version}: they must be the same. Install \`${python} -m pip install onnxruntime-gpu==${wantedVersion}\`.`,
    )
  for (const library of providerLibraries) {
    const partial = join(folder, `${library}.partial`)
    await copyFile(join(capi, library), partial)
    await rename(partial, join(folder, library))
  }
  const absent = await absentLibraries(join(folder, providerLibraries[1]), nvidia)
  return { folder, absent, mend: mendOf(absent, nvidia, python) }
}

function runtimeFolder(): string {
  try {
    const file = createRequire(import.meta.url).resolve('onnxruntime-node/package.json')
    return join(dirname(file), 'bin', 'napi-v6', platform(), arch())
  } catch {
    throw fault(
      `onnxruntime-node is not installed, beside which the provider goes. Install it with \`npm install --ignore-scripts onnxruntime-node@${wantedVersion}\`.`,
    )
  }
}

/** Asks a Python what it has, without loading it. `nvidia`: folders of NVIDIA's libraries beside it. */
const question = `
import glob, importlib.metadata as m, json, os
try:
    d = m.distribution('onnxruntime-gpu')
    root = str(d.locate_file(''))
    print(json.dumps({'version': d.version, 'capi': os.path.join(root, 'onnxruntime', 'capi'), 'nvidia': sorted(glob.glob(os.path.join(root, 'nvidia', '*', 'lib')))}))
except m.PackageNotFoundError:
    print('null')
`

interface Wheel {
  readonly version: string
  readonly capi: string
  readonly nvidia: readonly string[]
}

async function foundWheel(python: string): Promise<Wheel> {
  const answer = await run(python, ['-c', question]).catch((thrown: unknown) => {
    throw fault(`${python} does not run (${describeError(thrown, 200)}). Name a Python with --python PATH.`)
  })
  const wheel = JSON.parse(answer.stdout) as Wheel | null
  if (wheel === null)
    throw fault(
      `${python} has no onnxruntime-gpu. Install it with \`${python} -m pip install 'onnxruntime-gpu[cuda]==${wantedVersion}' nvidia-cublas\`, or name a Python that has it with --python PATH.`,
    )
  return wheel
}

/** Names that the loader finds neither in the system nor in `folders`. */
async function absentLibraries(library: string, folders: readonly string[]): Promise<string[]> {
  const path = [...folders, process.env['LD_LIBRARY_PATH'] ?? ''].filter((each) => each !== '').join(':')
  const { stdout } = await run('ldd', [library], { env: { ...process.env, LD_LIBRARY_PATH: path } })
  return [...stdout.matchAll(/^\s*(\S+) => not found/gm)].map(([, name]) => name as string)
}

function mendOf(absent: readonly string[], nvidia: readonly string[], python: string): string | null {
  const driver = absent.includes('libcuda.so.1')
    ? ['libcuda.so.1 is of NVIDIA’s driver, which is not installed here: CUDA 13 needs version 580 or newer.']
    : []
  const others = absent.filter((each) => each !== 'libcuda.so.1')
  const libraries =
    others.length > 0
      ? [
          `${others.join(', ')}: \`${python} -m pip install 'onnxruntime-gpu[cuda]==${wantedVersion}' nvidia-cublas\` brings them.`,
        ]
      : []
  const where = nvidia.length > 0 ? [`Start with \`LD_LIBRARY_PATH=${nvidia.join(':')}\`, so that they are found.`] : []
  return absent.length === 0 ? null : [...driver, ...libraries, ...where].join(' ')
}

function fault(message: string): RlvrError {
  return new RlvrError('RLVR_TENSOR', message)
}
