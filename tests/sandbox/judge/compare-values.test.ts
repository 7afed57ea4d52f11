import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../../src/core/json.ts'
import { valuesEqual } from '../../../src/sandbox/judge/compare-values.ts'
import { cpuMsOf } from '../../cpu-time.ts'

describe('values of a result and of a test', () => {
  test.each<[string, Json, Json]>([
    ['a tuple is its list', { $tuple: [1, { $tuple: ['a'] }] }, [1, ['a']]],
    ['an integral float is the integer', { $float: '3.0' }, 3],
    ['true is 1, as in Python', true, 1],
    ['undefined is null', { $undefined: true }, null],
    ['-0 is 0', -0, 0],
    ['a list is the set that is expected, in any order', [3, 1, 2], { $set: [1, 2, 3] }],
    ['a frozen set is its set', { $frozenset: [2, 1] }, { $set: [1, 2] }],
    ['a complex number with integral parts', { $complex: [{ $float: '3.0' }, 4] }, { $complex: [3, 4] }],
    ['a long text of code units', { $text: Array<number>(100_000).fill(97) }, 'a'.repeat(100_000)],
    [
      'integer keys are the text keys of JSON',
      {
        $dict: [
          [1, 'a'],
          [2, 'b'],
        ],
      },
      { 2: 'b', 1: 'a' },
    ],
    ['tuple keys are told apart', { $dict: [[{ $tuple: [1, 2] }, 3]] }, { $dict: [[[1, 2], 3]] }],
    [
      'a big integer survives',
      { $int: '1606938044258990275541962092341162602522202993782792835301376' },
      { $int: String(2n ** 200n) },
    ],
    ['NaN that is expected is NaN', { $float: 'nan' }, { $float: 'nan' }],
    ['bytes are compared by content', { $bytes: 'AP8=' }, { $bytes: 'AP8=' }],
    ['a text with a lone surrogate', { $text: [0xd800, 97] }, '\ud800a'],
  ])('%s', (_, actual, expected) => {
    expect(valuesEqual(actual, expected)).toBe(true)
  })

  test.each<[string, Json, Json]>([
    ['an opaque value equals nothing', { $opaque: 'Always' }, { $opaque: 'Always' }],
    ['NaN is no number', { $float: 'nan' }, 3],
    ['neighbours beyond 2^53 differ', { $int: '9007199254740993' }, { $int: '9007199254740992' }],
    ['an integer and the float beside it differ', { $int: '9007199254740993' }, 9007199254740992],
    ['a prefix of the list is not the list', [1, 2], [1, 2, 3]],
    ['order matters in a list', [2, 1], [1, 2]],
    ['a text is not its number', '3', 3],
    ['null is not 0', null, 0],
    ['an empty list is not null', [], null],
    [
      'two keys that JSON would merge are not one',
      {
        $dict: [
          [1, 'a'],
          ['1', 'a'],
        ],
      },
      { 1: 'a' },
    ],
    ['a set was put into no order', { $set: [1, 2, 3] }, [1, 2, 3]],
    ['nor was one inside', [{ $set: [1, 2] }], [[1, 2]]],
    ['a repeated item is not its set', [1, 1], { $set: [1, 2] }],
    ['two long texts differ at their end', { $text: [...Array<number>(60_000).fill(97), 98] }, 'a'.repeat(60_001)],
    ['a key of the prototype is an own key', {}, JSON.parse('{"__proto__": 1}') as Json],
  ])('%s', (_, actual, expected) => {
    expect(valuesEqual(actual, expected)).toBe(false)
  })

  test('a tolerance tells integers beyond 2^53 apart', () => {
    const tolerance = { abs: 1e-6 }
    const expected = { $int: '9007199254740993' }
    expect(valuesEqual({ $int: '9007199254740992' }, expected, { tolerance })).toBe(false)
    expect(valuesEqual({ $int: '9007199254740994' }, expected, { tolerance: { abs: 1 } })).toBe(true)
    expect(valuesEqual(2 ** 53, expected, { tolerance })).toBe(false)
  })

  test('an integer of more digits than any driver writes equals nothing, at once', async () => {
    const long = { $int: '9'.repeat(8_000_000) }
    // To read it as a number takes seconds.
    expect(await cpuMsOf(() => expect(valuesEqual(long, 3)).toBe(false))).toBeLessThan(1000)
  })

  test.each([3 + 1e-7, 3 - 1e-7])('a tolerance accepts %d for 3', (actual) => {
    expect(valuesEqual(actual, 3, { tolerance: { abs: 1e-6 } })).toBe(true)
  })

  test.each<Json>([{ $float: 'nan' }, { $float: 'inf' }, 3.1, '3'])('no tolerance accepts %j for 3', (actual) => {
    expect(valuesEqual(actual, 3, { tolerance: { abs: 1e-6, rel: 1e-6 } })).toBe(false)
  })

  test('strict types tell bool from number, tuple from list and undefined from null, but not 3 from 3.0', () => {
    const strict = { strictTypes: true }
    expect(valuesEqual(true, 1, strict)).toBe(false)
    expect(valuesEqual({ $tuple: [1] }, [1], strict)).toBe(false)
    expect(valuesEqual({ $undefined: true }, null, strict)).toBe(false)
    expect(valuesEqual({ $float: '3.0' }, 3, strict)).toBe(true)
  })

  test('without order, lists are equal as multisets', () => {
    const unordered = { unordered: true }
    expect(valuesEqual([[2], [1], [1]], [[1], [2], [1]], unordered)).toBe(true)
    expect(valuesEqual([1, 2, 2], [1, 1, 2], unordered)).toBe(false)
    expect(valuesEqual({ $set: [3, 1, 2] }, [1, 2, 3], unordered)).toBe(true)
    expect(valuesEqual([{ $set: [1, 2] }], [[1, 2]], unordered)).toBe(false)
    expect(
      valuesEqual(
        [
          [2, 1],
          [1, 2],
        ],
        [[1, 2], { $set: [1, 2] }],
        unordered,
      ),
    ).toBe(true)
    expect(valuesEqual([{ $opaque: 'A' }], [{ $opaque: 'A' }], unordered)).toBe(false)
  })

  const many = (make: (index: number) => Json): Json[] => Array.from({ length: 5000 }, (_, index) => make(index))

  test.each<[string, Json[], Json[]]>([
    [
      'records with their keys in another order',
      many((i) => ({ val: i, id: i % 7 })),
      many((i) => ({ id: i % 7, val: i })),
    ],
    ['undefined beside null', many((i) => [i, { $undefined: true }]), many((i) => [i, null])],
    ['integral floats and booleans', many((i) => ({ $float: `${i % 2}.0` })), many((i) => i % 2 === 1)],
    ['tuples', many((i) => ({ $tuple: [i, 'a'] })), many((i) => [i, 'a'])],
    ['lists in the place of sets', many((i) => [i + 1, i]), many((i) => ({ $set: [i, i + 1] }))],
    ['permutations of one list', many((i) => permutation(i)), many((i) => permutation(i))],
  ])('without order, thousands of items are compared as few are: %s', (_, actual, expected) => {
    const unordered = { unordered: true }
    expect(valuesEqual(actual.toReversed(), expected, unordered)).toBe(true)
    expect(valuesEqual([...actual.slice(1), 'x'], expected, unordered)).toBe(false)
  })

  test.each<[string, (index: number, error: number) => Json]>([
    ['numbers', (i, error) => i + error],
    ['numbers around 0, which sort otherwise as texts', (i, error) => i - 2500 + error],
    ['lists', (i, error) => ['x', i % 10, i + error]],
    ['records', (i, error) => ({ a: i % 10, b: [i + error] })],
  ])('without order and within a tolerance, thousands of items are compared as few are: %s', (_, make) => {
    const comparison = { unordered: true, tolerance: { abs: 1e-9 } }
    const expected = many((i) => make(i, 0))
    expect(valuesEqual(many((i) => make(i, i % 2 === 0 ? 1e-12 : -1e-12)).toReversed(), expected, comparison)).toBe(
      true,
    )
    expect(
      valuesEqual(
        many((i) => make(i, i === 77 ? 1e-3 : 0)),
        expected,
        comparison,
      ),
    ).toBe(false)
  })

  test('within a tolerance, numbers pair off so that all find one', () => {
    const comparison = { unordered: true, tolerance: { abs: 0.5 } }
    expect(valuesEqual([1.5, 1], [1.5, 2], comparison)).toBe(true)
    expect(valuesEqual([1, { $float: 'nan' }], [{ $float: 'nan' }, 1.2], comparison)).toBe(true)
  })

  test('with strict types, items without order keep their types', () => {
    const comparison = { unordered: true, strictTypes: true }
    expect(valuesEqual([true, { $float: '3.0' }], [3, true], comparison)).toBe(true)
    expect(valuesEqual([true, 3], [3, 1], comparison)).toBe(false)
    expect(valuesEqual([{ $tuple: [1] }], [[1]], comparison)).toBe(false)
  })

  test(
    'a result that was made to be slow to compare is given up, and a key that nests is read in linear time',
    { timeout: 180_000 },
    () => {
      const comparison = { unordered: true, tolerance: { abs: 1e-3 } }
      const expected = Array.from({ length: 20_000 }, (_, index) => [0, index])
      // Equal by its pairs, of which each is the last one that is tried.
      const actual = expected.map(([, index = 0]) => [1e-4 - index * 1e-9, index])
      expect(valuesEqual(actual, expected, comparison)).toBe(false)
      const nested = (depth: number): Json => (depth === 0 ? 1 : [nested(depth - 1), 'a"'])
      expect(valuesEqual({ $dict: [[nested(100), 1]] }, { a: 1 })).toBe(false)
    },
  )

  test('nothing that looks like a tag makes a comparison throw', () => {
    const names = ['int', 'float', 'tuple', 'set', 'dict', 'bytes', 'undefined', 'complex', 'text', 'opaque', 'nodes']
    const { value } = fc.letrec<{ value: Json }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.jsonValue() as fc.Arbitrary<Json>,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.tuple(fc.constantFrom(...names), tie('value')).map(([name, held]) => ({ [`$${name}`]: held })),
        fc.constant({ valueOf: 1, toString: 1 }),
      ),
    }))
    const flag = fc.boolean()
    fc.assert(
      fc.property(value, value, flag, flag, flag, (actual, expected, unordered, strictTypes, isNear) => {
        const comparison = { unordered, strictTypes, ...(isNear && { tolerance: { abs: 1 } }) }
        expect(valuesEqual([actual, 1], [1, expected], comparison)).toBeTypeOf('boolean')
      }),
    )
  })

  test('a forged result that nests a million deep is unequal, not a crash', () => {
    let deep: Json = 1
    for (let i = 0; i < 1_000_000; i++) deep = [deep]
    expect(valuesEqual(deep, [[1]])).toBe(false)
    expect(valuesEqual({ $dict: [[deep, 1]] }, { a: 1 })).toBe(false)
  })

  test('every JSON value equals its own copy, and no value equals it with one more item around it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.parse(JSON.stringify(value)) as Json
        fc.pre(!JSON.stringify(json).includes('"$'))
        expect(valuesEqual(json, structuredClone(json))).toBe(true)
        expect(valuesEqual([json], json)).toBe(false)
      }),
    )
  })
})

/** The same six items in one of 720 orders. */
function permutation(index: number): Json[] {
  const rest = [1, 2, 3, 4, 5, 6]
  let left = index % 720
  const made: number[] = []
  while (rest.length > 0) {
    made.push(...rest.splice(left % rest.length, 1))
    left = Math.floor(left / (rest.length + 1))
  }
  return made
}
