// What a machine with a device brings, in lines for people: the card and its driver, the loader of Vulkan, the Pythons
// and what they have. What is missing is said with what brings it.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { availableParallelism, cpus, release, totalmem } from 'node:os'

/** Where installers and containers put the description of NVIDIA's Vulkan driver. */
const vulkanDrivers = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d', '/usr/local/nvidia/share/vulkan/icd.d'].map(
  (folder) => `${folder}/nvidia_icd.json`,
)

export interface MachineFacts {
  readonly lines: readonly string[]
  /** As `nvidia-smi` names it; null without one. */
  readonly card: string | null
  /** What to set so that Vulkan finds the card; null where it is set, or no driver was found. */
  readonly vulkanDriver: string | null
}

function said(command: string, parameters: readonly string[]): string | null {
  const { status, stdout, error } = spawnSync(command, parameters, { encoding: 'utf8', timeout: 60_000 })
  return error !== undefined || status !== 0 ? null : stdout.trim()
}

const pythonFacts = `
import importlib.metadata as m, sys
def v(name):
    try: return m.version(name)
    except Exception: return None
print(sys.version.split()[0], *(f"{n} {v(n)}" for n in ("torch", "transformers", "tensorflow", "tensorflow-cpu", "onnxruntime-gpu") if v(n)), sep=", ")
`

export function machineFacts(pythons: readonly string[]): MachineFacts {
  const smi = said('nvidia-smi', ['--query-gpu=name,driver_version,memory.total', '--format=csv,noheader'])
  const card = smi?.split('\n')[0]?.split(',')[0]?.trim() ?? null
  const driver = vulkanDrivers.find((file) => existsSync(file)) ?? null
  const loader = said('ldconfig', ['-p'])?.includes('libvulkan.so.1') === true
  const given = process.env['VK_DRIVER_FILES'] ?? process.env['VK_ICD_FILENAMES']
  const report = process.report.getReport() as { readonly header?: { readonly glibcVersionRuntime?: string } }
  const lines = [
    `machine   ${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Linux ${release()}, glibc ${report.header?.glibcVersionRuntime ?? 'unknown'}, Node ${process.version}`,
    smi === null
      ? 'card      none: `nvidia-smi` does not answer. NVIDIA’s driver is missing, or this machine has no card of theirs; what follows runs on the CPU.'
      : `card      ${smi.replaceAll('\n', '; ')}`,
    given !== undefined
      ? `Vulkan    driver ${given} (from the environment)`
      : driver !== null
        ? `Vulkan    driver ${driver}`
        : 'Vulkan    no description of a driver (nvidia_icd.json): onnx-webgpu finds a card only where there is one. It comes with NVIDIA’s driver package for graphics (libnvidia-gl); in a container ask for the capability `graphics`.',
    `          loader libvulkan.so.1 ${loader ? 'of this machine' : 'not among this machine’s libraries; that of the bundle is taken, else `apt-get install libvulkan1`'}`,
    ...pythons.map((python) => {
      const facts = said(python, ['-c', pythonFacts])
      return facts === null
        ? `Python    \`${python}\` does not start: no peer beside it`
        : `Python    ${python}: ${facts}`
    }),
  ]
  return { lines, card, vulkanDriver: given === undefined ? driver : null }
}
