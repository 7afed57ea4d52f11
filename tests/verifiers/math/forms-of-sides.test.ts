// Left sides with one-sided limits and derivatives, golds with decimal commas, and units in one word.
import { of, testBoxed } from './case-table.ts'

testBoxed([
  of('2', ['\\lim_{x \\to 0^+} f(x) = 2'], ['3^+']),
  of('5', ['\\lim_{x\\to 3^-} g(x)=5', '\\lim_{x\\to 3^{-}} g(x)=5', '\\lim\\limits_{x\\to -1^+} g(x)=5']),
  of("f'(x)=2x", ['\\frac{df}{dx} = 2x'], ['f(x)=2x', '\\frac{dg}{dx}=2x', "f''(x)=2x", '\\frac{d^2f}{dx^2}=2x']),
  of("f'(x)=3x^2", [
    '\\frac{d}{dx}f(x)=3x^2',
    '\\frac{d}{dx}\\left(x^3\\right)=3x^2',
    '\\frac{d}{dx}[f(x)]=3x^2',
    "y' = 3x^2",
  ]),
  of('\\frac{dy}{dx}=3x^2', ["y'(x) = 3x^2", "f'(x) = 3x^2"]),
  of("f''(x)=6x", ['\\frac{d^2f}{dx^2} = 6x', '\\frac{d^2 y}{dx^2} = 6x']),
  of('3x^2', ['\\frac{d}{dx}(x^3) = 3x^2']),
  of('v(t)=2t', [], ['\\frac{ds}{dt}=2t']),
  of('3', [], ['3^+']),
  of('0,75', ['\\frac34', 'x = \\frac34'], ['\\frac{3}{5}', '75', '0']),
  of('0,5', ['\\frac12']),
  of('0,25', ['1/4', '25\\%'], ['2.5\\%']),
  of('12,75', ['\\frac{51}{4}']),
  of('-0,5', ['-\\frac{1}{2}']),
  of('x = 0,75', ['\\frac34', '0.75']),
  of('x = 2,5', ['2,5']),
  of('2.5 \\text{ k}\\Omega', ['2.5 \\text{ kilohms}']),
  of(
    '3 \\text{ M}\\Omega',
    ['3 \\text{ megohms}', '3 \\text{ megaohms}'],
    ['3 \\text{ kilohms}', '3 \\text{ milliohms}'],
  ),
  of('2500\\ \\Omega', ['2.5 \\text{ kilohm}']),
  of('5 \\mu\\Omega', ['5 \\text{ microhms}']),
  of('x = 0,75', ['x = 3/4'], ['y = 0.75', 'x = 0.57']),
  of('1,2', ['2, 1'], ['1.2', '6/5']),
])
