// The rules of the tree hold: layers, one place for each heavy package, no cycles, short files, mirrored tests.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { importsOf } from './architecture/imports.ts'
import { cycleFaults, layerFaults, mirrorFaults, packageFaults, textFaults, type Files } from './architecture/rules.ts'
import { untestedFaults } from './architecture/tested.ts'
import { untested } from './architecture/untested.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

function filesBelow(...folders: string[]): Files {
  const paths = folders.flatMap((folder) =>
    readdirSync(root + folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
  )
  return new Map(paths.filter((path) => path.endsWith('.ts')).map((path) => [path, readFileSync(root + path, 'utf8')]))
}

const sources = filesBelow('src', 'verifiers', 'envs', 'trainers')
const tests = new Map([...filesBelow('tests')].filter(([path]) => path.endsWith('.test.ts')))

test('files import from their own folder and from lower layers only', () => {
  expect(sources.size).toBeGreaterThan(150)
  expect(layerFaults(sources)).toEqual([])
})

test('no file imports itself by a detour', () => {
  expect(cycleFaults(sources)).toEqual([])
})

test('TensorFlow.js and onnxruntime are loaded in one place each', () => {
  expect(packageFaults(sources)).toEqual([])
})

test('sources are short, print nothing outside of the command line, and leave nothing for later', () => {
  expect(textFaults(sources)).toEqual([])
})

test('every test mirrors a source or says which family it is about', () => {
  expect(tests.size).toBeGreaterThan(30)
  expect(mirrorFaults(tests, sources)).toEqual([])
})

test('every source with behaviour has a test that is about it', () => {
  expect(untestedFaults(filesBelow('tests'), sources, untested)).toEqual([])
})

test('a source without a test is named, and so is an exception that excuses nothing', () => {
  const files: Files = new Map([
    ['src/core/tried.ts', 'export const f = () => 1'],
    ['src/core/by-helper.ts', 'export const f = () => 1'],
    ['src/core/untried.ts', "import './tried.ts'\nexport function f() {}"],
    ['src/core/types.ts', '// what => that\nexport interface F {\n  f: () => void\n}\n\nexport type G = () => void\n'],
    ['src/core/words.ts', "export const words = ['a => b']"],
    ['verifiers/text/exact.ts', "import './part.ts'\nexport const f = () => 1"],
    ['verifiers/text/part.ts', 'export const f = () => 1'],
    ['verifiers/math/math.ts', 'export const f = () => 1'],
    ['verifiers/other/other.ts', 'export const f = () => 1'],
    ['verifiers/index.ts', "export { math } from './math/math.ts'\nexport { other } from './other/other.ts'"],
    ['src/cli/main.ts', 'export const f = () => 1'],
  ])
  const tried: Files = new Map([
    ['tests/core/tried.test.ts', "import { f } from '../../src/core/tried.ts'\nimport '../help.ts'"],
    ['tests/core/types.test.ts', "import type { F } from '../../src/core/untried.ts'"],
    ['tests/help.ts', "import '../src/core/by-helper.ts'"],
    ['tests/verifiers/text/text.test.ts', "import '../../../verifiers/text/exact.ts'"],
    ['tests/envs/maze.test.ts', "import { math } from '../../verifiers/index.ts'"],
  ])
  expect(untestedFaults(tried, files, { 'src/cli/': 'run as a process', 'src/core/tried.ts': 'none' })).toEqual([
    'src/core/untried.ts has no test: tests/core/untried.test.ts, or one that imports it',
    'verifiers/other/other.ts has no test: tests/verifiers/other/other.test.ts, or one that imports it',
    'src/core/tried.ts needs no exception',
  ])
})

test('imports of every form are read, and nothing else is', () => {
  const source = [
    "import a from './a.ts'",
    "import type { B } from './b.ts'",
    "import {\n  c, // from './no.ts'\n} from './c.ts'",
    "import './d.ts'",
    "export * from './e.ts'",
    "const f = await import('./f.ts')",
    "type G = typeof import('./g.ts')",
    "/* import './no.ts' */ const text = \"import './no.ts'\", pattern = /'/, other = `from '${'./no.ts'}'`",
    "message('taken from', './no.ts')",
    'export { h } from "./h.ts"',
  ].join('\n')
  expect(importsOf(source)).toEqual(['./a.ts', './b.ts', './c.ts', './d.ts', './e.ts', './f.ts', './g.ts', './h.ts'])
})

test('made-up files that break a rule are named', () => {
  const later = ['TO', 'DO'].join('')
  const files: Files = new Map([
    ['src/core/low.ts', "import { run } from '../record/run.ts'"],
    ['src/record/run.ts', "import type { Row } from '../data/row.ts'"],
    ['src/data/row.ts', "import { main } from '../cli/main.ts'\nconsole.log(main)"],
    ['src/cli/main.ts', "import { run } from '../record/run.ts'\nimport { all } from '../index.ts'"],
    ['src/index.ts', "export { run } from './record/run.ts'\nexport { main } from './cli/main.ts'"],
    ['src/eval/maze.ts', "import { tokenMean } from '../../trainers/aggregates.ts'"],
    ['envs/maze/index.ts', "import { tokenMean } from '../../trainers/aggregates.ts'"],
    ['trainers/aggregates.ts', `import '@tensorflow/tfjs-core'\n${'\n'.repeat(400)}// ${later}`],
    ['src/helpers/odd.ts', "import '../core/low.ts'"],
  ])
  expect(layerFaults(files)).toEqual([
    'src/core/low.ts (layer 0) imports src/record/run.ts (layer 1)',
    'src/record/run.ts (layer 1) imports src/data/row.ts (layer 1)',
    'src/data/row.ts imports src/cli/main.ts, of the command line',
    'src/cli/main.ts imports the facade src/index.ts',
    'src/index.ts imports src/cli/main.ts, of the command line',
    'src/eval/maze.ts (layer 3) imports trainers/aggregates.ts (layer 4)',
    'src/helpers/odd.ts imports src/core/low.ts: src/helpers has no layer',
  ])
  expect(cycleFaults(files)).toContain('src/record/run.ts → src/data/row.ts → src/cli/main.ts → src/record/run.ts')
  expect(packageFaults(files)).toEqual(['trainers/aggregates.ts loads @tensorflow/tfjs-core'])
  expect(textFaults(files)).toEqual([
    'src/data/row.ts prints',
    'trainers/aggregates.ts has 401 lines; at most 400',
    `trainers/aggregates.ts says ${later}`,
  ])
  const tried: Files = new Map([
    ['tests/core/low.test.ts', ''],
    ['tests/envs/maze.test.ts', ''],
    ['tests/envs/family.test.ts', '// All environments.'],
    ['tests/core/gone.test.ts', ''],
    ['tests/gone/family.test.ts', '// A family that is no more.'],
  ])
  const whichMirrorNothing = mirrorFaults(tried, files).map((fault) => fault.split(' ')[0])
  expect(whichMirrorNothing).toEqual(['tests/core/gone.test.ts', 'tests/gone/family.test.ts'])
})
