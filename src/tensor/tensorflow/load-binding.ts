// Loads TensorFlow's binding for Node, for a CUDA device or for the CPU, and says in words what an installation lacks.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import { RlvrError, describeError } from '../../core/errors.ts'
import { absentGpu } from './absent-gpu.ts'
import type { TensorFlowBinding } from './binding.ts'
import { bindingPlaces, setupCommand, type BindingPlace, type TensorFlowDevice } from './binding-place.ts'

/** `RTLD_NODELETE` of Linux, which Node does not name. */
const noDelete = process.platform === 'linux' ? 0x1000 : 0

/** What TensorFlow reads when it is loaded, where its user has not set it: warnings are few, and memory of a GPU is taken as it is needed. */
const defaults = { TF_CPP_MIN_LOG_LEVEL: '2', TF_FORCE_GPU_ALLOW_GROWTH: 'true' }

export interface LoadedBinding {
  readonly binding: TensorFlowBinding
  readonly place: BindingPlace
}

/**
 * @throws RlvrError `RLVR_TENSOR` where it is not set up, where none of its places has a binding that loads, or, for
 *   `gpu`, where TensorFlow found no device and would compute on the CPU
 */
export function loadBinding(device: TensorFlowDevice, places?: readonly BindingPlace[]): Promise<LoadedBinding> {
  return withGpu(device, loadEither(device, places))
}

async function withGpu(device: TensorFlowDevice, loaded: LoadedBinding): Promise<LoadedBinding> {
  const { binding, place } = loaded
  if (device === 'node' || binding.isUsingGpuDevice()) return loaded
  throw new RlvrError(
    'RLVR_TENSOR',
    `TensorFlow ${binding.TF_Version} loads for the back end \`tfjs-gpu\`, but finds no GPU and would compute on the CPU. ${await absentGpu({ tensorflow: place.setup?.tensorflow ?? null })}`,
  )
}

/** As `loadBinding`, but takes the CPU for `gpu` where there is no device. */
export function loadEither(
  device: TensorFlowDevice,
  places: readonly BindingPlace[] = bindingPlaces(device),
): LoadedBinding {
  const failures: string[] = []
  for (const place of places) {
    try {
      return { binding: loadFrom(place), place }
    } catch (thrown) {
      failures.push(inWords(thrown, place))
    }
  }
  const causes = failures.length === 0 ? 'which is not set up here' : `but ${failures.join('; and ')}`
  throw new RlvrError(
    'RLVR_TENSOR',
    `The back end \`tfjs-${device}\` computes with TensorFlow, ${causes}. Run \`${setupCommand(device)}\`, or choose another back end; \`rlvr doctor\` lists those that work here.`,
  )
}

function loadFrom({ file, folder, setup, fault }: BindingPlace): TensorFlowBinding {
  if (fault !== undefined) throw new Error(fault)
  if (file === null) throw new Error('no binding')
  const binding = loadAddon(file)
  const { TF_Version: version } = binding
  if (setup !== null && version !== setup.version)
    throw new Error(`it was built on TensorFlow ${setup.version}, and ${setup.tensorflow} is ${version} now`)
  if (typeof binding.executeOp !== 'function') throw new Error(`what ${folder} holds is no binding of TensorFlow`)
  return binding
}

/**
 * As `require` does, but an addon is never unloaded again: the end of a worker thread would take the code away that
 * TensorFlow's own threads are running.
 */
function loadAddon(file: string): TensorFlowBinding {
  for (const [name, value] of Object.entries(defaults)) process.env[name] ??= value
  if (!file.endsWith('.node')) return createRequire(import.meta.url)(file) as TensorFlowBinding
  if (!existsSync(file)) throw new Error(`Cannot find module '${file}'`)
  const loaded = { exports: {} }
  process.dlopen(loaded, file, constants.dlopen.RTLD_NOW | noDelete)
  return loaded.exports as TensorFlowBinding
}

/** What an installation lacks, after what Node and the dynamic linker say. */
function inWords(thrown: unknown, { folder, file, setup, fault }: BindingPlace): string {
  if (fault !== undefined) return fault
  const words = describeError(thrown).split('\n')[0] ?? ''
  if (file === null) return `the package in ${folder} has no binding, as after an install without scripts`
  if (/Cannot find module/.test(words)) return `${file} is not there`
  const library = /([^\s/]+\.so[\w.]*): cannot open shared object file/.exec(words)?.[1]
  if (library !== undefined)
    return setup === null
      ? `its binding in ${folder} does not find ${library}`
      : `its binding was built on ${setup.tensorflow}, where ${library} is no more`
  if (/undefined symbol|version `.*' not found/.test(words))
    return `its binding in ${folder} was built on another version of TensorFlow (${words})`
  return `its binding in ${folder} does not load: ${words}`
}
