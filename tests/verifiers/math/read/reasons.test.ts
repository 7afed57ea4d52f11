// Reasons behind an answer: none of it, whatever they say, and no way to state another.
import { of, testBoxed } from '../case-table.ts'

testBoxed([
  of(
    '3',
    [
      'x=3 \\text{ because } x \\text{ is positive}',
      '3 \\text{ because } -3 \\text{ is negative}',
      'x=3 \\text{ since } x \\text{ must be positive}',
      'x = 3, \\text{ as } x > 0',
      '3 \\text{ (since } x>0)',
    ],
    ['\\text{not } 3 \\text{ because } 3 \\text{ is odd}'],
  ),
  of('5', ['5, \\text{ since lengths are positive}', '5 \\text{ weil } x \\text{ positiv ist}']),
  of('-3', [], ['3 \\text{ because } -3 \\text{ is negative}']),
  of('4', [], ['3 \\text{ because } 4 \\text{ is even}']),
  of(
    '5',
    ['x = 5, \\text{ as } x > 0', '5 \\text{ 因为 } x \\text{ 是正数}'],
    ['6 \\text{ as } 5 < 6', '3 \\text{ because } 3 \\text{ is odd, so } 5'],
  ),
  of('x > 2', ['x > 2 \\text{ because } x \\text{ is positive}'], ['x > 3 \\text{ because } x > 2']),
])
