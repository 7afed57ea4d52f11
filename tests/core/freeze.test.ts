import { assert, jsonValue, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { frozenData, frozenFault, frozenList } from '../../src/core/freeze.ts'

const where = { code: 'RLVR_TASK', owner: 'Task `a`: answer' } as const

function isFrozenDeep(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  return Object.isFrozen(value) && Object.values(value).every(isFrozenDeep)
}

test('plain data is copied and frozen all the way down', () => {
  const given = { numbers: [1, { a: null }], text: 'x', left: undefined }
  const data = frozenData(given, where)
  expect(data).toEqual({ numbers: [1, { a: null }], text: 'x' })
  expect(Object.keys(data)).toEqual(['numbers', 'text'])
  expect(isFrozenDeep(data)).toBe(true)
  expect(Object.isFrozen(given)).toBe(false)
  expect(Object.isFrozen(given.numbers)).toBe(false)
  assert(
    property(jsonValue(), (value) => {
      const copy = frozenData(value, where)
      expect(copy).toEqual(value)
      expect(isFrozenDeep(copy)).toBe(true)
    }),
  )
})

test('what was frozen here is given back as it is, what others froze is copied', () => {
  const data = frozenData({ a: [1] }, where)
  expect(frozenData(data, where)).toBe(data)
  expect(frozenData({ inner: data }, where).inner).toBe(data)
  const others = Object.freeze({ a: [1] })
  expect(frozenData(others, where)).not.toBe(others)
})

test('an object without a prototype is plain, and one that stands twice is no cycle', () => {
  expect(frozenData(Object.assign(Object.create(null) as object, { a: 1 }), where)).toEqual({ a: 1 })
  const shared = { n: 1 }
  expect(frozenData([shared, shared], where)).toEqual([{ n: 1 }, { n: 1 }])
})

class Own {
  readonly n = 1
}
const cycle: { list: unknown[] } = { list: [] }
cycle.list.push(cycle)

describe('what JSON cannot hold is refused with its place', () => {
  test.each([
    [{ a: [Number.NaN] }, 'Task `a`: answer.a[0] is NaN; expected plain data'],
    [Number.POSITIVE_INFINITY, 'Task `a`: answer is Infinity'],
    [[undefined], 'answer[0] is undefined'],
    [{ f: () => 1 }, 'answer.f is a function'],
    [{ b: 1n }, 'answer.b is a bigint'],
    [Symbol('x'), 'answer is a symbol'],
    [{ when: new Date(0) }, 'answer.when is of the class `Date`'],
    [new Map(), 'answer is of the class `Map`'],
    [{ own: new Own() }, 'answer.own is of the class `Own`'],
    [cycle, 'answer.list[0] is an object that holds itself'],
  ])('%#', (value, message) => {
    expect(() => frozenData(value, where)).toThrow(message)
    expect(() => frozenData(value, where)).toThrow(expect.objectContaining({ code: 'RLVR_TASK' }) as Error)
  })
})

test('the error of a change says that it is frozen, and what to do; other errors are left alone', () => {
  const data: { a: number[]; b?: number } = frozenData({ a: [3, 1] }, where)
  const changes = [
    () => data.a.sort((x, y) => x - y),
    () => (data.b = 1),
    () => data.a.push(1),
    () => delete (data as { a?: unknown }).a,
    () => Object.defineProperty(data, 'a', { value: 1 }),
  ]
  for (const change of changes) {
    let thrown: unknown
    try {
      change()
    } catch (error) {
      thrown = error
    }
    expect(frozenFault(thrown)).toMatch(/Tasks and messages are frozen.*task\.answer\.toSorted\(\)/)
  }
  expect(frozenFault(new TypeError('x is not a function'))).toBeNull()
  expect(frozenFault(new Error('object is not extensible'))).toBeNull()
  expect(frozenFault('read only property')).toBeNull()
})

test('what is nested too deep is refused in words, not by an overflow of the stack', () => {
  const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth))
  expect(frozenData(nested(500), where)).toEqual(nested(500))
  for (const depth of [501, 20_000])
    expect(() => frozenData(nested(depth), where)).toThrow(/answer(\[0\])+.*… is nested more than 500 deep/)
})

test('a list of what is frozen already is frozen, holds the very items, and is taken as it is', () => {
  const items = [frozenData({ text: 'a' }, where), frozenData({ text: 'b' }, where)]
  const list = frozenList(items)
  expect(Object.isFrozen(list)).toBe(true)
  expect(list[0]).toBe(items[0])
  items.pop()
  expect(list).toHaveLength(2)
  expect(frozenData(list, where)).toBe(list)
})
