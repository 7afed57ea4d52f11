// `npm create rlvr-env`, as npm would put it in place: packed, unpacked, with an rlvr beside it.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const source = join(root, 'scripts/create-rlvr-env')

interface Manifest {
  readonly version: string
  readonly dependencies: { readonly [name: string]: string }
}

const manifestOf = async (folder: string): Promise<Manifest> =>
  JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest

test('it has the version of rlvr and depends on it', async () => {
  const { version } = await manifestOf(root)
  expect(await manifestOf(source)).toMatchObject({ version, dependencies: { rlvr: `^${version}` } })
})

test('packed, it writes the package that `rlvr init` writes, and ends as that does', { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rlvr-create-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await run('npm', ['pack', '--offline', '--ignore-scripts', '--pack-destination', folder], { cwd: source })
  const [packed = ''] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'))
  await run('tar', ['-xzf', packed], { cwd: folder })
  // An rlvr whose program is the sources: the build is what npm would bring.
  const library = join(folder, 'package/node_modules/rlvr')
  await mkdir(library, { recursive: true })
  await writeFile(join(library, 'package.json'), JSON.stringify({ name: 'rlvr', type: 'module', bin: { rlvr: './main.js' } })) // prettier-ignore
  await writeFile(join(library, 'main.js'), `import ${JSON.stringify(pathToFileURL(join(root, 'src/cli/main.ts')).href)}`) // prettier-ignore
  const program = join(folder, 'create')
  await symlink(join(folder, 'package/create.mjs'), program)
  const create = (...given: string[]) => run(process.execPath, [program, ...given], { cwd: folder })
  const { stdout } = await create('word-sums', '--template', 'tools', '--json')
  expect(JSON.parse(stdout)).toMatchObject({ id: 'word-sums', template: 'tools' })
  expect(await readdir(join(folder, 'rlvr-env-word-sums'))).toContain('env.ts')
  await expect(create('Word Sums')).rejects.toMatchObject({ code: 2 })
})
