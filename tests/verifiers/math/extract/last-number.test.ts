// The last number of a reply that states it; numbers of reasons, of places and of wholes behind it are passed over.
import { of, testReplies } from '../case-table.ts'

testReplies([
  of('17', ['The smallest such integer is 17 because 16 fails.']),
  of('16', [], ['The smallest such integer is 17 because 16 fails.']),
  of('15', ['Therefore she needs 15 tiles, since 14.2 is rounded up.']),
  of('14.2', [], ['Therefore she needs 15 tiles, since 14.2 is rounded up.']),
  of('\\$1250', ['The maximum profit is $1,250, which is reached when 50 units are sold.']),
  of('50', [], ['The maximum profit is $1,250, which is reached when 50 units are sold.']),
  of('24', ['Therefore, 24 of the 60 marbles are blue.']),
  of('60', [], ['Therefore, 24 of the 60 marbles are blue.']),
  of('\\frac{5}{36}', ['The probability is 5/36, or about 13.9%.']),
  of('3:5', ['The ratio of their ages is 3 : 5.']),
  of('5', [], ['The ratio of their ages is 3 : 5.']),
  of('-9', ['El valor mínimo es −9, y se alcanza en x = 3.']),
  of('3', [], ['El valor mínimo es −9, y se alcanza en x = 3.']),
  of('-2', ['所以最小值为−2。']),
  of('2', ['The maximum of 7 occurs at 2.'], ['所以最小值为−2。']),
  of('12', [
    'Since there are 3 boxes of 4, she has 12.',
    'Because she had 3, there are 12 left.',
    'She had 3, so since each costs 4, she pays 12.',
    'In total that is 12.',
    'He has 3 bags of 4, which is 12 apples.',
    'There are 3 bags, which is 12 in total.',
  ]),
])
