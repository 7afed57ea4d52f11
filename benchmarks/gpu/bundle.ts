// `node benchmarks/gpu/bundle.ts OUT.tar.xz`: everything that the device benchmark needs on a bare Linux machine (x64) in
// one archive of at most 60 MB: this library, Node, onnxruntime with its WebGPU provider, the sources of TensorFlow's
// binding, and the loader of Vulkan. There: mkdir rlvr-gpu && tar xJf OUT.tar.xz -C rlvr-gpu && sh rlvr-gpu/start.sh.
// What it does not carry, since each is larger than all of this: a driver, PyTorch, TensorFlow's library (`rlvr setup
// tensorflow` builds on a wheel that the machine has), the CUDA provider of onnxruntime (`rlvr setup cuda`, likewise).
import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'

import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { bindingPackages } from '../../src/tensor/tensorflow/binding-place.ts'
import { wantedBinding, wantedHeaders } from '../../src/tensor/tensorflow/setup/fetch-sources.ts'
import { bundledFiles, type BundledFile } from './bundle-files.ts'

const mostBytes = 60e6
const root = fileURLToPath(new URL('../..', import.meta.url))

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** A folder that holds libvulkan.so.1; the machine's own where left out. */
    vulkan: { type: 'string' },
  },
})
const [out] = positionals
if (out === undefined || positionals.length > 1)
  throw new Error('Usage: node benchmarks/gpu/bundle.ts OUT.tar.xz [--vulkan FOLDER]')

/** Where this machine has the loader of Vulkan; null where it has none. */
function vulkanLoader(folder: string | undefined): string | null {
  const listed = spawnSync('ldconfig', ['-p'], { encoding: 'utf8' }).stdout ?? ''
  const file =
    folder === undefined
      ? /libvulkan\.so\.1 \(libc6,x86-64\) => (\S+)/.exec(listed)?.[1]
      : join(folder, 'libvulkan.so.1')
  return file !== undefined && existsSync(file) ? file : null
}

/** What `rlvr setup tensorflow` fetches, fetched now: `npm-carried.sh` gives it there. Nothing where npm cannot. */
function carriedPackages(folder: string): BundledFile[] {
  const names = [
    ...Object.values(bindingPackages).map((name) => `${name}@${wantedBinding}`),
    `node-api-headers@${wantedHeaders}`,
  ]
  const { status, stdout, stderr } = spawnSync('npm', ['pack', '--silent', '--pack-destination', folder, ...names], {
    encoding: 'utf8',
  })
  if (status === 0)
    return stdout
      .trim()
      .split('\n')
      .map((name) => ({ from: join(folder, name), to: `packages/${name}` }))
  console.error(
    `npm could not fetch ${names.join(', ')} (${stderr.trim()}): the bundle goes without, and TensorFlow is not set up there.`,
  )
  return []
}

const files = bundledFiles(root)
files.push(
  { from: process.execPath, to: 'bin/node' },
  { from: join(root, 'benchmarks/gpu/npm-carried.sh'), to: 'bin/npm' },
  { from: join(root, 'benchmarks/gpu/start.sh'), to: 'start.sh' },
)
const loader = vulkanLoader(values.vulkan)
if (loader === null)
  console.error('No libvulkan.so.1 here (apt-get install libvulkan1, or --vulkan FOLDER): the bundle goes without.')
else files.push({ from: loader, to: 'lib/libvulkan.so.1' })

const scratch = mkdtempSync(join(dirname(resolve(out)), '.rlvr-bundle-'))
const folder = join(scratch, 'bundle')
try {
  files.push(...carriedPackages(scratch))
  for (const { from, to } of files) {
    const target = join(folder, to)
    mkdirSync(dirname(target), { recursive: true })
    copyFileSync(from, target)
  }
  for (const name of ['bin/node', 'bin/npm']) chmodSync(join(folder, name), 0o755)
  const tar = spawnSync('tar', ['--sort=name', '--owner=0', '--group=0', '-cJf', resolve(out), '-C', folder, '.'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, XZ_OPT: '-6 -T0' },
  })
  if (tar.status !== 0) throw new Error(`tar ended with ${tar.error?.message ?? tar.status}; it needs GNU tar and xz.`)
} finally {
  rmSync(scratch, { recursive: true })
}
const { size } = statSync(out)
console.log(`${out}: ${(size / 1e6).toFixed(1)} MB, ${files.length} files`)
if (size > mostBytes) {
  console.error(`That is more than ${mostBytes / 1e6} MB; leave packages out in bundle-files.ts.`)
  process.exitCode = 1
}
