// siunitx, durations, sexagesimal degrees and numbers inside of text, as a number with its unit behind it.
import { expect, test } from 'vitest'
import { spelledOut } from '../../../../verifiers/math/quantity/spelled-units.ts'

test.each([
  ['\\SI{9.8}{\\metre\\per\\second\\squared}', '9.8\\text{ metre per second ^2}'],
  ['\\qty{72}{\\kilo\\metre\\per\\hour}', '72\\text{ kilometre per hour}'],
  ['\\qty{6.02e23}{\\per\\mole}', '6.02e23\\text{ per mole}'],
  ['5\\,\\unit{m.s^{-1}}', '5\\,\\text{ m·s^-1}'],
  ['\\num{1e5}', '1e5'],
  ['\\ang{30;15;}', '(30+\\frac{15}{60}+\\frac{0}{3600})^\\circ '],
  ['1h30m', '1 hours 30 minutes'],
  ['2 h 5 min 10 s', '2 hours 5 minutes 10 seconds'],
  ["12^\\circ 30'", '(12+\\frac{30}{60}+\\frac{0}{3600})^\\circ '],
  ['\\text{5 cm}', '5\\text{ cm}'],
  ['2 \\text{ hours and } 30 \\text{ minutes}', '2 \\text{ hours} \\text{ and }  30 \\text{ minutes}'],
  ['3h', '3h'],
  ['30^\\circ', '30^\\circ'],
])('%s is spelled out', (written, plain) => {
  expect(spelledOut(written).replace(/\s+/g, ' ').trim()).toBe(plain.replace(/\s+/g, ' ').trim())
})
