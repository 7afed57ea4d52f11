// Puts TensorFlow's binding for Node in place: finds the wheel, builds the binding in a folder
// beside the one it will have, tries it in a process of its own, and only then takes the place of what was there.
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { arch, platform, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { RlvrError, describeError } from '../../../core/errors.ts'
import {
  bindingFile,
  bindingPackages,
  setupFolder,
  sha256Of,
  type TensorFlowDevice,
  type SetupRecord,
} from '../binding-place.ts'
import { buildBinding } from './build-binding.ts'
import { findTensorFlow } from './find-tensorflow.ts'
import { fetchSources, wantedBinding } from './fetch-sources.ts'
import type { TrialResult } from './trial.ts'

export interface SetupOptions {
  readonly device: TensorFlowDevice
  /** The Python whose TensorFlow is taken; see `findTensorFlow`. */
  readonly python?: string | undefined
  /** Where it is put; `setupFolder` by default. */
  readonly folder?: string
  /** Is told what is about to be done. */
  readonly onStep?: (words: string) => void
}

export interface SetupResult extends SetupRecord {
  readonly folder: string
  /** Whether it computes on a GPU. */
  readonly usesGpu: boolean
  /** Why it does not, where it should; null elsewhere. */
  readonly absent: string | null
}

/** @throws RlvrError `RLVR_TENSOR` with what is missing; what was in place before stays then */
export async function setUpTensorFlow({
  device,
  python,
  folder = setupFolder(device),
  onStep = () => {},
}: SetupOptions): Promise<SetupResult> {
  if (platform() !== 'linux')
    throw new RlvrError(
      'RLVR_TENSOR',
      `TensorFlow is set up on Linux alone, on Windows within WSL2; this is ${platform()} ${arch()}. The back end onnx-webgpu computes on GPUs of other systems.`,
    )
  const wheel = await findTensorFlow({ device, python })
  onStep(`found TensorFlow ${wheel.version} in ${wheel.folder}`)
  const making = `${folder}.${randomUUID()}.partial`
  await mkdir(making, { recursive: true }).catch((thrown: unknown) => {
    throw new RlvrError(
      'RLVR_TENSOR',
      `${dirname(folder)} cannot be written (${describeError(thrown, 200)}). Name a folder of yours: RLVR_CACHE=FOLDER.`,
      { cause: thrown },
    )
  })
  const scratch = await mkdtemp(join(tmpdir(), 'rlvr-setup-'))
  try {
    onStep(`fetching the sources of ${bindingPackages[device]}@${wantedBinding}`)
    const { binding, headers } = await fetchSources(scratch, device)
    onStep('compiling them')
    const output = join(making, bindingFile)
    await buildBinding({ sources: binding, headers, tensorflow: wheel.folder, output })
    const record: SetupRecord = { tensorflow: wheel.folder, version: wheel.version, sha256: sha256Of(output) }
    await writeFile(join(making, 'setup.json'), `${JSON.stringify(record, null, 2)}\n`)
    onStep('trying it: a gradient, compared with plain JavaScript')
    const trial = await tried(making, device)
    await replace(folder, making)
    return { ...record, folder, usesGpu: trial.usesGpu, absent: trial.absent }
  } finally {
    for (const each of [making, scratch]) await rm(each, { recursive: true, force: true })
  }
}

/** In a process of its own: a binding that does not fit its libraries may end the process. */
async function tried(folder: string, device: TensorFlowDevice): Promise<TrialResult> {
  const file = new URL(`./trial.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)
  const given = ['--disable-warning=ExperimentalWarning', file.pathname, folder, device]
  const { stdout } = await promisify(execFile)(process.execPath, given, { timeout: 300_000 }).catch(
    (thrown: { stderr?: string; signal?: string | null }) => {
      const said = thrown.stderr?.split('\n').findLast((line) => /error|rlvr/i.test(line)) ?? describeError(thrown, 300)
      throw new RlvrError(
        'RLVR_TENSOR',
        `The binding was built, but does not compute${thrown.signal == null ? '' : ` (${thrown.signal})`}: ${said.trim()}. Nothing was put in place.`,
        { cause: thrown },
      )
    },
  )
  return JSON.parse(stdout) as TrialResult
}

async function replace(folder: string, made: string): Promise<void> {
  const old = `${folder}.${randomUUID()}.old`
  await mkdir(dirname(folder), { recursive: true })
  const hadOne = await rename(folder, old).then(
    () => true,
    () => false,
  )
  await rename(made, folder)
  if (hadOne) await rm(old, { recursive: true, force: true })
}
