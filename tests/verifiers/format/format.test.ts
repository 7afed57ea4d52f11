import { describe, expect, it, vi } from 'vitest'
import { boxed, lengthBetween, regularExpression, tags } from '../../../verifiers/index.ts'
import { scoreOf, verdictOf } from '../verdict-of.ts'
import { cpuMsOf } from '../../cpu-time.ts'

describe('tags', () => {
  const thinkThenAnswer = tags(['think', 'answer'])
  const strict = tags(['think', 'answer'], { strict: true })

  it.each([
    ['<think>a</think><answer>b</answer>', 1, 1],
    ['<think>a</think>\n <answer>b</answer>\n', 1, 1],
    ['Well: <think>a</think><answer>b</answer>', 1, 0],
    ['<think>a</think><answer>b</answer> Done.', 1, 0],
    ['<answer>b</answer><think>a</think>', 0, 0],
    ['<think>a<answer>b</answer></think>', 0, 0],
    ['<think>a</think><answer>b', 0, 0],
    ['</think><think><answer>b</answer>', 0, 0],
    ['<think>a</think><answer>b</answer><answer>c</answer>', 0, 0],
    ['', 0, 0],
  ])('scores %j %d, and %d when strict', async (reply, score, strictScore) => {
    expect(await scoreOf(thinkThenAnswer, null, reply)).toBe(score)
    expect(await scoreOf(strict, null, reply)).toBe(strictScore)
  })

  // open-r1#560: the chat template opens the first tag.
  it.each([
    ['a\n</think>\n<answer>b</answer>', 1, 1, 0],
    ['</think><answer>b</answer>', 1, 1, 0],
    ['<think>a</think><answer>b</answer>', 1, 0, 1],
    ['a</think>c</think><answer>b</answer>', 0, 0, 0],
    ['a</think><think>c</think><answer>b</answer>', 0, 0, 0],
    ['a<answer>b</answer>', 0, 0, 0],
    ['a</think> x <answer>b</answer>', 0, 0, 0],
    ['<think>a', 0, 0, 0],
    ['', 0, 0, 0],
  ])('scores %j %d, %d where the prompt opens the first tag, %d where it does not', async (reply, either, yes, no) => {
    expect(await scoreOf(strict, null, reply)).toBe(either)
    expect(await scoreOf(tags(['think', 'answer'], { strict: true, opened: true }), null, reply)).toBe(yes)
    expect(await scoreOf(tags(['think', 'answer'], { strict: true, opened: false }), null, reply)).toBe(no)
  })

  it('takes a first tag that is none of reasoning as opened only where it is told so', async () => {
    expect(await scoreOf(tags(['plan', 'answer']), null, 'a</plan><answer>b</answer>')).toBe(0)
    expect(await scoreOf(tags(['plan', 'answer'], { opened: true }), null, 'a</plan><answer>b</answer>')).toBe(1)
  })

  it('does not count what reasoning says of tags', async () => {
    expect(await scoreOf(strict, null, '<think>then <answer>..</answer></think><answer>b</answer>')).toBe(1)
    expect(await scoreOf(strict, null, 'then <answer></think><answer>b</answer>')).toBe(1)
    expect(await scoreOf(tags(['plan', 'answer']), null, '<plan><answer>..</answer></plan><answer>b</answer>')).toBe(0)
  })

  it('refuses names that are no tag names, or none', () => {
    expect(() => tags(['<think>'])).toThrow(/without angle brackets/)
    expect(() => tags([])).toThrow(/list of different tag names/)
    expect(() => tags(['a', 'a'])).toThrow(/list of different tag names/)
  })
})

