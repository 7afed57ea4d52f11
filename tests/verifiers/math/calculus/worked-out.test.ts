// Integrals, limits and derivatives beside their values: worked out exactly or not at all. The values are by hand.
import { describe, expect, it } from 'vitest'
import { verifyMath } from '../../../../verifiers/index.ts'
import { of, testBoxed } from '../case-table.ts'

describe('what the rules of the calculus reach is its value', () => {
  testBoxed([
    of(
      '\\frac13',
      ['\\int_0^1 x^2 \\, dx', '\\int_0^1 x^2 dx = \\frac13', '\\int_{0}^{1} x^{2}\\,\\mathrm{d}x'],
      ['\\int_0^1 x^3 \\, dx', '\\int_0^2 x^2 dx', '\\int_0^1 x^2 dx = \\frac12', '\\int_1^0 x^2 dx'],
    ),
    of('\\ln 2', ['\\int_1^2 \\frac{1}{x} dx'], ['\\int_1^3 \\frac1x dx', '\\int_{-1}^2 \\frac{1}{x} dx']),
    of(
      '2',
      [
        '\\int_0^\\pi \\sin x \\, dx',
        '\\lim_{x \\to 0} \\frac{\\sin 2x}{x}',
        '\\lim_{x\\to 1} \\frac{x^2-1}{x-1}',
        '\\lim_{n\\to\\infty} \\frac{2n+1}{n-3}',
        '\\lim_{x\\to 2} x',
      ],
      [
        '\\int_0^\\pi \\cos x \\, dx',
        '\\lim_{x \\to 0} \\frac{\\sin 3x}{x}',
        '\\lim_{x\\to 1}\\frac{x^3-1}{x-1}',
        '\\lim_{n\\to\\infty}\\frac{3n}{n}',
        '\\lim_{x\\to 0} \\frac{|x|}{x}',
        '\\lim_{x \\to 3} x',
      ],
    ),
    of('e-1', ['\\int_0^1 e^x dx', '\\lim_{x\\to 1} (e^x-1)'], ['\\int_0^1 e^{2x} dx', '\\int_0^2 e^x dx']),
    of(
      '\\frac{\\pi}{4}',
      ['\\int_0^1 \\frac{1}{1+x^2} dx'],
      ['\\int_0^1 \\frac{1}{1-x^2} dx', '\\int_0^2 \\frac{1}{1+x^2} dx'],
    ),
    of(
      '\\frac12',
      ['\\lim_{x\\to 0} \\frac{1-\\cos x}{x^2}', '\\lim_{x\\to 0}\\frac{e^x-1-x}{x^2}'],
      ['\\lim_{x\\to 0} \\frac{1-\\cos x}{x}', '\\lim_{x\\to 0}\\frac{e^x-1}{x}'],
    ),
    of('3x^2', ['\\frac{d}{dx} x^3'], ['\\frac{d}{dx} x^2', '\\frac{d}{dy} x^3']),
    of('\\infty', ['\\lim_{n\\to\\infty} n^2'], ['\\lim_{n\\to -\\infty} n^3', '\\lim_{n\\to\\infty} \\frac1n']),
    of('-2', [], ['\\int_{-1}^{1} \\frac{1}{x^2} dx']),
  ])
})

it('leaves alone what no rule reaches, and says that nothing decided', () => {
  const { verdict, tier } = verifyMath('1', '\\boxed{\\int_0^1 e^{x^x} dx}')
  expect({ verdict, tier }).toEqual({ verdict: 'incorrect', tier: 'none' })
})
