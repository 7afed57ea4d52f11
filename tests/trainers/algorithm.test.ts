import { describe, expect, it } from 'vitest'
import { describe as describeAlgorithm } from '../../trainers/algorithm.ts'
import { k3, klPenalty } from '../../trainers/kl.ts'
import { algorithms, dapo, grpo } from '../../trainers/presets.ts'

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
      expect(algorithm.name).toBe(name)
      expect(algorithm.source).toMatch(/arXiv \d{4}\.\d{5}/u)
      expect(algorithm.sameNumbersAs).not.toBe('')
      expect(describeAlgorithm(algorithm).join('\n')).not.toContain('your own')
    }
  })

  it('accepts a part of your own', () => {
    const algorithm = grpo({ advantage: (groups) => groups.map((group) => group.map(() => 1)) })
    expect(describeAlgorithm(algorithm)).toContain('advantage   A = a function of your own')
  })
})
