// Where TensorFlow's binding for Node may be, in the order in which it is looked for:
//   1. `$RLVR_CACHE/tensorflow/gpu` or `/cpu`, which `rlvr setup tensorflow [--gpu]` makes (`~/.cache/rlvr` by default).
//      It belongs to the user, not to a project: an install of a project's packages does not wipe it away;
//   2. the project that the process runs in, where its author installed @tensorflow/tfjs-node(-gpu) himself;
//   3. wherever this library is installed.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

/** TensorFlow on a CUDA device, or on the CPU. */
export type TensorFlowDevice = 'gpu' | 'node'

/** Packages with the binding. `rlvr setup tensorflow` builds it; installed by themselves they download TensorFlow 2.9. */
export const bindingPackages: { readonly [D in TensorFlowDevice]: string } = {
  gpu: '@tensorflow/tfjs-node-gpu',
  node: '@tensorflow/tfjs-node',
}

export const bindingFile = 'tfjs_binding.node'

/** What `rlvr setup tensorflow` writes down beside the binding, as `setup.json`. */
export interface SetupRecord {
  /** The folder of the Python package `tensorflow`, to whose libraries the binding is linked. */
  readonly tensorflow: string
  /** Of TensorFlow, like `2.21.0`. */
  readonly version: string
  /** Of the binding's file: half a file would end the process that loads it. */
  readonly sha256: string
}

export interface BindingPlace {
  /** What was set up, or the package's folder. */
  readonly folder: string
  /** Null for a package without a binding, as after an install without scripts. */
  readonly file: string | null
  /** Null where the author of a project installed the package. */
  readonly setup: SetupRecord | null
  /** Why what was set up is not to be loaded. */
  readonly fault?: string
}

/** Where `rlvr setup tensorflow` puts what it builds. */
export function setupFolder(device: TensorFlowDevice, environment: NodeJS.ProcessEnv = process.env): string {
  const cache = environment['RLVR_CACHE'] ?? join(homedir(), '.cache', 'rlvr')
  return join(cache, 'tensorflow', device === 'gpu' ? 'gpu' : 'cpu')
}

/** The command that makes `setupFolder`. */
export function setupCommand(device: TensorFlowDevice): string {
  return `rlvr setup tensorflow${device === 'gpu' ? ' --gpu' : ''}`
}

/** What there is, with or without a binding that works; the first is the one to take. */
export function bindingPlaces(
  device: TensorFlowDevice,
  {
    setup = setupFolder(device),
    projects = [process.cwd(), import.meta.dirname],
  }: { readonly setup?: string; readonly projects?: readonly string[] } = {},
): BindingPlace[] {
  const own = setupPlace(setup)
  const packages = projects.flatMap((folder) => packageFolder(folder, bindingPackages[device]) ?? [])
  return [...(own === null ? [] : [own]), ...[...new Set(packages)].map(packagePlace)]
}

/** What was set up in a folder; null where nothing was. */
export function setupPlace(folder: string): BindingPlace | null {
  const path = join(folder, 'setup.json')
  if (!existsSync(path)) return null
  const record = readRecord(path)
  const file = join(folder, bindingFile)
  if (record === null) return { folder, file, setup: null, fault: `${path} is not what the setup wrote` }
  if (!existsSync(file)) return { folder, file, setup: record, fault: `${file} is not there` }
  return sha256Of(file) === record.sha256
    ? { folder, file, setup: record }
    : { folder, file, setup: record, fault: `${file} is not what the setup built` }
}

function readRecord(path: string): SetupRecord | null {
  try {
    const { tensorflow, version, sha256 } = JSON.parse(readFileSync(path, 'utf8')) as SetupRecord
    const isWhole = [tensorflow, version, sha256].every((each) => typeof each === 'string')
    return isWhole ? { tensorflow, version, sha256 } : null
  } catch {
    return null
  }
}

export function sha256Of(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}

/** As a file of a project would find it. */
function packageFolder(project: string, name: string): string | null {
  try {
    return dirname(createRequire(join(project, 'package.json')).resolve(`${name}/package.json`))
  } catch {
    return null
  }
}

/** The binding for the newest N-API is the one that the package itself loads. */
function packagePlace(folder: string): BindingPlace {
  const lib = join(folder, 'lib')
  const versions = existsSync(lib) ? readdirSync(lib).flatMap((name) => /^napi-v(\d+)$/.exec(name)?.[1] ?? []) : []
  const files = versions
    .toSorted((a, b) => Number(b) - Number(a))
    .map((version) => join(lib, `napi-v${version}`, bindingFile))
    .filter((file) => existsSync(file))
  return { folder, file: files[0] ?? null, setup: null }
}
