// A value counts where it is stated: not where it is denied, asked, supposed, reported, given as a bound or as a part of
// something else, or called wrong in the same breath. Beside each kind stand honest neighbours.
import { describe, expect, test } from 'vitest'
import { notStated } from '../../../../verifiers/math/extract/stands.ts'
import { of, testReplies } from '../case-table.ts'

test('says why a value is not stated, with its place taken from the reply', () => {
  const at = (reply: string, text: string) => ({ text, where: 'last number', at: reply.lastIndexOf(text) })
  const said = (reply: string): string | null => notStated(reply, at(reply, '7'))
  expect(said('It is not 7.')).toBe('The reply denies 7.')
  expect(said('Is it 7?')).toBe('The reply asks whether it is 7.')
  expect(said('It is more than 7.')).toBe('The reply gives 7 as a bound.')
  expect(said('7 is wrong.')).toBe('The reply calls 7 wrong.')
  expect(said('I do not know. Maybe 7.')).toBe('The reply says that it does not know.')
  expect(said('So it is 7.')).toBeNull()
  expect(notStated('at least 7', at('at least 7', '7'), { isOpen: true })).toBeNull()
})

describe('denied', () => {
  testReplies([
    of(
      '12',
      [
        'The answer is 12, not 9.',
        'It is 12, not 9.',
        '12, not 9',
        '12 instead of 9',
        'It is 12 rather than 9.',
        'The answer is not 9 but 12.',
        'It cannot be 9, so it is 12.',
        'The sum is not prime; it is 12.',
        '\\boxed{12}, not 9.',
        'It is 12, and 12 is not prime.',
      ],
      [
        'The answer is not 12.',
        "The answer isn't 12.",
        'The answer isn’t 12.',
        'The answer cannot be 12.',
        "It can't be 12.",
        'It is definitely not 12.',
        'It is never 12.',
        'It is 9, not 12.',
        '9, not 12',
        'It is 9 rather than 12.',
        '9 instead of 12',
        'The answer is different from 12.',
        'The answer is a number other than 12.',
        'anything but 12',
        'all except 12',
        'The answer ≠ 12.',
        '$x \\ne 12$',
        'The answer does not equal 12.',
        'The answer used to be 12.',
        'The answer is not \\boxed{12}.',
        "It isn't \\boxed{12}.",
        '9 instead of \\boxed{12}',
        '$x \\neq \\boxed{12}$',
        '<answer>The answer is not 12</answer>',
        '#### not 12',
        '答案不是12。',
        'Die Antwort ist nicht 12.',
        "La réponse n'est pas 12.",
        'La respuesta no es 12.',
        'Ответ не 12.',
      ],
    ),
  ])
})

describe('called wrong', () => {
  testReplies([
    of(
      '12',
      [
        '9 is wrong, so the answer is 12.',
        'The answer is 12. That is the right answer.',
        'It is 12, which is correct.',
      ],
      [
        '12 is not the answer.',
        '12 is wrong.',
        '12 is incorrect.',
        '12 is not correct.',
        '12 is too small.',
        '12 does not work.',
        'The wrong answer is 12.',
        'A common incorrect answer is 12.',
        'My first guess was 12.',
        'The answer is 12, which is wrong.',
        'The answer is 12, but that is wrong.',
        '\\boxed{12} is wrong.',
        '\\boxed{12} is not the answer.',
        '<answer>12</answer> is incorrect.',
      ],
    ),
  ])
})

describe('asked, supposed and reported', () => {
  testReplies([
    of(
      '12',
      [
        'How many are left? 12',
        'What is 5 + 7? It is 12.',
        'Is it 12? Yes.',
        'If each has 3, then 4 have 12.',
        'If she eats 3 a day for 4 days she eats 3*4 = 12.',
        'Originally there were 12.',
        'The maximum is reached when x = 12.',
        'I do not know a shorter way. The answer is 12.',
      ],
      [
        'Could it be 12? I do not know.',
        'Is it 12?',
        'The answer is 12?',
        'Is it \\boxed{12}?',
        '答案是12吗？',
        "I don't know. 12?",
        'I do not know. Maybe 12.',
        'It is unclear whether the answer is 12.',
        'The answer cannot be determined. It might be 12.',
        'If x = 12 then it fails.',
        'Suppose the answer is 12. Then all is lost.',
        'Assume that x = 12.',
        'Some people think the answer is 12.',
        'The user thinks that the answer is 12.',
        'One might think the answer is 12.',
        'I doubt that the answer is 12.',
        "I don't think the answer is 12.",
        'It is not true that the answer is 12.',
        'It is not the case that x = 12.',
        'I refuse to say that the answer is 12.',
        'At first I thought the answer is 12.',
        'There are 12 baskets. How many apples are there?',
        'I do not know if it is \\boxed{12}.',
      ],
    ),
  ])
})

describe('bounds and parts', () => {
  testReplies([
    of(
      '12',
      [
        'He must draw at least 12 socks.',
        'It is about 12.',
        'She needs over 3 hours and eats 12.',
        'So it is 15 - 3 = 12 more than before.',
        'He has $20 - $8 = $12 more.',
        'The answer is 12, up from 9.',
        'We have $<<3*4=12>>12',
        'k must be at least $3 \\cdot 4 = 12$.',
      ],
      [
        'The answer is more than 12.',
        'The answer is at most 12.',
        'It is at least 12.',
        'at least 12',
        'less than 12',
        'It exceeds 12.',
        '> 12',
        '\\boxed{> 12}',
        '#### > 12',
        'The answer is > 12.',
        'The answer is below 12.',
        'The answer is nearly 12.',
        'The answer is close to 12.',
        'The answer is in the range 9 to 12.',
        'It is between 9 and 12.',
        '12 or more',
        'It is 12 or so.',
        'The answer is more than \\boxed{12}.',
        'x > \\boxed{12}',
        '大于12',
        '12 squared',
        'The answer is 12 factorial.',
        '\\boxed{12 \\text{ maybe}}',
        '答えは12ではない。',
        '답은 12가 아닙니다.',
        '\\boxed{12 \\approx 15}',
        '\\boxed{12以上}',
        '至少12',
        'Die Antwort ist größer als 12.',
        'The answer is twice 12.',
        'The answer is half of 12.',
        'The answer is the square root of 12.',
        'The answer is the sum of 9 and 12.',
        'The answer is 9 plus 12.',
        'The answer is 9 minus 12.',
        'The answer is 12 plus something.',
        'The answer is 12 times as large as before.',
        'The answer is 12 and a half.',
        'The answer is minus 12.',
        'The answer is a multiple of 12.',
        'The answer is 9 mod 12.',
        'The candidates are 9 and 12.',
        'See equation 12.',
        'Step 12',
      ],
    ),
    // A gold that is a bound or words may be stated so.
    of('x \\ge 3', ['\\boxed{x \\text{ is at least } 3}', '\\boxed{x \\geq 3}'], ['x is at most 3']),
  ])
})
