import { describe, expect, it } from 'vitest'
import {
  FailureTally,
  failureLines,
  noFailures,
  talliedEpisode,
  unjudgedShare,
  type TalliedReply,
} from '../../src/core/failure-tally.ts'
import { invalid, notApplicable, scored } from '../../src/core/verdict.ts'
import { sampleEpisode } from '../view/sample-run.ts'

const right: TalliedReply = { reward: 1, verdicts: { correct: scored(1, 'right') }, error: null, text: 'yes' }
const thrown = (words: string): TalliedReply => ({
  reward: null,
  verdicts: { correct: invalid('verifier-error', words), form: scored(1, 'in form') },
  error: null,
  text: 'yes',
})

function tallied(...replies: readonly TalliedReply[]): FailureTally {
  const tally = new FailureTally()
  for (const reply of replies) tally.add(reply)
  return tally
}

describe('FailureTally', () => {
  it('counts replies without a reward by term and cause, each with the words of the first', () => {
    const { failures } = tallied(
      right,
      thrown('boom at 3'),
      thrown('boom at 4'),
      { ...right, reward: null, verdicts: { correct: invalid('timeout', 'late'), form: invalid('judge', 'down') } },
      { reward: null, verdicts: {}, error: { code: 'RLVR_POLICY', message: 'status 401' }, text: null },
      { ...right, reward: null, verdicts: { correct: notApplicable('no question') } },
    )
    expect(failures).toEqual({
      replies: 6,
      unjudged: 5,
      truncated: 0,
      refused: 0,
      failed: 1,
      empty: 0,
      causes: [
        { kind: 'invalid', term: 'correct', cause: 'verifier-error', count: 2, first: 'boom at 3' },
        { kind: 'invalid', term: 'correct', cause: 'timeout', count: 1, first: 'late' },
        { kind: 'invalid', term: 'form', cause: 'judge', count: 1, first: 'down' },
        { kind: 'error', term: null, cause: 'RLVR_POLICY', count: 1, first: 'status 401' },
        { kind: 'not-applicable', term: null, cause: 'not-applicable', count: 1, first: 'no question' },
      ],
    })
    expect(unjudgedShare(failures)).toBeCloseTo(5 / 6, 12)
  })

  it('says it in lines, the most frequent first, and nothing where nothing failed', () => {
    expect(failureLines(tallied(right).failures)).toEqual([])
    const late = { ...right, reward: null, verdicts: { form: invalid('timeout', 'late') } }
    expect(failureLines(tallied(late, thrown('boom'), thrown('bang'), right).failures)).toEqual([
      '3 of 4 replies could not be judged (75.0 %)',
      '  2 × `correct` invalid (verifier-error); the first: boom',
      '  1 × `form` invalid (timeout); the first: late',
    ])
  })

  it('goes on counting from what another has counted', () => {
    const first = tallied(thrown('boom')).failures
    const onward = new FailureTally(JSON.parse(JSON.stringify(first)) as typeof first)
    onward.add(thrown('bang'))
    expect(onward.failures).toEqual(tallied(thrown('boom'), thrown('bang')).failures)
    expect(first.unjudged).toBe(1)
  })

  it('counts a reply without a word as empty, but for one that calls a tool or never came', () => {
    const call = { id: 'c', name: 'add', arguments: {} }
    const message = (toolCalls?: readonly (typeof call)[]) => [
      { role: 'user' as const, content: 'x' },
      { role: 'assistant' as const, content: ' \n', ...(toolCalls && { toolCalls }) },
    ]
    const { failures } = tallied(
      talliedEpisode(sampleEpisode({ messages: message() })),
      talliedEpisode(sampleEpisode({ messages: message([call]) })),
      talliedEpisode(
        sampleEpisode({ messages: message(), reward: null, error: { code: 'RLVR_POLICY', message: 'x' } }),
      ),
    )
    expect(failures).toMatchObject({ replies: 3, empty: 1, unjudged: 1 })
    expect(failureLines(failures)).toContain('1 of 3 replies was empty')
  })

  it('counts what was cut, refused, failed and empty apart, an empty reply that was cut as cut', () => {
    const nothing = { reward: 0, verdicts: {}, error: null, text: '' }
    const broken = (code: string): TalliedReply => ({
      ...nothing,
      reward: null,
      error: { code, message: 'x' },
      text: null,
    })
    const { failures } = tallied(
      right,
      { ...right, status: 'truncated-tokens' },
      { ...nothing, status: 'truncated-tokens' },
      { ...broken('RLVR_REFUSED'), status: 'refused' },
      { ...broken('RLVR_POLICY'), status: 'error' },
      // What fails in the environment is no failure of the policy's.
      { ...broken('RLVR_ENVIRONMENT'), status: 'error' },
      { ...nothing, status: 'finished' },
    )
    expect(failures).toMatchObject({ replies: 7, unjudged: 3, truncated: 2, refused: 1, failed: 1, empty: 1 })
    expect(failureLines(failures).slice(-4)).toEqual([
      '2 of 7 replies were cut at the token limit',
      '1 of 7 replies was refused',
      '1 of 7 replies failed to come',
      '1 of 7 replies was empty',
    ])
  })

  it('goes on from the counts of an earlier version, which had fewer kinds', () => {
    const before = { replies: 2, unjudged: 0, empty: 1, causes: [] } as unknown as typeof noFailures
    expect(new FailureTally(before).failures).toEqual({ ...noFailures, replies: 2, empty: 1 })
    expect(failureLines(before)).toEqual(['1 of 2 replies was empty'])
  })

  it('keeps the words of a cause short', () => {
    const [cause] = tallied(thrown('x'.repeat(10_000))).failures.causes
    expect(cause?.first).toHaveLength(501)
  })
})
