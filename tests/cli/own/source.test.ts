import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { environmentNamed } from '../../../src/cli/own/own-environment.ts'
import { policyNamed, trainable } from '../../../src/cli/own/own-policy.ts'
import { projectKinds } from '../../../src/cli/own/project.ts'
import { changeOf, isFileName, loadFile, reloadSource } from '../../../src/cli/own/source.ts'
import type { EnvironmentSpec } from '../../../src/core/environment.ts'
import { temporaryFolder } from '../../record/temporary-folder.ts'
import { folderWith, runRlvr, runRlvrHere } from '../run-rlvr.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))

const environment = (id: string, rule = 'reply === task.answer'): string => `
import { defineEnv } from '${root}src/core/define-env.ts'
const one: number = 1
export default defineEnv({
  id: '${id}',
  draw: ({ rng }) => ({ prompt: String(rng.int(one, 9999)), answer: 'yes' }),
  rewards: { correct: ({ reply, task }) => ${rule} },
  outcome: 'correct',
  demonstrate: () => 'yes',
})
export const seven = 7
`

function written(files: { readonly [name: string]: string }): string {
  const folder = temporaryFolder()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

test('a name is a file’s where it looks like one', () => {
  expect(['./env.ts', '../env.ts#x', '/a/b.mjs', 'env.ts', 'env.js#maze'].every(isFileName)).toBe(true)
  expect(['countdown', 'my-package', '@me/envs', 'gsm8k-v2'].some(isFileName)).toBe(false)
})

test('an environment of one’s own is loaded from TypeScript, with a hash that tells a change', async () => {
  const file = join(written({ 'env.ts': environment('own-a') }), 'env.ts')
  const { factory, source } = await environmentNamed(file)
  expect(factory.id).toBe('own-a')
  expect(source).toMatchObject({
    absolute: file,
    export: null,
    hash: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
  })
  if (source === null) throw new Error('no source')
  expect((await reloadSource(source, 'its environment')).source.hash).toBe(source.hash)
  writeFileSync(file, `${environment('own-a')}\n// changed\n`)
  expect(changeOf(source, (await reloadSource(source, 'its environment')).source)).toMatch(
    /has changed since the run began/,
  )
  const { source: other } = await environmentNamed(
    join(written({ 'other.ts': environment('own-a', 'false') }), 'other.ts'),
  )
  expect(other === null ? '' : changeOf(source, other)).toBe(null)
})

test('TypeScript that Node cannot run is told with what to write in its place', async () => {
  const folder = await folderWith({ 'enum.ts': 'enum Level { Low }\nexport default Level' })
  const { code, stderr } = await runRlvr(folder, ['verify', './enum.ts', '-i', '-'])
  expect(stderr).toMatch(/^rlvr: \.\/enum\.ts does not load: .*enum.*\(at enum\.ts:1\)\. Node runs .* for an enum/)
  expect(stderr).not.toMatch(/\.\.\s|node:/)
  expect(code).toBe(2)
})

test('what a file does not hold is said in one sentence, with the line that threw', async () => {
  const folder = written({
    'named.ts': 'export const mze = 1',
    'silent.ts': 'const maze = 1',
    'seven.ts': environment('own-b'),
    'throws.ts': "const a = 1\nthrow new Error('no such luck')",
    'imports.ts': "import './nowhere.ts'",
    'policy.ts': "export default { name: 'p', generate: async () => [] }",
  })
  const cases: readonly (readonly [string, RegExp])[] = [
    ['absent.ts', /There is no file .*absent\.ts to take an environment from/],
    ['named.ts', /has no default export to take as an environment\. It exports mze/],
    ['silent.ts', /has no default export to take as an environment\. It exports nothing: write `export default`/],
    ['named.ts#maze', /exports no `maze`.* Did you mean `mze`\?/],
    ['seven.ts#seven', /seven\.ts#seven is no environment: export what `defineEnv\(\{ … \}\)` gives; got 7/],
    ['throws.ts', /throws\.ts does not load: no such luck \(at .*throws\.ts:2:/],
    ['imports.ts', /imports\.ts does not load: .*nowhere\.ts/],
  ]
  for (const [name, words] of cases)
    await expect(environmentNamed(join(folder, name))).rejects.toMatchObject({
      code: 'RLVR_USAGE',
      message: expect.stringMatching(words) as string,
    })
  const policy = await policyNamed(join(folder, 'policy.ts'))
  if (policy === null) throw new Error('no policy')
  const opened = await policy.open({ environment: {} as EnvironmentSpec, seed: 0 })
  expect(opened.name).toBe('p')
  expect(() => trainable(opened, policy.source)).toThrow(/cannot be trained: it has no encode, score/)
  expect(projectKinds).toContain('environments')
  expect((await loadFile(join(folder, 'policy.ts'), 'a policy')).source.path).toContain('policy.ts')
})

test(
  'an own environment trains, resumes, is lengthened and listed by its file, package and configuration',
  { timeout: 120_000 },
  async () => {
    const folder = await folderWith({
      'env.ts': environment('own-c'),
      'rlvr.config.ts': `import env from './env.ts'\nexport default { environments: { mine: env, gone: './gone.ts' } }`,
    })
    mkdirSync(join(folder, 'node_modules', 'packed'), { recursive: true })
    const pack = {
      name: 'packed',
      version: '1.0.0',
      type: 'module',
      keywords: ['rlvr-env'],
      description: 'A packed one.',
      exports: { './rlvr': './env.js' },
    }
    writeFileSync(join(folder, 'node_modules/packed/package.json'), JSON.stringify(pack))
    writeFileSync(join(folder, 'node_modules/packed/env.js'), environment('own-d').replace(': number', ''))
    symlinkSync(root, join(folder, 'node_modules', 'rlvr'))
    const listed = await runRlvrHere(folder, ['list', 'envs'])
    expect(listed.stdout).toMatch(/gone +\.\/gone\.ts .*: this file is missing/)
    expect(listed.stdout).toMatch(/mine +\S.*rlvr\.config\.ts/)
    expect(listed.stdout).toMatch(/packed +A packed one\./)

    const small = [
      'steps=1',
      'promptsPerStep=2',
      'samplesPerPrompt=2',
      'minibatches=1',
      'coldStart.steps=1',
      'coldStart.batchSize=2',
      'sampling.maxTokens=4',
      'evaluation.tasks=2',
      'evaluation.repliesPerTask=1',
    ]
    const begun = await runRlvr(folder, [
      'train',
      './env.ts',
      '--threads',
      '1',
      ...small.flatMap((each) => ['--set', each]),
    ])
    expect(begun.code, begun.stderr).toBe(0)
    const { run } = JSON.parse(begun.stdout) as { run: string }
    expect(run).toMatch(/^runs\/own-c--grpo--/)
    writeFileSync(join(folder, 'env.ts'), `${environment('own-c')}// changed\n`)
    const longer = await runRlvr(folder, ['train', '--resume', run, '--steps', '2'])
    expect(longer.code, longer.stderr).toBe(0)
    expect(longer.stderr).toMatch(/env\.ts has changed since the run began/)
    expect(longer.stderr).toContain('steps 1 → 2')
    expect(JSON.parse(longer.stdout)).toMatchObject({ steps: 2, environment: 'own-c' })
    const config = readFileSync(join(folder, run, 'config.json'), 'utf8')
    expect(config).toContain('"steps": 2')
    const shorter = await runRlvr(folder, ['train', '--resume', run, '--steps', '1'])
    expect(shorter.code).toBe(2)
    expect(shorter.stderr).toContain('The run has done 2 steps already')
    expect(readFileSync(join(folder, run, 'config.json'), 'utf8')).toBe(config)
    const evaluated = await runRlvrHere(folder, ['eval', '-m', run, '-n', '2', '--json'])
    expect(evaluated.code, evaluated.stderr).toBe(0)
    expect(JSON.parse(evaluated.stdout)).toMatchObject({ environment: 'own-c', tasks: 2 })
    writeFileSync(
      join(folder, 'policy.ts'),
      "export const yes = () => ({ name: 'yes', generate: async (asked: object[]) => asked.map(() => ({ text: 'yes' })) })",
    )
    const own = await runRlvrHere(folder, ['eval', './env.ts', '-m', './policy.ts#yes', '-n', '2', '--json'])
    expect(own.code, own.stderr).toBe(0)
    expect(JSON.parse(own.stdout)).toMatchObject({ outcome: { value: 1 }, policy: { name: 'yes' } })
    const unknown = await runRlvrHere(folder, ['train', 'mime'])
    expect(unknown.code).toBe(2)
    expect(unknown.stderr).toMatch(/In rlvr\.config: mine, gone\. A file of your own is named like/)
    for (const name of ['packed', 'mine']) {
      const dry = await runRlvrHere(folder, ['train', name, '--dry-run'])
      expect(dry.code, dry.stderr).toBe(0)
      expect(JSON.parse(dry.stdout)).toMatchObject({ environment: name === 'mine' ? 'own-c' : 'own-d' })
    }
  },
)
