// What becomes of TypeScript, and what is told of a text that is none.
import { expect, test } from 'vitest'
import { toJavaScript } from '../../../../src/sandbox/javascript/typescript/to-javascript.ts'

test('types go, and what they leave behind runs', () => {
  const made = toJavaScript('enum E { A = 2 }; const x: number = E.A; x')
  // oxlint-disable-next-line no-eval -- the text of this test
  expect('code' in made && (0, eval)(made.code)).toBe(2)
})

test('a syntax error is a finding with its line, of either compiler', () => {
  expect(toJavaScript('const a = 1\nlet b: = 2')).toMatchObject({
    fault: expect.stringMatching(/^line 2: /),
    isBroken: false,
  })
  expect(toJavaScript('@d class A {}\nlet b: = 2')).toMatchObject({
    fault: expect.stringMatching(/^line 2: /),
    isBroken: false,
  })
})
