// Fetches the sources of the binding, and Node's headers for it, from the npm registry: the two packages themselves,
// neither what they depend on nor what their install scripts would download.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { RlvrError, describeError } from '../../../core/errors.ts'
import { bindingPackages, type TensorFlowDevice } from '../binding-place.ts'

/** The version whose sources are built. */
export const wantedBinding = '4.22.0'

/** The version of the headers that they are built with. */
export const wantedHeaders = '1.9.0'

export interface Sources {
  /** The folder with `tfjs_binding.cc`. */
  readonly binding: string
  /** The folder with `node_api.h`. */
  readonly headers: string
}

/**
 * Fetches into `folder`, which is made.
 * @throws RlvrError `RLVR_TENSOR` where npm is missing or cannot fetch
 */
export async function fetchSources(folder: string, device: TensorFlowDevice): Promise<Sources> {
  const binding = await unpacked(`${bindingPackages[device]}@${wantedBinding}`, join(folder, 'binding'))
  const headers = await unpacked(`node-api-headers@${wantedHeaders}`, join(folder, 'headers'))
  return { binding: join(binding, 'binding'), headers: join(headers, 'include') }
}

/** The folder of the package. */
async function unpacked(name: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  const [command, ...first] = npmCommand()
  const packed = await run(command, [...first, 'pack', '--silent', '--pack-destination', folder, name], folder).catch(
    (thrown: unknown) => {
      const isMissing = (thrown as NodeJS.ErrnoException).code === 'ENOENT'
      const { stderr = '' } = thrown as { stderr?: string }
      const said = stderr.trim().split('\n').slice(0, 3).join(' ') || describeError(thrown, 300)
      throw new RlvrError(
        'RLVR_TENSOR',
        isMissing
          ? 'Setting up TensorFlow needs npm, which is not on the PATH. Install it with Node: https://nodejs.org.'
          : `npm could not fetch ${name}: ${said}. Check the connection to the registry, and run this again.`,
        { cause: thrown },
      )
    },
  )
  const archive = packed.trim().split('\n').at(-1) ?? ''
  await run('tar', ['-xzf', archive], folder)
  return join(folder, 'package')
}

async function run(command: string, given: readonly string[], folder: string): Promise<string> {
  return (await promisify(execFile)(command, given, { cwd: folder, maxBuffer: 64 * 2 ** 20 })).stdout
}

/** npm as it was started itself, or beside the Node that runs, or on the PATH. */
function npmCommand(): [string, ...string[]] {
  const own = process.env['npm_execpath']
  if (own?.endsWith('npm-cli.js') === true) return [process.execPath, own]
  const beside = join(dirname(process.execPath), 'npm')
  return [existsSync(beside) ? beside : 'npm']
}
