// The only file that loads TensorFlow.js, on WebAssembly or in plain JavaScript. Where TensorFlow itself computes, its
// binding is loaded without the rest: src/tensor/tensorflow.
import { createRequire } from 'node:module'
import { dirname, join, sep } from 'node:path'
import { RlvrError, describeError } from '../../core/errors.ts'

export type Tf = typeof import('@tensorflow/tfjs-core')

export type TfjsDevice = 'wasm' | 'cpu'

/** Packages that bring a device. */
const tfjsPackages: { readonly [D in TfjsDevice]: string } = {
  wasm: '@tensorflow/tfjs-backend-wasm',
  cpu: '@tensorflow/tfjs-backend-cpu',
}

/** Loads TensorFlow.js on a device. Throws `RLVR_TENSOR` saying what is missing and how to get it. */
export async function loadTfjs(device: TfjsDevice): Promise<Tf> {
  const require = createRequire(import.meta.url)
  const name = tfjsPackages[device]
  try {
    const tf = require('@tensorflow/tfjs-core') as Tf
    // Its banner recommends the native package on every start; `rlvr doctor` says it once and better.
    tf.env().set('IS_TEST', true)
    const backend: unknown = require(name)
    if (device === 'wasm') setWasmFolder(backend, require)
    if (!(await tf.setBackend(device))) throw new Error(`the back end ${device} did not start`)
    await tf.ready()
    return tf
  } catch (thrown) {
    throw new RlvrError(
      'RLVR_TENSOR',
      `The back end \`tfjs-${device}\` needs the package ${name}, which did not load (${firstLine(describeError(thrown))}). Install it with \`npm install ${name}\`, or choose another back end; \`rlvr doctor\` lists those that work here.`,
      { cause: thrown },
    )
  }
}

/** In Node the wasm files are read from the package's own folder. */
function setWasmFolder(backend: unknown, require: NodeJS.Require): void {
  const folder = join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist') + sep
  ;(backend as { setWasmPaths(folder: string): void }).setWasmPaths(folder)
}

/** Node lists the files that required a missing module on further lines. */
function firstLine(text: string): string {
  return text.split('\n')[0] ?? text
}
