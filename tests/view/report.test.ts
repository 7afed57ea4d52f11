import { describe, expect, it } from 'vitest'
import { reportHtml } from '../../src/view/report.ts'
import { chooseGroups } from '../../src/view/report-samples.ts'
import { hostileReply, sampleGroup, sampleRun } from './sample-run.ts'

describe('reportHtml', () => {
  const page = reportHtml(sampleRun())

  it('is one file that loads nothing', () => {
    expect(page.startsWith('<!doctype html>')).toBe(true)
    expect(page).not.toMatch(/(?:src|href)="(?!data:)/u)
    expect(page).not.toMatch(/https?:/u)
    expect(page).toContain("default-src 'none'")
  })

  it('leads with held-out sampled pass@1, from the cold start to the end, with its interval', () => {
    expect(page).toContain('0.280 →</small> 0.764')
    expect(page).toContain('95 % interval 0.738 to 0.788 over 500 tasks')
    expect(page).toContain('3 min 12 s')
    expect(page).toContain('0.352 →</small> 0.788')
    expect(page).toContain('held-out tasks, sampled')
  })

  it('names a cold start where there was one', () => {
    expect(page).toContain('after the cold start')
    const run = sampleRun()
    const without = reportHtml({ ...run, metrics: run.metrics.filter(({ phase }) => phase !== 'cold-start') })
    expect(without).not.toContain('cold start')
    expect(without).toContain('at the start 0.280')
  })

  it('says in its first lines what stopped the run, what could not be judged and what raised an alarm', () => {
    const { summary, ...input } = sampleRun()
    const troubled = reportHtml({
      ...input,
      summary: {
        ...summary,
        stopped: 'over the tolerance',
        alarms: [{ name: 'entropy-collapse', step: 7, message: 'replies hardly differ' }],
        failures: {
          replies: 64,
          unjudged: 8,
          truncated: 3,
          refused: 1,
          failed: 4,
          empty: 2,
          causes: [
            {
              kind: 'invalid',
              term: 'correct',
              cause: 'verifier-error',
              count: 8,
              first: `correct threw: ${hostileReply}`,
            },
          ],
        },
      },
    })
    const text = troubled.slice(troubled.indexOf('<main>'), troubled.indexOf('class="tiles"'))
    for (const words of [
      'Stopped: over the tolerance',
      '8 of 64 replies could not be judged (12.5 %)',
      '8 × `correct` invalid (verifier-error); the first: correct threw: ',
      '2 of 64 replies were empty',
      'Alarm entropy-collapse at step 7: replies hardly differ',
    ])
      expect(text).toContain(words)
    expect(text).not.toContain('<script>')
    expect(page).not.toContain('class="troubles"')
  })

  it('draws the curves, and no chart without a value', () => {
    for (const metric of ['outcome', 'reward', 'frac_reward_zero_std', 'entropy', 'grad_norm', 'time/*', 'loss']) {
      expect(page).toContain(`<code>${metric}</code>`)
    }
    expect(page).not.toContain('KL to the reference')
  })

  it('shows hostile replies and settings as text', () => {
    expect(page).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;')
    expect(page).not.toContain('<img')
    expect(page).not.toContain('<b>bold</b>')
    for (const character of ['\u001b', '\u202e']) expect(page).not.toContain(character)
    // One style and one script of our own; the others are data.
    expect(page.match(/<script>/gu)).toHaveLength(1)
  })

  it('writes no NaN, no Infinity and no undefined', () => {
    expect(page).not.toMatch(/NaN|Infinity|undefined/u)
  })

  it('says that a reply could not be judged, and why', () => {
    expect(page).toContain('<i>null</i>')
    expect(page).toContain('invalid (timeout)')
  })

  it('gives a page for a run that stopped before anything was measured', () => {
    const { summary } = sampleRun()
    const empty = reportHtml({
      config: {},
      metrics: [],
      samples: [],
      summary: { ...summary, steps: 0, heldOut: { coldStart: null, end: null } },
    })
    expect(empty).toContain('not evaluated')
    expect(empty).not.toContain('Learning curves')
    expect(empty).not.toMatch(/NaN|Infinity|undefined/u)
  })

  it('draws a run of one step', () => {
    const run = sampleRun()
    const one = reportHtml({ ...run, metrics: run.metrics.filter((row) => row.phase === 'grpo' && row.step === 1) })
    expect(one).not.toMatch(/NaN|Infinity|undefined/u)
  })

  it('refuses to let a metric name or a label become markup', () => {
    const run = sampleRun()
    const metrics = [
      { format: 1 as const, phase: '</script><x>', step: 1, 'rewards/</script><x>/mean': 1, 'rewards/<x>/mean': 1 },
    ]
    expect(reportHtml({ ...run, metrics })).not.toContain('<x>')
  })
})

describe('chooseGroups', () => {
  it('takes at most two of each third, in order', () => {
    const chosen = chooseGroups([120, 1, 60, 2, 119, 61, 3].map(sampleGroup))
    expect(chosen.map((group) => [group.place, group.episodes[0]?.step])).toEqual([
      ['Early', 1],
      ['Early', 2],
      ['Middle', 60],
      ['Middle', 61],
      ['Late', 120],
      ['Late', 119],
    ])
  })

  it('takes a single group, and none', () => {
    expect(chooseGroups([sampleGroup(5)])).toHaveLength(1)
    expect(chooseGroups([])).toEqual([])
  })
})
