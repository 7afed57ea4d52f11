// What a reply goes on to say after its answer: an answer that is replaced or hedged is none, one that is checked again and
// comes out the same stays right.
import { describe, expect, test } from 'vitest'
import { laterClaims } from '../../../../verifiers/math/extract/later-claims.ts'
import { of, testReplies } from '../case-table.ts'

test('later values come with their place', () => {
  const reply = 'The answer is 7. Wait, no, it is 8. Or $9$.'
  const { claims, isWithdrawn } = laterClaims(reply, { text: '7', where: 'last stated answer', at: 14 })
  expect(claims.map(({ text }) => text)).toContain('8')
  expect(claims.map(({ text }) => text)).toContain('9')
  for (const { text, at } of claims) expect(reply.slice(at, at + text.length)).toBe(text)
  expect(isWithdrawn).toBe(false)
  const taken = 'The answer is 7. Scratch that.'
  expect(laterClaims(taken, { text: '7', where: 'last stated answer', at: 14 })).toEqual({
    claims: [],
    replacement: null,
    isWithdrawn: true,
  })
})

describe('taken back', () => {
  testReplies([
    of(
      '7',
      [
        'The answer is 7. Wait, let me check: 3 + 4 = 7. Yes, it is 7.',
        'The answer is 7. Hmm, wait. No, it is 7.',
        'The answer is 7. Let me double check: 7 * 3 = 21.',
        'The answer is 7. No further steps are needed.',
        'The answer is 7. Actually, this was known in 1912.',
        'The answer is 7. However, 9 was the answer to part 1.',
        'The answer is 7. Correction: 7.00.',
        'I first got 9, but that is wrong. The answer is 7.',
        'The answer is 9. No, wait, it is 7.',
        'The answer is 9. Correction: the answer is 7.',
        '\\boxed{7}. Let me verify: 7 = 3 + 4, so it is 7.',
        '\\boxed{9}. Wait, no. \\boxed{7}',
        '答案是7。等等，应该是7。',
      ],
      [
        'The answer is 7. But wait, it is 9.',
        "The answer is 7. Wait, no, it's 9.",
        'The answer is 7. No, it is 9.',
        'The answer is 7. Actually, 9.',
        'The answer is 7. Hmm, actually I think 9.',
        'The answer is 7. Correction: 9.',
        'The answer is 7. I made a mistake: it is 9.',
        'The answer is 7. Scratch that, it is 9.',
        'The answer is 7. Scratch that.',
        'The answer is 7. On second thought, 9.',
        'The answer is 7. That is wrong.',
        "The answer is 7. That's wrong. It is 9.",
        'The answer is 7. Oops, 9.',
        'The answer is 7. Sorry, I meant 9.',
        'The answer is 7. Just kidding, it is 9.',
        'The answer is 7. Ignore that. 9.',
        'The answer is 7. However, it should be 9.',
        'The answer is 7. Nope. 9',
        'The answer is 7. Wrong!',
        'The answer is 7. EDIT: it is 9',
        "The answer is 7. Hmm, that doesn't seem right. Let me recompute: it is 9.",
        'The answer is 7. Let me double check. I get 9.',
        'The answer is 7 cm. No, it is 9 cm.',
        '\\boxed{7}. No, wait, it is 9.',
        '\\boxed{7}. Actually the answer is 9.',
        '\\boxed{7}. But this is wrong. The answer is 9.',
        '<answer>7</answer> No, wait: 9.',
        '#### 7\nNo, 9.',
        '答案是7。不对，是9。',
        '答案是7。等等，应该是9。',
        '答案是7。更正：9。',
        'Die Antwort ist 7. Nein, 9.',
        'La réponse est 7. Non, 9.',
        'Ответ: 7. Нет, 9.',
      ],
    ),
  ])
})

describe('hedged', () => {
  testReplies([
    of(
      '\\frac{1}{2}',
      ['The answer is \\frac{1}{2}, or 0.5.', '\\boxed{\\frac12} or 0.5', 'The answer is 1/2. Alternatively, 0.5.'],
      ['The answer is 1/2, or 0.6.', '\\boxed{\\frac12} or 0.6', 'The answer is 1/2. Alternatively, 0.6.'],
    ),
    of(
      '7',
      [
        'The answer is 7. Or maybe there is a shorter way with 2 steps.',
        'Only \\boxed{7} leaves 1 when divided by 2, 3, 4, or 6.',
        'First \\boxed{9}. Then \\boxed{7}.',
        'Maybe 7.',
        'The answer is 7.\n\n**7**',
        'She has 9 left. Then maybe 7.',
        'The answer is 7.\n\nCheck: 3 + 4 = 7',
      ],
      [
        'The answer is 7. Or 9.',
        'The answer is 7. Maybe it is 9.',
        'The answer is 7. It could also be 9.',
        'The answer is 7. Alternatively, 9.',
        'The answer is 7. Another possibility is 9.',
        'The answer is 7. 9 is also possible.',
        '\\boxed{7} or 9',
        'Perhaps 9, perhaps 7.',
        'Maybe 9. Maybe 7.',
        'The answer is 9, possibly 7.',
        '$9$; maybe $7$',
        'The answer is 7.\n\n9',
        'The answer is 7.\n\n**9**',
        '<answer>9</answer> or <answer>7</answer>',
        '\\boxed{7} (or 9)',
        '\\boxed{7}. Or maybe 9.',
        '\\boxed{9} or maybe \\boxed{7}',
        '\\boxed{9}. Alternatively, \\boxed{7}.',
        '\\boxed{9} / \\boxed{7}',
        '\\boxed{9}. It could also be \\boxed{7}.',
      ],
    ),
  ])
})
