import { describe, expect, it } from 'vitest'
import { groupNorm, groupNormPresets } from '../../trainers/advantages.ts'
import { sequenceMean, tokenMean } from '../../trainers/aggregates.ts'
import { describe as describeAlgorithm, sameNumbersAs, type Algorithm } from '../../trainers/algorithm.ts'
import { k3, klPenalty, none } from '../../trainers/kl.ts'
import { cispoBounds } from '../../trainers/losses/cispo-surrogate.ts'
import { clippedSurrogate } from '../../trainers/losses/clipped-surrogate.ts'
import { algorithms, cispo, dapo, grpo } from '../../trainers/presets.ts'

const firstLine = (algorithm: Algorithm): string => describeAlgorithm(algorithm)[0] as string

describe('describe', () => {
  it('prints the formula that runs', () => {
    expect(describeAlgorithm(dapo({ kl: klPenalty(k3(), { coefficient: 0.001 }) })).slice(1)).toEqual([
      'groups      groups with both solved and unsolved replies',
      'advantage   A = reward minus the mean of its group, divided by (the sample standard deviation of its group + 0.0001)',
      'loss        -min(ratio * A, clip(ratio, 0.8, 1.28) * A); ratio = exp(logProb - oldLogProb)',
      'aggregate   the mean over all tokens of the step',
      'KL          + 0.001 * (k3 = exp(-x) + x - 1), x = logProb - referenceLogProb',
    ])
  })

  it('names every preset by its key, its paper and whose numbers it gives', () => {
    for (const [name, preset] of Object.entries(algorithms)) {
      const algorithm = preset()
      expect([algorithm.name, preset.name]).toEqual([name, name])
      expect(algorithm.source).toMatch(/arXiv \d{4}\.\d{5}/u)
      expect(firstLine(algorithm)).toMatch(/; same numbers as (TRL|OpenRLHF) /u)
      expect(describeAlgorithm(algorithm).join('\n')).not.toContain('your own')
    }
  })

  it('accepts a part of your own', () => {
    const algorithm = grpo({ advantage: (groups) => groups.map((group) => group.map(() => 1)) })
    expect(describeAlgorithm(algorithm)).toContain('advantage   A = a function of your own')
  })

  it('says that replies without a reward count, where they do', () => {
    expect(describeAlgorithm(grpo({ nullRewards: 'count' }))[4]).toBe(
      'aggregate   the mean over sequences of the mean over their tokens; replies without a reward count, with an advantage of 0',
    )
  })
})

describe('the numbers of another trainer', () => {
  const estimate = groupNorm(groupNormPresets.trl)
  const replacing: readonly (readonly [string, Algorithm, string])[] = [
    ['an aggregate', grpo({ aggregate: 'tokenMean' }), 'aggregate'],
    ['an aggregate in code', grpo({ aggregate: tokenMean() }), 'aggregate'],
    ['a filter', grpo({ filter: 'outcomeVaries' }), 'filter'],
    ['an advantage', grpo({ advantage: 'drGrpo' }), 'advantage'],
    ['a clip', grpo({ clip: [0.2, 0.28] }), 'surrogate'],
    ['a KL term', grpo({ klCoefficient: 0.1 }), 'KL'],
    ['a function of your own', grpo({ advantage: (groups) => estimate(groups) }), 'advantage'],
    ['a surrogate laid over the preset', { ...grpo(), surrogate: clippedSurrogate({ clip: 0.3 }) }, 'surrogate'],
    ['two parts', grpo({ aggregate: 'tokenMean', klCoefficient: 0.1 }), 'aggregate and KL'],
  ]

  it.each(replacing)('are no longer claimed with %s replaced', (_name, algorithm, words) => {
    expect(sameNumbersAs(algorithm)).toBeNull()
    expect(firstLine(algorithm)).toBe(`grpo: DeepSeekMath (arXiv 2402.03300) eq. 3; with ${words} of your own choice`)
  })

  it("are claimed while every part is the preset's own, however it was written", () => {
    const due = sameNumbersAs(grpo())
    expect(due).toBe('TRL `loss_type="grpo", scale_rewards="group", beta=0`')
    for (const same of [
      grpo({ clip: 0.2, aggregate: sequenceMean(), filter: 'keepAll', klCoefficient: 0 }),
      { ...grpo(), kl: none() },
      grpo({ advantage: groupNorm(groupNormPresets.trl), nullRewards: 'count' }),
    ])
      expect(sameNumbersAs(same)).toBe(due)
  })

  it("are verl's with verl's parts", () => {
    expect(sameNumbersAs(cispo({ bounds: cispoBounds.verl, advantage: 'verl' }))).toBe('verl `loss_mode=cispo`')
    expect(sameNumbersAs(cispo({ bounds: cispoBounds.verl }))).toBeNull()
    expect(sameNumbersAs(dapo({ advantage: 'verl', delta: 10 }))).toContain("verl's DAPO recipe")
  })

  it('are nobody’s for an algorithm without a preset', () => {
    const { preset: _, ...own } = grpo()
    expect(sameNumbersAs(own)).toBeNull()
    expect(firstLine(own)).toContain('made of parts of your own choice')
  })
})
