// The Python client's own tests, with the system's Python and this rlvr as the server they start.
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const python = join(root, 'python')
const command = [
  process.execPath,
  '--disable-warning=ExperimentalWarning',
  '--conditions=rlvr-source',
  'src/cli/main.ts',
].map((part) => `'${part}'`)

const asked = spawnSync('python3', ['-c', 'import sys; print(sys.version_info >= (3, 10))'], { encoding: 'utf8' })
const why =
  asked.error !== undefined ? 'there is no python3' : asked.stdout.trim() === 'True' ? null : 'python3 is below 3.10'

describe('the Python client', () => {
  for (const file of readdirSync(join(python, 'tests')).filter((name) => /^test_.*\.py$/.test(name)))
    it.skipIf(why !== null)(`passes ${file}${why === null ? '' : `: ${why}`}`, { timeout: 300_000 }, () => {
      const run = spawnSync('python3', ['-m', 'unittest', file.replace('.py', '')], {
        cwd: join(python, 'tests'),
        env: { ...process.env, PYTHONPATH: python, PYTHONDONTWRITEBYTECODE: '1', RLVR_COMMAND: command.join(' ') },
        encoding: 'utf8',
        timeout: 290_000,
      })
      expect(run.stderr).toMatch(/^OK/m)
    })

  it('depends on nothing', () => {
    expect(readFileSync(join(python, 'pyproject.toml'), 'utf8')).toContain('\ndependencies = []\n')
  })
})
