// What is loaded before anything is asked for: a start must not wait for environments, verifiers, trainers and sandboxes.
import { spawnSync } from 'node:child_process'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const tracer = fileURLToPath(new URL('start-up/print-loaded.ts', import.meta.url))

/** The modules that a start of Node loads, as paths from the root; packages by their path below node_modules. */
function loadedBy(given: readonly string[]): string[] {
  const options = ['--disable-warning=ExperimentalWarning', '--conditions=rlvr-source', '--import', tracer]
  const { status, stderr } = spawnSync(process.execPath, [...options, ...given], { cwd: root, encoding: 'utf8' })
  expect(status, stderr).toBe(0)
  return stderr
    .split('\n')
    .flatMap((line) => /^loaded (file:.*)$/.exec(line)?.[1] ?? [])
    .map((url) => fileURLToPath(url))
    .map((path) => /.*\/node_modules\/(.*)/.exec(path)?.[1] ?? relative(root, path))
    .filter((path) => !path.startsWith('tests/'))
}

function evaluating(source: string): readonly string[] {
  return ['--input-type=module', '--eval', source]
}

/** Packages that cost a tenth of a second or more, or that many starts never need. */
const heavy =
  /^(?:mathjs|onnxruntime-node|isolated-vm|@tensorflow|typebox|ajv|hono|@hono|pyodide|piscina|amaro|@ts-morph|acorn|hyparquet|@modelcontextprotocol|ws|happy-dom)\//
const unasked = /^(?:envs\/(?!table\.ts|entry\.ts|families\/)|verifiers\/|trainers\/|src\/(?:serve|view|tensor)\/)/
const sandbox = /^src\/sandbox\/(?:python|cpp|supervisor|jail|worker|pyodide|judge|javascript\/host)\//

test("`import 'rlvr'` loads no environment, verifier, trainer or engine, and no heavy package", () => {
  const loaded = loadedBy(evaluating("await import('rlvr')"))
  expect(loaded).toContain('src/core/registry.ts')
  expect(loaded.filter((path) => [heavy, unasked, sandbox].some((each) => each.test(path)))).toEqual([])
  // A module costs about half a millisecond.
  expect(loaded.length).toBeLessThan(175)
})

test('an environment that is asked for is loaded, and no other one', () => {
  const loaded = loadedBy(evaluating("await (await import('rlvr')).configure('countdown')"))
  const environments = loaded.flatMap((path) => /^envs\/([^/]+)\/index\.ts$/.exec(path)?.[1] ?? [])
  expect(environments).toEqual(['countdown'])
  expect(loaded.some((path) => path.startsWith('typebox/'))).toBe(true)
})

test('`rlvr --help` loads no command, and `rlvr list` nothing of what it lists', () => {
  const program = 'src/cli/main.ts'
  const help = loadedBy([program, '--help'])
  expect(help).toContain('src/cli/program.ts')
  expect(
    help.filter((path) => [heavy, unasked, sandbox, /^src\/cli\/commands\//].some((each) => each.test(path))),
  ).toEqual([])
  const list = loadedBy([program, 'list'])
  const isListing = /^(?:verifiers|trainers)\/catalogue\.ts$/
  const surplus = list.filter(
    (path) => [heavy, unasked, sandbox].some((each) => each.test(path)) && !isListing.test(path),
  )
  expect(surplus).toEqual([])
})
