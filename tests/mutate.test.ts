// The faults that `npm run mutate` plants, and the tests that it asks about them (`scripts/mutate`).
import { describe, expect, test } from 'vitest'
import { mutantsOf, withMutant } from '../scripts/mutate/mutants.ts'
import { nearTests, testDistances } from '../scripts/mutate/near-tests.ts'

const mutated = (source: string): string[] => mutantsOf('x.ts', source).map((mutant) => withMutant(source, mutant))

describe('faults', () => {
  test.each([
    ['f(a + b)', ['f(a - b)', ';']],
    ['f(a <= b)', ['f(a < b)', ';']],
    ['f(a && b)', ['f(a || b)', ';']],
    ['f(a ?? b)', ['f(a && b)', ';']],
    ['a += b', ['a -= b', ';']],
    ['i++', ['i--', ';']],
    ['x = !a', ['x = a', ';']],
    ['x = -a', ['x = a', ';']],
    ['x = 7', ['x = (7 + 1)', ';']],
    ['x = true', ['x = false', ';']],
    ["x = k === 'a'", ["x = k !== 'a'", "x = k === 'another'", ';']],
    ['if (a) b()', ['if (true) b()', 'if (false) b()', 'if (a) ;']],
    ['x = a ? b : c', ['x = true ? b : c', 'x = false ? b : c', ';']],
    ['while (a) b()', ['while (false) b()', 'while (a) ;']],
    ['function f() { return a }', ['function f() { return undefined }']],
    ['const f = () => a', ['const f = () => undefined']],
    ['if (a) throw b', ['if (true) throw b', 'if (false) throw b', 'if (a) ;']],
    ['x = Math.min(a, b)', ['x = Math.max(a, b)', ';']],
  ])('of `%s`', (source, expected) => {
    expect(mutated(source).toSorted()).toEqual(expected.toSorted())
  })

  test('leave types, imports and words alone', () => {
    const source = [
      "import a from 'a' with { type: 'json' }",
      'type T = 1 | true | (A extends B ? 2 : 3)',
      'interface I { readonly n: 4 }',
      'const words: `${5}` = `${a}, words` as `${6}`',
      "export * from './b.ts'",
      'function f<T extends 7>(x: T): asserts x is T {}',
    ].join('\n')
    expect(mutated(source)).toEqual([])
  })

  test('stand within what types are written around', () => {
    expect(mutated('const x = (a + 1) as number')).toEqual([
      'const x = (a - 1) as number',
      'const x = (a + (1 + 1)) as number',
    ])
    expect(mutated('const x = (a satisfies A)!.b(true)')).toEqual(['const x = (a satisfies A)!.b(false)'])
  })

  test('are programs: what would not parse is no fault', () => {
    expect(mutated('const x = a ?? b ?? c')).toEqual([])
  })

  test('know their line, and texts are not subtracted', () => {
    const [mutant] = mutantsOf('x.ts', 'a()\n\nconst x = y - z')
    expect(mutant).toMatchObject({ kind: 'statement', line: 1 })
    expect(mutantsOf('x.ts', 'a()\n\nconst x = y - z').at(-1)).toMatchObject({ kind: 'operator', line: 3, before: '-' })
    expect(mutated("const x = y + ' words'")).toEqual([])
  })
})

test('the tests of a source are those that reach it, its mirror and the nearest first', () => {
  const distances = testDistances(
    new Map([
      ['src/core/a.ts', ''],
      ['src/core/b.ts', "import { a } from './a.ts'"],
      ['tests/core/a.test.ts', "import { a } from '../../src/core/a.ts'"],
      ['tests/core/b.test.ts', "import { b } from '../../src/core/b.ts'"],
      ['tests/other/c.test.ts', "import { a } from '../../src/core/a.ts'"],
      ['tests/other/d.test.ts', "import { b } from '../../src/core/b.ts'\nimport './help.ts'"],
      ['tests/other/help.ts', ''],
      ['tests/core/z.test.ts', "import '../other/help-more.ts'"],
      ['tests/other/help-more.ts', "import { b } from '../../src/core/b.ts'"],
      ['tests/other/e.test.ts', ''],
    ]),
  )
  expect(nearTests('src/core/a.ts', distances, 9)).toEqual([
    'tests/core/a.test.ts',
    'tests/other/c.test.ts',
    'tests/core/b.test.ts',
    'tests/core/z.test.ts',
    'tests/other/d.test.ts',
  ])
  expect(nearTests('src/core/b.ts', distances, 1)).toEqual(['tests/core/b.test.ts'])
  expect(nearTests('src/core/none.ts', distances, 9)).toEqual([])
})
