import { describe, expect, test } from 'vitest'
import { checkNames } from '../../src/core/check-names.ts'

describe('fields by name', () => {
  test('that are known pass', () => {
    expect(() => checkNames('f()', { test: 1 }, ['test', 'by'])).not.toThrow()
    expect(() => checkNames('f()', {}, [])).not.toThrow()
  })

  test.each<[unknown, string]>([
    [{ tets: 1 }, 'f() has no option `tets`. Did you mean `test`? Options: test, by.'],
    [{ zzzzzz: 1 }, 'f() has no option `zzzzzz`. Options: test, by.'],
    [undefined, 'f() takes options as an object: { test, by }; got undefined.'],
    [null, 'got null.'],
    [[1], 'got [1].'],
    ['test', 'got "test".'],
  ])('of %o are refused', (given, message) => {
    expect(() => checkNames('f()', given, ['test', 'by'])).toThrow(message)
    expect(() => checkNames('f()', given, ['test', 'by'])).toThrow(
      expect.objectContaining({ code: 'RLVR_USAGE' }) as Error,
    )
  })

  test('may have another word, and a hint for names that are often mistaken', () => {
    const how = { word: 'list', hints: { dev: 'A split is train or test.' } }
    expect(() => checkNames('taskList', { dev: [] }, ['train'], how)).toThrow(
      'taskList has no list `dev`. A split is train or test. Lists: train.',
    )
    expect(() => checkNames('taskList', { dev: [] }, [])).toThrow('It takes none.')
  })
})
