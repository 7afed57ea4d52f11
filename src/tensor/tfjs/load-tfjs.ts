// The only file that loads TensorFlow.js. Which back ends there are is found out at run time: the CUDA and the
// native CPU bindings where their packages are installed, WebAssembly and plain JavaScript always.
import { createRequire } from 'node:module'
import { dirname, join, sep } from 'node:path'
import util from 'node:util'
import { RlvrError, describeError } from '../../core/errors.ts'

export type Tf = typeof import('@tensorflow/tfjs-core')

export type TfjsDevice = 'gpu' | 'node' | 'wasm' | 'cpu'

/** Packages that bring a device. `gpu` and `node` are for the user to install: they download TensorFlow itself. */
export const tfjsPackages: { readonly [D in TfjsDevice]: string } = {
  gpu: '@tensorflow/tfjs-node-gpu',
  node: '@tensorflow/tfjs-node',
  wasm: '@tensorflow/tfjs-backend-wasm',
  cpu: '@tensorflow/tfjs-backend-cpu',
}

/** Loads TensorFlow.js on a device. Throws `RLVR_TENSOR` saying what is missing and how to get it. */
export async function loadTfjs(device: TfjsDevice): Promise<Tf> {
  const require = createRequire(import.meta.url)
  try {
    if (device === 'gpu' || device === 'node') return await loadNative(require, device)
    const tf = require('@tensorflow/tfjs-core') as Tf
    const backend: unknown = require(tfjsPackages[device])
    if (device === 'wasm') setWasmFolder(backend, require)
    if (!(await tf.setBackend(device))) throw new Error(`the back end ${device} did not start`)
    await tf.ready()
    return tf
  } catch (thrown) {
    throw new RlvrError(
      'RLVR_TENSOR',
      `The back end \`tfjs-${device}\` needs the package ${tfjsPackages[device]}, which did not load (${describeError(thrown, 200)}). Install it with \`npm install ${tfjsPackages[device]}\`, or choose another back end; \`rlvr doctor\` lists those that work here.`,
      { cause: thrown },
    )
  }
}

async function loadNative(require: NodeJS.Require, device: 'gpu' | 'node'): Promise<Tf> {
  restoreRemovedUtilities()
  const tf = require(tfjsPackages[device]) as Tf
  await tf.ready()
  if (tf.getBackend() !== 'tensorflow') throw new Error(`TensorFlow did not start; the back end is ${tf.getBackend()}`)
  return tf
}

/** tfjs-node 4.22 calls two functions of `node:util` that Node 23 removed (tensorflow/tfjs issue 8609). */
function restoreRemovedUtilities(): void {
  const target = util as { isNullOrUndefined?: (value: unknown) => boolean; isArray?: (value: unknown) => boolean }
  target.isNullOrUndefined ??= (value) => value === null || value === undefined
  target.isArray ??= Array.isArray
}

/** In Node the wasm files are read from the package's own folder. */
function setWasmFolder(backend: unknown, require: NodeJS.Require): void {
  const folder = join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist') + sep
  ;(backend as { setWasmPaths(folder: string): void }).setWasmPaths(folder)
}
