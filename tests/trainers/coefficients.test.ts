import { describe, expect, it } from 'vitest'
import { adaptiveKl, asCoefficient, constantCoefficient, targetEntropy } from '../../trainers/coefficients.ts'

const measured = { kl: null, entropy: null, sequences: 256 }

describe('a constant coefficient', () => {
  it('stays what it is', () => {
    const { initial, coefficient, next, description } = constantCoefficient(0.04)
    expect([coefficient(next(initial, { ...measured, kl: 5 })), description]).toEqual([0.04, '0.04'])
  })

  it('is what a number stands for', () => {
    expect(asCoefficient(0.5).coefficient(null)).toBe(0.5)
    const own = targetEntropy({ target: 1 })
    expect(asCoefficient(own)).toBe(own)
    expect(() => asCoefficient('0.1' as never)).toThrow('a number, or what constantCoefficient')
    expect(() => asCoefficient(Number.NaN)).toThrow('finite number; got NaN')
  })
})

describe('adaptiveKl', () => {
  it('follows the golden sequence', () => {
    const steered = adaptiveKl({ initial: 0.2, target: 6 })
    let state = steered.initial
    for (const [kl, wanted] of [
      [12, 0.201024],
      [3, 0.19999476],
      [6.3, 0.20025075],
    ] as const) {
      state = steered.next(state, { ...measured, kl })
      expect(steered.coefficient(state)).toBeCloseTo(wanted, 8)
    }
  })

  it('stays where nothing was measured', () => {
    expect(adaptiveKl({ initial: 0.2, target: 6 }).next(0.3, measured)).toBe(0.3)
  })

  it('makes up for an error sooner with a shorter horizon', () => {
    const { next } = adaptiveKl({ initial: 1, target: 1, horizon: 2560 })
    expect(next(1, { ...measured, kl: 1.1 })).toBeCloseTo(1.01, 12)
  })

  it('refuses a target that cannot be steered to', () => {
    expect(() => adaptiveKl({ initial: 0.2, target: 0 })).toThrow('finite `target` above 0; got 0')
    expect(() => adaptiveKl({ initial: 0, target: 1 })).toThrow('`initial`')
  })
})

describe('targetEntropy', () => {
  const held = targetEntropy({ target: 0.2, step: 0.25, maximum: 0.5 })
  const after = (...entropies: (number | null)[]): number =>
    held.coefficient(entropies.reduce((state, entropy) => held.next(state, { ...measured, entropy }), held.initial))

  it('grows below the target up to its maximum, and shrinks above, where it gives no bonus', () => {
    expect([after(), after(0.1), after(0.1, 0.1), after(0.1, 0.1, 0.1)]).toEqual([0, 0.25, 0.5, 0.5])
    expect([after(0.1, 0.1, 0.3), after(0.1, 0.1, 0.3, 0.1), after(0.3), after(0.1, 0.3, 0.3, 0.1)]).toEqual([
      0, 0.5, 0, 0.25,
    ])
  })

  it('stays at the target and where nothing was measured', () => {
    expect([after(0.1, 0.2), after(0.1, null)]).toEqual([0.25, 0.25])
  })

  it('has a state that JSON holds', () => {
    const state = held.next(held.initial, { ...measured, entropy: 0.1 })
    expect(JSON.parse(JSON.stringify(state))).toEqual(state)
  })

  it('refuses to start outside of its bounds', () => {
    expect(() => targetEntropy({ target: 1, initial: 2 })).toThrow('from 0 to its maximum 1; got 2')
  })
})
