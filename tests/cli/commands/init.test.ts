// `rlvr init` writes packages whose own test passes, types and all.
import { execFile } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { environmentPackage, templates } from '../../../src/cli/own/environment-package.ts'
import { folderWith, runRlvrHere } from '../run-rlvr.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const run = promisify(execFile)

test('every template in the folder is offered', async () => {
  expect((await readdir(join(root, 'examples/templates'))).toSorted()).toEqual(Object.keys(templates).toSorted())
})

test('a package from each template compiles and passes its own check', { timeout: 300_000 }, async () => {
  const folder = await folderWith({})
  onTestFinished(() => rm(folder, { recursive: true }))
  // What `npm install` would bring.
  mkdirSync(join(folder, 'node_modules'))
  for (const name of ['@types', 'typebox', 'vitest'])
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))
  symlinkSync(root, join(folder, 'node_modules', 'rlvr'))
  for (const template of Object.keys(templates)) {
    const { code, stdout, stderr } = await runRlvrHere(folder, ['init', `my-${template}`, '--template', template])
    expect(code, stderr).toBe(0)
    expect(stdout).toContain(`cd rlvr-env-my-${template}`)
  }
  // The sources of the library come along here, where a user has its declarations: its own settings suit both.
  const { compilerOptions } = JSON.parse(await readFile(join(root, 'tsconfig.json'), 'utf8')) as {
    compilerOptions: object
  }
  const settings = { ...compilerOptions, isolatedDeclarations: false, noEmit: true, rootDir: '/' }
  const include = ['*/env.ts', '*/env.test.ts', join(root, 'src/**/*.d.ts')]
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: settings, include }))
  await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder]).catch(
    ({ stdout }: { stdout: string }) => {
      throw new Error(stdout)
    },
  )
  for (const template of Object.keys(templates)) {
    const judge = template === 'judge' ? `, judge: (await import('./judge.ts')).default` : ''
    const program = `import { check, checkEnvironment } from 'rlvr/testing'
      import env from './env.ts'
      const configured = env.configure({}, { ...{}${judge} })
      console.log(env.id, (await checkEnvironment(configured)).filter(({ ok }) => ok).length)
      const { findings } = await check(configured, { tasks: 4 })
      console.log('faults:', findings.filter(({ status }) => status === 'fault').map(({ id }) => id).join())`
    const place = join(folder, `rlvr-env-my-${template}`)
    await writeFile(join(place, 'check.ts'), program)
    const flags = ['--disable-warning=ExperimentalWarning', '--conditions=rlvr-source', 'check.ts']
    const { stdout } = await run(process.execPath, flags, { cwd: place })
    expect(stdout).toMatch(new RegExp(`^my-${template} 1\\d\\nfaults: $`, 'm'))
  }
})

test('a package is found by its keyword and its export, and ships what it reads', () => {
  const files = environmentPackage({ id: 'word-sums', template: 'dataset', rlvr: '^1.0.0' })
  expect(JSON.parse(files['package.json'] ?? '')).toMatchObject({
    name: 'rlvr-env-word-sums',
    keywords: ['rlvr-env'],
    exports: { './rlvr': { default: './env.js' } },
    files: ['env.js', 'env.d.ts', 'problems.jsonl'],
    peerDependencies: { rlvr: '^1.0.0' },
  })
  expect(files['env.ts']).toContain("id: 'word-sums'")
  expect(Object.values(files).join('\n')).not.toContain('my-env')
})

test('a package that is judged brings a judge, a test with it, and says how a model takes its place', () => {
  const files = environmentPackage({ id: 'essays', template: 'judge', rlvr: '^1.0.0' })
  expect(files['judge.ts']).toContain('scriptedJudge')
  expect(files['env.test.ts']).toContain("import judge from './judge.ts'")
  expect(files['README.md']).toContain('scripted:gold --judge ./judge.ts')
  expect(files['README.md']).toContain('--judge openai:MODEL@URL')
})

test('a name that is none, a folder that holds something and an unknown template are refused', async () => {
  const folder = await folderWith({})
  mkdirSync(join(folder, 'taken'))
  await writeFile(join(folder, 'taken', 'file'), '')
  for (const [given, words] of [
    [['Word Sums'], 'lower-case words joined by hyphens, like `word-sums`; got `Word Sums`'],
    [['sums', '--output', 'taken'], 'taken already holds file'],
    [['sums', '--template', 'tool'], 'tools'],
  ] as const) {
    const { code, stderr } = await runRlvrHere(folder, ['init', ...given])
    expect(code).toBe(2)
    expect(stderr).toContain(words)
  }
  expect(await readdir(folder)).toEqual(['taken'])
})
