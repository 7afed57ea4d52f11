import { expect, test } from 'vitest'
import { FieldFault } from '../../src/data/field.ts'
import { fieldMap, rowId } from '../../src/data/field-map.ts'

const targets = ['id', 'reply', 'task', 'task.answer']

test('what is not mapped stands where it is called', () => {
  const fields = fieldMap([], targets)
  expect(fields.text({ reply: 'x' }, 'reply')).toBe('x')
  expect(fields.get({ task: { answer: 5 } }, 'task.answer')).toBe(5)
  expect(fields.get({}, 'reply')).toBeUndefined()
})

test('a target is read from where it was said to stand, and faults name that place', () => {
  const fields = fieldMap([['reply', 'output.text']], targets)
  expect(fields.text({ output: { text: 'x' } }, 'reply')).toBe('x')
  expect(() => fields.text({ output: { text: 7 } }, 'reply')).toThrow('expected a text; got 7')
  expect(() => fields.required({ reply: 'x' }, 'reply')).toThrow(
    expect.objectContaining({ field: 'output.text' }) as Error,
  )
  expect(fields.required({ output: { text: null } }, 'reply')).toBeNull()
})

test('mapping a parent moves what is below it, unless that is mapped itself', () => {
  const row = { problem: { answer: 5 }, gold: 6 }
  expect(fieldMap([['task', 'problem']], targets).get(row, 'task.answer')).toBe(5)
  const both = fieldMap(
    [
      ['task', 'problem'],
      ['task.answer', 'gold'],
    ],
    targets,
  )
  expect(both.get(row, 'task.answer')).toBe(6)
})

test('a target that nothing reads is refused with the nearest', () => {
  expect(() => fieldMap([['replay', 'x']], targets)).toThrow('Unknown field `replay`. Did you mean `reply`?')
})

test('a row’s id is its own as text, or its line', () => {
  const fields = fieldMap([], targets)
  expect(rowId(fields, { id: 'a' }, 3)).toBe('a')
  expect(rowId(fields, { id: 7 }, 3)).toBe('7')
  expect(rowId(fields, { id: null }, 3)).toBe('line-3')
  expect(rowId(fields, {}, 3)).toBe('line-3')
  expect(() => rowId(fields, { id: [1] }, 3)).toThrow(FieldFault)
})
