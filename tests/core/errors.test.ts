import { assert, property, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  boundary,
  describeError,
  nearestName,
  RlvrError,
  show,
  unknownField,
  unknownName,
} from '../../src/core/errors.ts'

describe('an error of the library', () => {
  test('has its code, its words and its cause', () => {
    const cause = new Error('why')
    const error = new RlvrError('RLVR_DATA', 'what', { cause })
    expect(error).toMatchObject({ name: 'RlvrError', code: 'RLVR_DATA', message: 'what', cause })
    expect(error).toBeInstanceOf(Error)
  })

  test('is known across copies of the package, and nothing else is', () => {
    expect(RlvrError.isInstance(new RlvrError('RLVR_DATA', 'x'))).toBe(true)
    expect(RlvrError.isInstance({ rlvrError: true, code: 'RLVR_DATA' })).toBe(true)
    for (const other of [new Error('x'), null, undefined, 'rlvrError', {}])
      expect(RlvrError.isInstance(other)).toBe(false)
  })
})

describe('words', () => {
  test('of what was thrown are its message, its name, or itself', () => {
    expect(describeError(new TypeError('no'))).toBe('no')
    expect(describeError(new TypeError(''))).toBe('TypeError')
    expect(describeError('plain')).toBe('plain')
    expect(describeError(undefined)).toBe('undefined')
  })

  test('are cut at the limit, and not before', () => {
    expect(describeError(new Error('12345'), 5)).toBe('12345')
    expect(describeError(new Error('123456'), 5)).toBe('12345…')
    expect(describeError(new Error('x'.repeat(501)))).toBe(`${'x'.repeat(500)}…`)
    expect(show('1234', 6)).toBe('"1234"')
    expect(show('12345', 6)).toBe('"12345…')
    expect(show('x'.repeat(300))).toHaveLength(201)
  })

  test('of a value are its JSON where it has any', () => {
    expect(show({ a: [1, null] })).toBe('{"a":[1,null]}')
    expect(show('a')).toBe('"a"')
    expect(show(undefined)).toBe('undefined')
    expect(show(Number.NaN)).toBe('NaN')
    expect(show([Number.NaN, { low: -Infinity }, 'NaN'])).toBe('[NaN,{"low":-Infinity},"NaN"]')
    const cycle: { self?: object } = {}
    cycle.self = cycle
    expect(show(cycle)).toBe('[object Object]')
    expect(show(10n)).toBe('10')
  })
})

describe('a boundary', () => {
  test('gives what the work gives, awaited', async () => {
    expect(await boundary('RLVR_TASK', 'Here', async () => 7)).toBe(7)
    expect(await boundary('RLVR_TASK', 'Here', () => 8)).toBe(8)
  })

  test('attributes what authors throw, once', async () => {
    const cause = new Error('boom')
    const once = boundary('RLVR_TASK', 'Here', () => {
      throw cause
    })
    await expect(once).rejects.toMatchObject({ code: 'RLVR_TASK', message: 'Here: boom', cause })
    const own = new RlvrError('RLVR_DATA', 'mine')
    await expect(boundary('RLVR_TASK', 'Here', async () => await Promise.reject(own))).rejects.toBe(own)
  })
})

describe('the nearest name', () => {
  test.each([
    ['gsm8', 'gsm8k'],
    ['GSM8K', 'gsm8k'],
    ['countdwon', 'countdown'],
    ['cuontdonw', null],
    ['xyz', null],
    ['', null],
    ['so', 'sort'],
    ['abcdefghijkl', null],
    ['sort', 'sort'],
  ])('to %s is %s', (name, nearest) => {
    expect(nearestName(name, ['countdown', 'gsm8k', 'sort', 'humaneval'])).toBe(nearest)
  })

  test('may differ in two letters, or in a third of a long name', () => {
    // Levenshtein distances counted by hand.
    expect(nearestName('ab', ['abcd'])).toBe('abcd') // 2
    expect(nearestName('ab', ['abcde'])).toBeNull() // 3
    expect(nearestName('abcdefghi', ['abcdefxyz'])).toBe('abcdefxyz') // 3 of 9
    expect(nearestName('abcdefghi', ['abcdewxyz'])).toBeNull() // 4 of 9
    expect(nearestName('kitten', ['sitting'])).toBeNull() // 3 of 6
    expect(nearestName('kitten', ['sittin'])).toBe('sittin') // 2
  })

  test('is the first of the nearest', () => {
    expect(nearestName('cat', ['bat', 'cut', 'cat'])).toBe('cat')
    expect(nearestName('cat', ['bat', 'cut'])).toBe('bat')
    expect(nearestName('cat', [])).toBeNull()
  })

  test('of a name that is known is that name', () => {
    assert(
      property(string({ minLength: 1 }), string({ minLength: 1 }), (name, other) => {
        expect(nearestName(name, [other, name])?.toLowerCase()).toBe(name.toLowerCase())
      }),
    )
  })
})

test('a name that is not known is told with the nearest one and all there are, in order', () => {
  expect(unknownName('environment', 'srt', ['sort', 'addition'])).toMatchObject({
    code: 'RLVR_UNKNOWN_NAME',
    message: 'Unknown environment `srt`. Did you mean `sort`? Known: addition, sort.',
  })
  expect(unknownName('environment', 'zzzzzz', ['sort']).message).toBe('Unknown environment `zzzzzz`. Known: sort.')
  expect(unknownName('environment', 'x', []).message).toBe('Unknown environment `x`. There are none.')
})

test('an object of unknown fields is told of the first, with the nearest name', () => {
  expect(unknownField({ weight: 1, wieght: 2 }, ['weight', 'verify'])).toBe(
    'has no field `wieght`. Did you mean `weight`? Fields: weight, verify.',
  )
  expect(unknownField({ colour: 1 }, ['weight'])).toBe('has no field `colour`. Fields: weight.')
  expect(unknownField({ weight: 1 }, ['weight'])).toBeNull()
})

test('what has no words is described all the same', () => {
  const bare: unknown = Object.create(null)
  expect(describeError(bare)).toBe('a value of the type object')
  const cycle = Object.assign(Object.create(null) as { self?: unknown }, {})
  cycle.self = cycle
  expect(show(cycle)).toBe('a value of the type object')
  expect(describeError(Object.assign(new Error('x'), { message: 5 }))).toBe('5')
})
