import { expect, test } from 'vitest'
import { builtIn, families } from '../../../envs/table.ts'
import { catalogue } from '../../../src/cli/display/catalogue.ts'
import * as verifiers from '../../../verifiers/index.ts'
import { folderWith, runRlvr, runRlvrHere } from '../run-rlvr.ts'

test('environments are listed as JSON with card and options', async () => {
  const { code, stdout } = await runRlvrHere(await folderWith({}), ['list', 'envs', '--json'])
  expect(code).toBe(0)
  const { envs } = JSON.parse(stdout) as {
    envs: { name: string; family: string; card: unknown; options: { properties: object } }[]
  }
  expect(envs.map(({ name }) => name).toSorted()).toEqual(builtIn.map(({ id }) => id))
  for (const { name, family } of envs) expect(family).toBe(builtIn.find(({ id }) => id === name)?.family)
  for (const entry of envs) {
    expect(entry.card).toMatchObject({ source: expect.any(String) as string, limits: expect.any(String) as string })
  }
  const countdown = envs.find(({ name }) => name === 'countdown')
  expect(Object.keys(countdown?.options.properties ?? {})).toContain('operations')
})

test('the listing for people goes to stdout, and an unknown kind gets the nearest', async () => {
  const folder = await folderWith({})
  const { stdout } = await runRlvrHere(folder, ['list', 'envs'])
  expect(stdout).toMatch(/^ {2}countdown +Write an expression/m)
  // Each family once, above its environments.
  const used = families.filter((family) => builtIn.some((each) => each.family === family))
  expect(stdout.split('\n').flatMap((line) => (/^ {2}\w+$/.test(line) ? [line.trim()] : []))).toEqual(used)
  const wrong = await runRlvrHere(folder, ['list', 'verifers'])
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean `verifiers`?') as string })
})

test('every verifier that is listed is exported, and every exported one is listed', async () => {
  const exported = Object.entries(verifiers).filter(
    ([name, value]) => typeof value === 'function' && !['verifyMath', 'lintGold', 'extractCode'].includes(name),
  )
  const listed = (await catalogue['verifiers']?.({ detailed: true }))?.map((entry) => entry.name) ?? []
  expect(listed.toSorted()).toEqual(exported.map(([name]) => name).toSorted())
})

test('algorithms are listed the same with and without their details', async () => {
  const plain = (entries: readonly { name: string; description: string }[] = []): object[] =>
    entries.map(({ name, description }) => ({ name, description }))
  const { algorithms } = catalogue
  expect(plain(await algorithms?.({ detailed: false }))).toEqual(plain(await algorithms?.({ detailed: true })))
})

test('help and version end with 0', async () => {
  const folder = await folderWith({})
  expect(await runRlvr(folder, ['--help'])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('score') as string,
  })
  expect(await runRlvr(folder, ['--version'])).toMatchObject({ code: 0, stdout: '0.1.0\n' })
})

test('policies and algorithms are listed with what they are', async () => {
  const { code, stdout } = await runRlvrHere(await folderWith({}), ['list', '--json'])
  expect(code).toBe(0)
  const { policies, algorithms } = JSON.parse(stdout) as { [kind: string]: { name: string; formula?: string[] }[] }
  expect(policies?.map(({ name }) => name)).toEqual([
    'scripted:gold',
    'scripted:empty',
    'openai:MODEL@URL',
    'hf:FOLDER',
    'hf:OWNER/NAME@REVISION',
    'tinker:MODEL@URL',
    './policy.ts',
    'PATH',
  ])
  expect(algorithms?.map(({ name }) => name)).toContain('drGrpo')
  for (const { formula } of algorithms ?? []) expect(formula?.join('\n')).toContain('advantage   A = ')
})
