import { describe, expect, it } from 'vitest'
import { completionOf, withoutEnd } from '../../../../src/serve/environments/score/query-reply.ts'

const prompt = `<|im_start|>user\n${'How many? '.repeat(40)}<|im_end|>\n<|im_start|>assistant\n`

describe('the reply of a query', () => {
  it('is what follows the prompt, without the mark of its end', () => {
    expect(completionOf(`${prompt}three\n`, prompt)).toBe('three\n')
    for (const mark of [
      '<|im_end|>',
      '<|eot_id|>\n',
      '</s>',
      '<end_of_turn>\n',
      '<｜end▁of▁sentence｜>',
      '</s><pad><pad>',
    ])
      expect(completionOf(`${prompt}three${mark}`, prompt)).toBe('three')
  })

  it('is found behind a token of the beginning, other white space, and a prompt that lost its own beginning', () => {
    expect(completionOf(`<s>${prompt}three`, prompt)).toBe('three')
    expect(completionOf(` ${prompt.replaceAll('\n', ' ')}three`, prompt)).toBe('three')
    expect(completionOf(`${prompt.slice(50)}three`, prompt)).toBe('three')
  })

  it('is not moved by a reply that repeats its prompt', () => {
    for (const start of [0, 50])
      expect(completionOf(`${prompt.slice(start)}three ${prompt}four`, prompt)).toBe(`three ${prompt}four`)
  })

  it('is all of a query without its prompt', () => {
    expect(completionOf('three', prompt)).toBe('three')
    expect(completionOf('three', '')).toBe('three')
  })

  it('keeps marks that do not end it, and white space', () => {
    expect(withoutEnd('a <|im_end|> b \n')).toBe('a <|im_end|> b \n')
    expect(withoutEnd('<answer>3</answer>')).toBe('<answer>3</answer>')
  })
})
