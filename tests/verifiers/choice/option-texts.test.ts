import { describe, expect, it } from 'vitest'
import { labelByText, namesAnotherText, readOptionTexts } from '../../../verifiers/choice/option-texts.ts'

const texts = new Map([
  ['A', 'London'],
  ['B', 'Paris'],
  ['C', '$\\frac{1}{2}$'],
])

describe('readOptionTexts', () => {
  it.each<[options: unknown, labels: string[] | null, read: [string, string][] | null]>([
    [
      ['London', 'Paris'],
      null,
      [
        ['A', 'London'],
        ['B', 'Paris'],
      ],
    ],
    [
      ['A. London', 'B. Paris'],
      null,
      [
        ['A', 'London'],
        ['B', 'Paris'],
      ],
    ],
    [
      ['London', 'Paris'],
      ['1', '2'],
      [
        ['1', 'London'],
        ['2', 'Paris'],
      ],
    ],
    [
      { A: 'London', B: 'Paris' },
      null,
      [
        ['A', 'London'],
        ['B', 'Paris'],
      ],
    ],
    [
      { text: ['London', 'Paris'], label: ['A', 'B'] },
      null,
      [
        ['A', 'London'],
        ['B', 'Paris'],
      ],
    ],
    [
      [1, 2],
      null,
      [
        ['A', '1'],
        ['B', '2'],
      ],
    ],
    [['London'], null, null],
    ['London', null, null],
    [null, null, null],
    [[{}, {}], null, null],
    [{ title: 'Cities', id: '7' }, null, null],
  ])('reads %j', (options, labels, read) => {
    const found = readOptionTexts(options, labels)
    expect(found === null ? null : [...found]).toEqual(read)
  })
})

describe('labelByText', () => {
  it.each([
    ['\\boxed{Paris}', 'B'],
    ['\\boxed{\\text{Paris}}', 'B'],
    ['<answer>paris.</answer>', 'B'],
    ['The answer is Paris.', 'B'],
    ['Answer: **Paris**', 'B'],
    ['Paris', 'B'],
    ['\\boxed{\\frac{1}{2}}', 'C'],
    ['Paris is in France, and London is in England.', null],
    ['The answer is not Paris.', null],
    ['The answer is Paris or London.', null],
    ['\\boxed{Rome}', null],
    ['<answer>Rome</answer> Paris', null],
    ['', null],
  ])('in %j finds %j', (reply, label) => {
    expect(labelByText(reply, texts)).toBe(label)
  })
})

describe('namesAnotherText', () => {
  it.each([
    [') Paris', false],
    [') London', true],
    ['. London.', true],
    ['', false],
    [' because it is not London', false],
  ])('behind B, %j: %j', (behind, isOther) => {
    expect(namesAnotherText(behind, 'B', texts)).toBe(isOther)
  })
})
