import { describe, expect, test } from 'vitest'
import { ChatTemplate } from '../../../../../src/policy/transformer/text/hugging-face/chat-template.ts'
import { readTokenizer } from '../../../../../src/policy/transformer/text/hugging-face/read-tokenizer.ts'
import { chatNames, fixtureText, golden, type PythonChat } from './fixtures.ts'

const date = new Date('2024-07-26T00:00:00Z')

function templateOf(name: string, { template, switches }: PythonChat): ChatTemplate {
  const config = JSON.parse(fixtureText(name, 'tokenizer_config.json')) as { [field: string]: unknown }
  const tokens = Object.entries(config).filter(
    ([field, value]) => field.endsWith('_token') && typeof value === 'string',
  )
  const file = template === '' ? 'chat_template.jinja' : `${template}.jinja`
  return new ChatTemplate(fixtureText(name, file), file, {
    variables: { ...Object.fromEntries(tokens), ...switches },
    date,
  })
}

const render = (source: string, messages: readonly { role: string; content: string }[] = [], variables = {}): string =>
  new ChatTemplate(source, 'own', { variables, date }).render({ messages, tools: null, addGenerationPrompt: false })

for (const name of chatNames)
  describe(`the templates of ${name}`, () => {
    const { chats } = golden(name)
    const tokenizer = readTokenizer(fixtureText(name, 'tokenizer.json'), name)

    test('render what Python renders, in the same tokens, and refuse what it refuses', () => {
      for (const chat of chats) {
        const { messages, tools = null, prompt: addGenerationPrompt, text, ids, refused } = chat
        const input = { messages, tools, addGenerationPrompt }
        if (refused !== undefined) expect(() => templateOf(name, chat).render(input)).toThrow(refused)
        else {
          const rendered = templateOf(name, chat).render(input)
          expect(rendered).toBe(text)
          expect(tokenizer.encode(rendered)).toEqual(ids)
        }
      }
    })
  })

test('a template is told one day, whatever the day is', () => {
  expect(render('{{ strftime_now("%d %b %Y, %A %-m/%y %H:%M:%S 100%%") }}')).toBe(
    '26 Jul 2024, Friday 7/24 00:00:00 100%',
  )
})

test('what Python does otherwise than JavaScript is done as in Python', () => {
  const words = (expression: string): string => render(`{{ ${expression} }}`)
  expect(words(`"\\n  a \\n".strip("\\n") ~ "|"`)).toBe('  a |')
  expect(words(`"\\ufeffa\\x1f".strip()`)).toBe('\ufeffa')
  expect(words(`"xxaxx".lstrip("x") ~ "xxaxx".rstrip("x")`)).toBe('axxxxa')
  expect(words(`"\\ufeff a " | trim | length`)).toBe('3')
  expect(words(`"🙂a" | length`)).toBe('2')
  expect(words(`"hELLO" | capitalize`)).toBe('Hello')
  expect(words(`"a\\nb".splitlines() | join("+")`)).toBe('a+b')
  expect(words(`"-".join(["a", "b"])`)).toBe('a-b')
  expect(words(`"model/x".removeprefix("model/") ~ "abcabc".count("b") ~ "abc".find("c")`)).toBe('x22')
  for (const [expression, due] of [
    ['"" == false', 'no'],
    ['"1" == 1', 'no'],
    ['1 == 1.0', 'yes'],
    ['true == 1', 'yes'],
    ['[1, [2]] == [1, [2]]', 'yes'],
    ['{"a": 1} == {"a": 1}', 'yes'],
    ['none == x', 'no'],
    ['"a" != ["a"]', 'yes'],
  ])
    expect([expression, render(`{% if ${expression} %}yes{% else %}no{% endif %}`)]).toEqual([expression, due])
})

test('lines of a template may end as on Windows', () => {
  const source = '{% for m in messages %}\r\n{{ m.content }}\r\n{%- endfor -%}\r\n!'
  expect(render(source, [{ role: 'user', content: 'a' }])).toBe('a!')
})

test('what is set in a round of a loop is forgotten by the next', () => {
  const source = `{% set y = 'outer' %}{% for m in messages %}{% if m.role == 'user' %}{% set x = m.content %}{% set y = 'inner' %}{% endif %}[{{ x }}{{ y }}{{ loop.index }}]{% endfor %}{{ y }}`
  const messages = [
    { role: 'user', content: 'a' },
    { role: 'tool', content: 'b' },
  ]
  expect(render(source, messages)).toBe('[ainner1][outer2]outer')
})

test("marks stand around what is the assistant's, and change nothing of the text", () => {
  const source = `{%- for m in messages %}\n  {%- if m.role == 'assistant' %}\n  a: {% generation %}\n{{ m.content }}!\n{%- endgeneration -%}\n\n  {%- else %}\nb: {{ m.content }}\n{% endif %}\n{%- endfor %}`
  const template = new ChatTemplate(source, 'own', { variables: {}, date })
  const messages = [
    { role: 'user', content: 'x' },
    { role: 'assistant', content: 'y' },
  ]
  const input = { messages, tools: null, addGenerationPrompt: false }
  expect(template.isMarked).toBe(true)
  const marked = template.render({ ...input, marks: ['<', '>'] })
  expect(marked).toContain('<y!>')
  expect(marked.replaceAll(/[<>]/g, '')).toBe(template.render(input))
})

test('a template that is broken, refuses, runs on or grows without end is told in a sentence', () => {
  expect(() => render('{% for m in messages %}')).toThrow(/own: the chat template cannot be read/)
  expect(() => render('{{ raise_exception("No tools!") }}', [{ role: 'tool', content: '' }])).toThrow(
    /refuses a conversation of tool: No tools!/,
  )
  expect(() => render('{{ messages[0].content.nothing() }}', [{ role: 'user', content: 'a' }])).toThrow(
    /fails on a conversation of user/,
  )
  expect(() => render('{{ messages | odd }}')).toThrow(/fails on/)
  expect(() => render('{% for i in range(1000000000) %}{% endfor %}')).toThrow(/range of 1000000000/)
  const nested = '{% for i in range(9999) %}{% for j in range(9999) %}{% set x = i + j %}{% endfor %}{% endfor %}'
  expect(() => render(nested)).toThrow(/not ended after 500000 steps/)
  const grown = `{% set ns = namespace(x='ab') %}{% for i in range(64) %}{% set ns.x = ns.x + ns.x %}{% endfor %}`
  expect(() => render(grown)).toThrow(/more than 16777216 characters/)
})
