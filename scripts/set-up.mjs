// Installs the locked dependencies when they do not match package-lock.json; does nothing otherwise.
// Plain JavaScript without dependencies, because it runs on whatever Node (20 or newer) the machine has.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const stamp = join(root, 'node_modules', '.set-up-stamp')
const pinnedNode = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .update(`${process.platform}-${process.arch}`)
  .digest('hex')

const isCurrent = existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && existsSync(pinnedNode)
if (!isCurrent) {
  const major = Number(process.versions.node.split('.')[0])
  if (major < 20) {
    console.error(
      `rlvr needs Node 20 or newer to install itself (it then runs on the Node its lock file pins); this is ${process.version}.`,
    )
    process.exit(1)
  }
  const npm = (...args) =>
    execFileSync('npm', [...args, '--loglevel=error', '--no-fund', '--no-audit'], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: process.platform === 'win32',
    })
  console.error('Installing the locked dependencies (once; about a minute)...')
  try {
    npm('ci', '--ignore-scripts')
    // The one package whose install script is needed: it fetches the pinned Node for this platform.
    npm('rebuild', 'node', '--ignore-scripts=false')
  } catch {
    console.error('Installing failed: npm said why above. A reachable npm registry is all that is needed.')
    process.exit(1)
  }
  writeFileSync(stamp, wanted)
}
