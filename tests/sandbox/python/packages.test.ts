// Programs that import what is installed in a virtual environment.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { pythonHere, runCalls } from './python-here.ts'

const folder = await mkdtemp(join(tmpdir(), 'rlvr-venv-'))

/** Stands in for numpy: what matters is that a class of a module by that name can say what it holds. */
const numpy = `
class int64:
    def __init__(self, value):
        self.value = value
    def __eq__(self, other):
        return True
    def tolist(self):
        return self.value
class longdouble:
    def tolist(self):
        return self
`

async function makeEnvironment(): Promise<string> {
  await promisify(execFile)('python3', ['-m', 'venv', '--without-pip', '--symlinks', join(folder, 'venv')])
  const [version = ''] = await readdir(join(folder, 'venv', 'lib'))
  const packages = join(folder, 'venv', 'lib', version, 'site-packages')
  await mkdir(packages, { recursive: true })
  await writeFile(join(packages, 'answers.py'), 'def answer():\n    return 42\n')
  await writeFile(join(packages, 'numpy.py'), numpy)
  return join(folder, 'venv', 'bin', 'python')
}

const made = await makeEnvironment().then(
  async (python) => await pythonHere({ python, workers: 1, spares: 0 }),
  (thrown: Error) => ({ engine: null, whyNot: `no virtual environment can be made: ${thrown.message}` }),
)
const { engine, whyNot } = made

afterAll(async () => {
  await engine?.close()
  await rm(folder, { recursive: true, force: true })
})

describe.skipIf(engine === null)(`packages for Python programs${whyNot && ` (skipped: ${whyNot})`}`, () => {
  const valueOf = async (source: string) => {
    const { answers, message } = await runCalls(engine!, source, { entry: 'f', calls: [{ args: [] }] })
    return answers?.[0]?.value ?? answers?.[0]?.message ?? message
  }

  test('of a virtual environment are there', async () => {
    expect(await valueOf('import answers\ndef f(): return answers.answer()')).toBe(42)
  })

  test('of the machine are not where no environment is named', async () => {
    const bare = await pythonHere({ workers: 1, spares: 0 })
    try {
      const run = await runCalls(bare.engine!, 'import answers\ndef f(): return 1', {
        entry: 'f',
        calls: [{ args: [] }],
      })
      expect(run).toMatchObject({
        ending: 'runtime_error',
        message: expect.stringMatching(/No module named/) as string,
      })
    } finally {
      await bare.engine!.close()
    }
  })

  test('a number of numpy is the number it holds, and nothing else of its', async () => {
    expect(await valueOf('import numpy\ndef f(): return [numpy.int64(7)]')).toEqual([7])
    expect(await valueOf('import numpy\ndef f(): return numpy.longdouble()')).toEqual({ $opaque: 'longdouble' })
    const own = 'import numpy\nclass int64(numpy.int64): pass\ndef f(): return int64(7)'
    expect(await valueOf(own)).toEqual({ $opaque: 'int64' })
  })
})
