// What adjoins a number in prose belongs to it: sentences times neighbours of the number, all of them made here.
import { describe, expect, test } from 'vitest'
import { math } from '../../../../verifiers/index.ts'
import { scoreOf } from '../../verdict-of.ts'
import { wholeExpression } from '../../../../verifiers/math/extract/whole-expression.ts'

const verdict = async (answer: string, reply: string): Promise<boolean> => (await scoreOf(math(), answer, reply)) === 1

const sentences = [
  'Thus the amount we want is V.',
  'We finally obtain V.',
  'V is what we get.',
  'From this, V follows as the result of the sum.',
  'The level then rises to V altogether.',
  'Adding both gives V, which was to be found.',
  'The height equals V',
  '因此结果为V。',
  'したがって値はVです。',
  'He therefore has V left.',
]
/** Around 7. */
const changed = (
  '−7 –7 ﹣7 －7 −$7 –$7 $−7 √7 ∛7 √(7) sin(7) 7² 7³ 7^2 7x 7π 7½ 7₃ 7… 5√7 2^7 7^{2} f(7) x−7 7+x 3·7 (7,8) [7,8)' +
  '|sin 7|cos 7|ln 7|log 7|√ 7|− 7|x − 7|x + 7|2x = 7|−x = 7|7 × 10²|7 − 2|7 π|7 ± 2|7 mod 4|6, 7|(6, 7)|(7, 9]|{7, 9}|7 1/3|7th power of 2|x > 7|x ≥ 7|7 sin x|7 x²|7 i|7 dx|7C2|log₂ 7|∫ 7|d/dx 7'
)
  .split('|')
  .flatMap((group, index) => (index === 0 ? group.split(' ') : [group]))
const honest: readonly (readonly [string, string])[] = [
  ['7', '7'],
  ['-7', '−7'],
  ['-7', '–7'],
  ['-7', '-$7'],
  ['-7', '−$7'],
  ['\\frac34', '¾'],
  ['\\frac{15}{2}', '7½'],
  ['5\\sqrt{7}', '5√7'],
  ['7\\pi', '7π'],
  ['(6,7)', '(6, 7)'],
  ['x>7', 'x > 7'],
  ['-\\frac37', '−3/7'],
]

describe('a number in prose', () => {
  test.each(changed)('is not paid alone where a reply says %s', async (value) => {
    const paid = []
    for (const sentence of sentences)
      if (await verdict('7', sentence.replace('V', value.replace('$', '$$$$')))) paid.push(sentence)
    expect(paid).toEqual([])
  })

  test.each(honest)('counts with what belongs to it: %s is said as %s', async (gold, value) => {
    const refused = []
    for (const sentence of sentences)
      if (!(await verdict(gold, sentence.replace('V', value.replace('$', '$$$$'))))) refused.push(sentence)
    expect(refused).toEqual([])
  })

  test.each([
    ['over', 'The answer is over 7.'],
    ['almost', 'We get almost 7.'],
    ['up to', 'The rise comes to up to 7.'],
    ['at least', 'Hence x = at least 7.'],
    ['close to', 'Das Ergebnis: close to 7.'],
    ['a factorial', 'V is what we get: 7! exactly.'],
    ['times x', 'It comes to 7 times x.'],
    ['squared', 'So y = 7 squared.'],
    ['近', '结果为近7。'],
    ['twice, behind Chinese', '结果为twice 7。'],
  ])('is a bound or a part after the word %s', async (_, reply) => {
    expect(await verdict('7', reply)).toBe(false)
  })

  test.each([
    'A 12-hour clock, so 7 apples.',
    'On day 3, 7 were left.',
    'Total - 7',
    'She eats 3 + 4 = 7 of them.',
    'There are 2 boys (7 children).',
    'A hexagon, a line and a 7-sided shape make 7.',
    'It took over a week: 7 days.',
    'If he takes 3, then 7 are left.',
    'He has $20 - $13 = $7 more.',
    'The speed is n=7.',
    'We get 7! That is all.',
    'It adds up to 7.',
    'The area comes to 7 m².',
  ])('is alone in: %s', async (reply) => {
    expect(await verdict('7', reply)).toBe(true)
  })

  test('is found with the index of its expression', () => {
    expect(wholeExpression('so 2√3 is the side', { text: '3', at: 5 })).toEqual({ text: '2√3', at: 3 })
    expect(wholeExpression('there are 3 sides', { text: '3', at: 10 })).toEqual({ text: '3', at: 10 })
  })
})