describe('boxed', () => {
  it.each([
    ['\\boxed{7}', 1, 1],
    ['\\boxed{\\frac{1}{2}} .', 1, 1],
    ['\\boxed{1} then \\boxed{2}', 1, 0],
    ['\\fbox{\\boxed{2}}', 1, 1],
    ['\\boxed{}', 0, 0],
    ['\\boxed{1} then \\boxed{2', 0, 0],
    ['boxed 7', 0, 0],
    ['<think>\\boxed{6}</think>\\boxed{7}', 1, 1],
    ['<think>\\boxed{7}</think>7', 0, 0],
    ['<think>\\boxed{7}', 0, 0],
  ])('scores %j %d, and %d where exactly one is required', async (reply, score, exactScore) => {
    expect(await scoreOf(boxed(), null, reply)).toBe(score)
    expect(await scoreOf(boxed({ require: 'exactly-one' }), null, reply)).toBe(exactScore)
  })
})

describe('lengthBetween', () => {
  it('counts characters as code points', async () => {
    expect(await scoreOf(lengthBetween(2, 2), null, '😀a')).toBe(1)
    expect(await scoreOf(lengthBetween(3, 9), null, '😀a')).toBe(0)
  })

  it('counts words', async () => {
    expect(await scoreOf(lengthBetween(2, 3, { unit: 'words' }), null, ' one\n two ')).toBe(1)
    expect(await scoreOf(lengthBetween(1, Infinity, { unit: 'words' }), null, ' \n')).toBe(0)
  })

  it('refuses an empty range', () => {
    expect(() => lengthBetween(3, 2)).toThrow(/0 <= least <= most/)
    expect(() => lengthBetween(Number.NaN, 2)).toThrow(/0 <= least <= most/)
  })
})

describe('regularExpression', () => {
  it('finds a match and shows it', async () => {
    const verdict = await verdictOf(regularExpression(/\d+/), null, 'I say 42.')
    expect(verdict).toMatchObject({ status: 'scored', score: 1, evidence: { candidate: '42', at: 6 } })
    expect(await scoreOf(regularExpression(/^\d+$/), null, 'I say 42.')).toBe(0)
  })

  it('judges each reply afresh with a global or sticky pattern', async () => {
    const verifier = regularExpression(/a/gy)
    expect(await scoreOf(verifier, null, 'a')).toBe(1)
    expect(await scoreOf(verifier, null, 'a')).toBe(1)
  })

  it('ends catastrophic backtracking and blames the pattern, not the reply', async () => {
    const verifier = regularExpression(/^(a+)+$/, { matchTimeoutMs: 50 })
    const spentMs = await cpuMsOf(async () => {
      const verdict = await verdictOf(verifier, null, `${'a'.repeat(60)}!`)
      expect(verdict).toMatchObject({ status: 'invalid', cause: 'timeout' })
    })
    expect(spentMs).toBeLessThan(2000)
  })

  it('tries a match again that the processor was kept from, and ends once it has worked on it', async () => {
    const spent = [0, 10_000, 0, 30_000]
    const clock = vi
      .spyOn(process, 'threadCpuUsage')
      .mockImplementation(() => ({ user: spent.shift() ?? expect.fail('a third try'), system: 0 }))
    const verifier = regularExpression(/^(a+)+$/, { matchTimeoutMs: 50 })
    const verdict = await verdictOf(verifier, null, `${'a'.repeat(60)}!`)
    clock.mockRestore()
    expect(spent).toEqual([])
    expect(verdict).toMatchObject({ status: 'invalid', cause: 'timeout' })
  })

  it('matches what the reply says, or all of it where it is told so', async () => {
    const reply = '<think>no</think>yes'
    expect(await scoreOf(regularExpression(/no/), null, reply)).toBe(0)
    expect(await verdictOf(regularExpression(/yes/), null, reply)).toMatchObject({ score: 1, evidence: { at: 17 } })
    expect(await scoreOf(regularExpression(/^<think>.*<\/think>yes$/, { from: 'reply' }), null, reply)).toBe(1)
    expect(() => regularExpression(/^<think>/)).toThrow(/cut before a reply is matched. Say \{ from: 'reply' \}/)
    expect(() => regularExpression(/x/, { from: 'all' as never })).toThrow(/'answer' or 'reply'; got/)
  })

  it('searches ten megabytes', async () => {
    expect(await scoreOf(regularExpression(/yes$/), null, `${'a'.repeat(10_000_000)}yes`)).toBe(1)
  })
})
