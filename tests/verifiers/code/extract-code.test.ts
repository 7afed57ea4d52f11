import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { extractCode } from '../../../verifiers/code/extract-code.ts'
import { cpuMsOf } from '../../cpu-time.ts'

const block = (tag: string, body: string): string => `\`\`\`${tag}\n${body}\n\`\`\`\n`

describe('the program in a reply', () => {
  test('is the last block of the language, never several joined', () => {
    const reply = `First:\n${block('python', 'a = 1')}then\n${block('py', 'b = 2')}run it\n${block('bash', 'python a.py')}`
    expect(extractCode(reply, 'python').code).toBe('b = 2\n')
    expect(extractCode(reply, 'python', { extraction: 'first' }).code).toBe('a = 1\n')
    expect(extractCode(reply, 'python', { extraction: 'only' })).toMatchObject({ code: null })
  })

  test('is an untagged block only where none is tagged', () => {
    expect(extractCode(block('', 'x'), 'javascript').code).toBe('x\n')
    expect(extractCode(block('js', 'y') + block('', 'output'), 'javascript').code).toBe('y\n')
  })

  test('is not what stands in the reasoning', () => {
    expect(extractCode(`<think>${block('py', 'draft')}</think>${block('py', 'final')}`, 'python').code).toBe('final\n')
    expect(extractCode(`<think>\n${block('py', 'draft')}`, 'python').code).toBeNull()
    expect(extractCode(`a</think> <think>\n${block('py', 'draft')}`, 'python').code).toBeNull()
  })

  test('may speak of reasoning', () => {
    const spoken = '# strips <think> tags\n'
    expect(extractCode(`The <think> tag goes:\n${block('py', spoken)}`, 'python').code).toBe(`${spoken}\n`)
  })

  test('is found behind a byte order mark, and in a language that nothing here runs', () => {
    expect(extractCode(`\uFEFF${block('py', 'x = 1')}`, 'python').code).toBe('x = 1\n')
    for (const language of ['rust', 'constructor']) {
      expect(extractCode(block(language, 'x'), language as 'python').code).toBe('x\n')
    }
  })

  test('is not a block that is never closed, unless that is allowed', () => {
    const reply = '```python\ndef f():\n    return 1'
    expect(extractCode(reply, 'python')).toEqual({ code: null, reason: 'The code block is never closed.' })
    expect(extractCode(reply, 'python', { allowUnclosed: true }).code).toBe('def f():\n    return 1\n')
  })

  test('loses the indentation of its fence and keeps shorter fences inside', () => {
    expect(extractCode('1. so\n   ```py\n   if x:\n       y()\n   ```\n', 'python').code).toBe('if x:\n    y()\n')
    expect(extractCode('````js\n```\nx\n```\n````', 'javascript').code).toBe('```\nx\n```\n')
  })

  test.each([
    '{.python}',
    'python title="a.py"',
    'Python',
    '{python}',
    'python:main.py',
    'python{1,3}',
    'python3.12',
    'py3',
  ])('is found behind the words %s', (words) => {
    expect(extractCode(block(words, 'x = 1'), 'python').code).toBe('x = 1\n')
  })

  test('is nothing where another language stands, and the reason says which', () => {
    expect(extractCode(block('rust', 'fn main() {}'), 'python').reason).toMatch(/its blocks are rust/)
    expect(extractCode('no code here', 'python').reason).toMatch(/no code block/)
    expect(extractCode(' \n', 'python').reason).toMatch(/empty.+no code block/)
    expect(extractCode('<think>x = 1', 'python').reason).toMatch(/reasoning.+no code block/)
    expect(extractCode('<think>x = 1</think>', 'python').reason).toMatch(/no code block/)
    expect(extractCode('', 'python', { allowUnfenced: true }).reason).toMatch(/no code block/)
    expect(extractCode(block('py', '  '), 'python').reason).toMatch(/empty/)
  })

  test('may be a whole reply without fences where that is asked for', () => {
    expect(extractCode('x = 1', 'python', { allowUnfenced: true }).code).toBe('x = 1')
  })

  test('is found in any text in linear time', async () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('`', '~', '\n', ' ', 'p', 'y', '\r', '{') }), (text) => {
        const { code, reason } = extractCode(text, 'python')
        expect(code === null).toBe(reason !== null)
      }),
    )
    const hostile = `${'`'.repeat(200_000)} ${'x`'.repeat(200_000)}`
    expect(await cpuMsOf(() => extractCode(hostile, 'python'))).toBeLessThan(2000)
  })
})
