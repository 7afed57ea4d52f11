// Finds the wheel of TensorFlow that a Python has: the one that the user names, else the first that has it of the
// active virtual environment, `.venv` in the working directory, and `python3` and `python` on the PATH. TensorFlow is
// not imported, which would take seconds; Python is asked where it is, and the folder must have what a build needs.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { RlvrError, describeError } from '../../../core/errors.ts'
import { isCudaBuild, wheels } from '../absent-gpu.ts'
import type { TensorFlowDevice } from '../binding-place.ts'

/** The only minor version that the binding was tried on; its C interface for eager operations is no promise of TensorFlow. */
export const wantedTensorFlow = '2.21'

export interface TensorFlowWheel {
  /** The Python that has it. */
  readonly python: string
  /** The package's folder, `…/site-packages/tensorflow`. */
  readonly folder: string
  /** Like `2.21.0`. */
  readonly version: string
}

export interface TensorFlowSearch {
  readonly device: TensorFlowDevice
  /** The one Python to ask. */
  readonly python?: string | undefined
  readonly environment?: NodeJS.ProcessEnv
  readonly workingDirectory?: string
}

const question = `
import importlib.metadata, importlib.util, json
found = importlib.util.find_spec('tensorflow')
places = list(found.submodule_search_locations or []) if found else []
version = None
for name in ('tensorflow', 'tensorflow-cpu', 'tensorflow-gpu', 'tf-nightly', 'tf-nightly-cpu'):
    try:
        version = importlib.metadata.version(name)
        break
    except importlib.metadata.PackageNotFoundError:
        pass
print(json.dumps({'folder': places[0] if places else None, 'version': version}))
`

const needed = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2', 'include/tensorflow/c/eager/c_api.h']

/** @throws RlvrError `RLVR_TENSOR` where no Python has it, or what it has cannot be built on */
export async function findTensorFlow({
  device,
  python,
  environment = process.env,
  workingDirectory = process.cwd(),
}: TensorFlowSearch): Promise<TensorFlowWheel> {
  const active = environment['VIRTUAL_ENV']
  const pythons =
    python !== undefined
      ? [python]
      : [
          ...(active === undefined ? [] : [join(active, 'bin/python')]),
          join(workingDirectory, '.venv/bin/python'),
          'python3',
          'python',
        ]
  const looked: string[] = []
  for (const each of pythons) {
    const answer = await ask(each, environment)
    if (typeof answer === 'string') {
      looked.push(`${each} ${answer}`)
      continue
    }
    return await checked({ python: each, ...answer }, device)
  }
  throw new RlvrError(
    'RLVR_TENSOR',
    `No Python here has TensorFlow (${looked.join('; ')}). Install it with \`python3 -m venv tensorflow && tensorflow/bin/pip install '${wheels[device]}'\`, then name that Python: \`--python tensorflow/bin/python\`.`,
  )
}

/** Where it is; in words why there is none. */
async function ask(
  python: string,
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly folder: string; readonly version: string | null } | string> {
  try {
    const { stdout } = await promisify(execFile)(python, ['-c', question], { timeout: 60_000, env: environment })
    const { folder, version } = JSON.parse(stdout) as { folder: string | null; version: string | null }
    return folder === null ? 'has no `tensorflow`' : { folder, version }
  } catch (thrown) {
    const isMissing = (thrown as NodeJS.ErrnoException).code === 'ENOENT'
    return isMissing ? 'is not there' : `does not answer (${describeError(thrown, 200).replaceAll(/\s+/g, ' ')})`
  }
}

async function checked(
  { python, folder, version }: { readonly python: string; readonly folder: string; readonly version: string | null },
  device: TensorFlowDevice,
): Promise<TensorFlowWheel> {
  const install = `${python} -m pip install --force-reinstall '${wheels[device]}'`
  const missing = needed.filter((name) => !existsSync(join(folder, name)))
  if (version === null || missing.length > 0)
    throw new RlvrError(
      'RLVR_TENSOR',
      `The TensorFlow in ${folder} is not whole: it lacks ${version === null ? 'the record of its version' : missing.join(', ')}. Install it again with \`${install}\`.`,
    )
  if (!version.startsWith(`${wantedTensorFlow}.`))
    throw new RlvrError(
      'RLVR_TENSOR',
      `The binding is built on TensorFlow ${wantedTensorFlow}, which it was tried on; ${folder} is ${version}. Install that one with \`${install}\`, or name another Python with --python.`,
    )
  if (device === 'gpu' && !(await isCudaBuild(folder)))
    throw new RlvrError(
      'RLVR_TENSOR',
      `The TensorFlow in ${folder} is a build for CPUs alone. Install the one for CUDA with \`${install}\`, or leave --gpu out.`,
    )
  return { python, folder, version }
}
