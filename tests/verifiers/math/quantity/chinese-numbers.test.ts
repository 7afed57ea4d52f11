// Chinese figures: what they are, and runs of them that are no number.
import { expect, test } from 'vitest'
import { readChineseNumber } from '../../../../verifiers/math/quantity/chinese-numbers.ts'

test.each([
  ['十二', '12'],
  ['二十', '20'],
  ['一百零五', '105'],
  ['三百五十', '350'],
  ['一千零一', '1001'],
  ['两万三千', '23000'],
  ['十二万', '120000'],
  ['三亿', '300000000'],
  ['一亿二千万', '120000000'],
  ['负五', '-5'],
  ['第七', '7'],
  ['三分之二', '\\frac{2}{3}'],
  ['百分之二十五', '25\\%'],
  ['三十二元', '32元'],
])('%s is %s', (written, figures) => {
  expect(readChineseNumber(written)).toBe(figures)
})

test.each(['二三', '百', '十百', '二零二', '万', '无解', '甲'])('%s is left as it is', (written) => {
  expect(readChineseNumber(written)).toBe(written)
})
