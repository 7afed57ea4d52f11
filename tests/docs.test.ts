// What the README and the guides say is true: examples run, commands parse, links lead somewhere, lists are whole.
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CommanderError, type Command } from 'commander'
import { expect, onTestFinished, test } from 'vitest'
import { mapConcurrently } from '../src/core/map-concurrently.ts'
import { rlvrProgram } from '../src/cli/program.ts'
import { writeTinyChatModel } from './policy/checkpoints/tiny-chat-model.ts'
import { blocks, commandLines, deadLinks, page, pages, root, treeFolders } from './docs/pages.ts'

const run = promisify(execFile)
const all = pages()

test('the examples compile and run as in a package of their own', { timeout: 300_000 }, async () => {
  const examples = blocks(all, 'ts')
  expect(examples.length).toBeGreaterThanOrEqual(8)
  const folder = mkdtempSync(join(tmpdir(), 'rlvr-docs-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(root, join(folder, 'node_modules', 'rlvr'))
  symlinkSync(join(root, 'node_modules', '@types'), join(folder, 'node_modules', '@types'))
  const { compilerOptions } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')) as {
    compilerOptions: object
  }
  const config = { compilerOptions: { ...compilerOptions, isolatedDeclarations: false, noEmit: true, rootDir: '/' } }
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ ...config, include: ['*.ts', join(root, 'src/**/*.d.ts')] }),
  )
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }))
  for (const { name, text } of examples) writeFileSync(join(folder, `${name}.ts`), text)
  // The checkpoint that examples name.
  await writeTinyChatModel(join(folder, 'model'))

  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  await run(process.execPath, [compiler, '-p', folder]).catch((failed: { stdout: string }) => {
    throw new Error(failed.stdout)
  })
  const options = ['--disable-warning=ExperimentalWarning', '--conditions=rlvr-source']
  await mapConcurrently(examples, 2, ({ name }) => run(process.execPath, [...options, `${name}.ts`], { cwd: folder }))
})

test('the commands parse', async () => {
  const lines = commandLines(all)
  expect(lines.length).toBeGreaterThan(40)
  for (const { path, words } of lines) {
    const program = withoutActions(await rlvrProgram(words))
    const fault = await program.parseAsync(words, { from: 'user' }).then(
      () => null,
      (thrown: unknown) => (isSpokenOf(thrown, words) ? null : thrown),
    )
    expect(fault, `${path}: rlvr ${words.join(' ')}`).toBeNull()
  }
  const misspelt = ['train', 'countdown', '--stepz', '3']
  const wrong = withoutActions(await rlvrProgram(misspelt)).parseAsync(misspelt, { from: 'user' })
  await expect(wrong).rejects.toThrow('unknown option')
})

test('every command is described', async () => {
  const described = new Set(commandLines([page('docs/cli.md')]).map(({ words }) => words[0]))
  expect(described).toEqual(new Set((await rlvrProgram([])).commands.map((command) => command.name())))
})

test('links lead somewhere', () => {
  expect(deadLinks(all)).toEqual([])
  expect(deadLinks([{ path: 'docs/new.md', text: '[a](errors.md#exit-codes) [b](errors.md#no) [c](no.md)' }])).toEqual([
    'docs/new.md: errors.md#no',
    'docs/new.md: no.md',
  ])
})

test('the README is short, and its tree names the folders there are', () => {
  const { text } = page('README.md')
  expect(text.split('\n').length).toBeLessThanOrEqual(200)
  const tree = blocks([{ path: 'README.md', text }], '').find((block) => block.text.includes('src/'))
  const shown = treeFolders(tree?.text ?? '')
  expect(shown.length).toBeGreaterThan(30)
  const top = foldersIn('').filter((name) => !['node_modules', 'dist', 'runs', 'coverage', 'shared'].includes(name))
  // The folders of `tests` mirror others, those of `envs` and `verifiers` are one an environment and one a family.
  const shownWhole = ['benchmarks', 'docs', 'src', 'src/cli', 'src/policy', 'src/sandbox', 'trainers']
  const below = shownWhole.flatMap((name) => foldersIn(name).map((own) => `${name}/${own}`))
  expect(shown.toSorted()).toEqual([...top, ...below].sort())
})

test('every error code is explained, and no other', () => {
  const source = readFileSync(join(root, 'src/core/errors.ts'), 'utf8')
  const codes = [...source.matchAll(/\| '(RLVR_\w+)'/g)].map(([, code]) => code)
  expect(codes.length).toBeGreaterThan(8)
  const explained = [...page('docs/errors.md').text.matchAll(/^\| `(RLVR_\w+)`/gm)].map(([, code]) => code)
  expect(explained).toEqual(codes)
})

test('the glossary holds the words of the project', () => {
  const words = [...page('docs/glossary.md').text.matchAll(/^\| (\S[^|]*?) \|/gm)].map(([, word]) => word)
  const needed = ['task', 'taskset', 'environment', 'policy', 'episode', 'group', 'verifier', 'verdict', 'rubric']
  expect(words).toEqual(expect.arrayContaining([...needed, 'reward', 'outcome', 'run', 'checkpoint', 'advantage']))
  expect(new Set(words).size).toBe(words.length)
})

test('every field of a record is in the page of formats', () => {
  const { text } = page('docs/file-formats.md')
  const source = readFileSync(join(root, 'src/core/episode.ts'), 'utf8')
  const record = /interface EpisodeRecord \{([\s\S]*?)^\}/m.exec(source)?.[1] ?? ''
  const fields = [...record.matchAll(/^ {2}readonly (\w+):/gm)].map(([, field]) => field)
  expect(fields.length).toBeGreaterThan(20)
  for (const field of fields) expect(text).toContain(`\`${field}\``)
})

test('every file that the sources page names is there', () => {
  const named = [...page('docs/sources.md').text.matchAll(/`((?:src|trainers|envs|verifiers)\/[^`]+)`/g)]
  expect(named.length).toBeGreaterThan(20)
  for (const [, path = ''] of named) expect(() => readdirOrRead(path)).not.toThrow()
})

/** A command that is only named, or asked for help, needs none of its options. */
function isSpokenOf(thrown: unknown, words: readonly string[]): boolean {
  if (!(thrown instanceof CommanderError)) return false
  const isBare = words.every((word) => !word.startsWith('-'))
  return thrown.exitCode === 0 || (isBare && thrown.code === 'commander.missingMandatoryOptionValue')
}

function withoutActions(command: Command): Command {
  command.configureOutput({ writeOut: () => {}, writeErr: () => {} })
  if (command.commands.length === 0 || command.registeredArguments.length > 0) command.action(() => {})
  for (const each of command.commands) withoutActions(each)
  return command
}

function foldersIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
}

function readdirOrRead(path: string): unknown {
  return path.endsWith('/') ? readdirSync(join(root, path)) : readFileSync(join(root, path))
}
