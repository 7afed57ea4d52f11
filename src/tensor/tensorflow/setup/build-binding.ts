// Compiles the binding of tfjs-node, two files of C++, against the libraries and headers that a TensorFlow wheel brings.
// The sources and what they are compiled with are in the package's binding.gyp; of Node they need its N-API alone, whose
// headers npm's `node-api-headers` has. The run path is the wheel's own folder: its libraries find CUDA's beside them.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { RlvrError } from '../../../core/errors.ts'

export interface BindingOptions {
  /** The folder with the sources: `binding` of the package @tensorflow/tfjs-node(-gpu). */
  readonly sources: string
  /** The folder with `node_api.h`. */
  readonly headers: string
  /** The folder of the Python package. */
  readonly tensorflow: string
  /** The file to write. */
  readonly output: string
  /** `$CXX`, or the first of g++, c++ and clang++ on the PATH. */
  readonly compiler?: string
}

/** The N-API that the sources are written for (the package's package.json, `binary.napi_versions`). */
const apiVersion = 8

/** @throws RlvrError `RLVR_TENSOR` where there is no compiler, or it fails */
export async function buildBinding(options: BindingOptions): Promise<void> {
  const compiler = options.compiler ?? (await findCompiler())
  const given = [
    ...['-O2', '-std=c++17', '-fPIC', '-shared'],
    ...[`-DNAPI_VERSION=${apiVersion}`, '-DNODE_GYP_MODULE_NAME=tfjs_binding', '-DBUILDING_NODE_EXTENSION'],
    ...[`-I${options.headers}`, `-I${options.tensorflow}/include`],
    ...['tfjs_backend.cc', 'tfjs_binding.cc'],
    ...[`-L${options.tensorflow}`, '-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'],
    `-Wl,-rpath,${options.tensorflow}`,
    ...['-o', options.output],
  ]
  await promisify(execFile)(compiler, given, { cwd: options.sources, maxBuffer: 64 * 2 ** 20 }).catch(
    (thrown: { stderr?: string; message: string }) => {
      const said = (thrown.stderr ?? thrown.message).split('\n').find((line) => /error/i.test(line)) ?? thrown.message
      throw new RlvrError(
        'RLVR_TENSOR',
        `${compiler} could not build the binding: ${said.trim().slice(0, 400)}. A compiler of C++17 is needed, such as g++ 9 or newer; CXX names one.`,
        { cause: thrown },
      )
    },
  )
}

async function findCompiler(): Promise<string> {
  const named = process.env['CXX']
  for (const name of named === undefined || named === '' ? ['g++', 'c++', 'clang++'] : [named]) {
    const answers = await promisify(execFile)(name, ['--version']).then(
      () => true,
      () => false,
    )
    if (answers) return name
  }
  throw new RlvrError(
    'RLVR_TENSOR',
    `Building the binding needs a C++ compiler, and ${named === undefined || named === '' ? 'none of g++, c++ and clang++ is on the PATH' : `CXX names ${named}, which does not run`}. Install one (Debian, Ubuntu: \`sudo apt install g++\`), or name it with CXX.`,
  )
}
