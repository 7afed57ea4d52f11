import { expect, test } from 'vitest'
import { detectLanguage } from '../../../verifiers/instructions/detect-language.ts'
import { instructionKinds } from '../../../verifiers/instructions/instruction-kinds.ts'
import { languageCodes } from '../../../verifiers/instructions/language-words.ts'
import { countSentences } from '../../../verifiers/instructions/sentences.ts'
import type { JsonObject } from '../../../src/core/json.ts'
import { runVerifier } from '../../../src/core/verifier.ts'
import { checkVerifier } from '../../../src/testing/check-verifier.ts'
import { followsInstructions } from '../../../verifiers/index.ts'
import { scoreOf, verdictOf } from '../verdict-of.ts'
import { cases } from './cases.ts'

test('each of the 25 kinds of instruction has cases', () => {
  expect(Object.keys(cases).sort()).toEqual([...instructionKinds.keys()].sort())
  expect(instructionKinds.size).toBe(25)
})

test.each(Object.entries(cases))('%s takes what follows it and nothing else', async (id, examples) => {
  for (const { given, follows, misses } of examples) {
    const answer = [{ id, arguments: given }]
    expect(follows.length * misses.length).toBeGreaterThan(0)
    for (const reply of follows) expect(await scoreOf(followsInstructions(), answer, reply), reply).toBe(1)
    for (const reply of [...misses, '', ' \n'])
      expect(await scoreOf(followsInstructions(), answer, reply), reply).toBe(0)
  }
})

test('the verifier keeps the contract', async () => {
  const answer = [{ id: 'startend:quotation', arguments: {} }]
  await checkVerifier(followsInstructions(), {
    accepts: [{ answer, reply: '"Yes."' }],
    refuses: [{ answer, reply: 'Yes.' }],
  })
})

test.each<[unknown, string]>([
  [[{ id: 'punctuation:no_coma', arguments: {} }], 'Did you mean `punctuation:no_comma`?'],
  [[{ id: 'copy:copying', arguments: {} }], 'No instruction has the id "copy:copying".'],
  [[{ id: 'length_constraints:number_words', arguments: { relation: 'at least' } }], '`num_words` is a whole number'],
  [
    [{ id: 'length_constraints:number_words', arguments: { relation: 'about', num_words: 3 } }],
    '`less than` or `at least`',
  ],
  [[{ id: 'keywords:existence', arguments: { keywords: [] } }], '`keywords` is a list of texts'],
  [[{ id: 'language:response_language', arguments: { language: 'xx' } }], '`language` is a code'],
  [[{ id: 'keywords:letter_frequency', arguments: { letter: 'ab', let_frequency: 1 } }], '`letter` is one character'],
  [[], 'no list of instructions'],
  ['no', 'no list of instructions'],
])('%j cannot be judged, whatever the reply', async (answer, message) => {
  for (const reply of ['', 'Some words.'])
    for (const mode of ['strict', 'loose'] as const) {
      const verdict = await verdictOf<never>(followsInstructions({ mode }), answer as never, reply)
      expect(verdict).toMatchObject({ status: 'invalid', cause: 'broken-gold' })
      expect(verdict.reason).toContain(message)
    }
})

test('a faulty instruction makes the verdict invalid beside one that is not followed', async () => {
  const answer = [
    { id: 'punctuation:no_comma', arguments: {} },
    { id: 'unknown:kind', arguments: {} },
  ]
  expect(await scoreOf(followsInstructions(), answer, 'One, two')).toBe(null)
})

test('partial credit is the share of the instructions', async () => {
  const answer = [
    { id: 'punctuation:no_comma', arguments: {} },
    { id: 'startend:quotation', arguments: {} },
  ]
  const scores = async (partialCredit: boolean): Promise<(number | null)[]> =>
    await Promise.all(
      ['"a"', 'a', '"a, b"', 'a, b'].map((reply) => scoreOf(followsInstructions({ partialCredit }), answer, reply)),
    )
  expect(await scores(true)).toEqual([1, 0.5, 0.5, 0])
  expect(await scores(false)).toEqual([1, 0, 0, 0])
})

test('loose leaves out the first line, the last line, both, and asterisks', async () => {
  const ends = [{ id: 'startend:quotation', arguments: {} }]
  const replies = ['Sure:\n"a"', '"a"\nDone.', 'Sure:\n"a"\nDone.', '**"a"**', 'Sure: "a"', 'x\ny\n"a"']
  const by = async (mode: 'strict' | 'loose'): Promise<(number | null)[]> =>
    await Promise.all(replies.map((reply) => scoreOf(followsInstructions({ mode }), ends, reply)))
  expect(await by('strict')).toEqual([0, 0, 0, 0, 0, 0])
  expect(await by('loose')).toEqual([1, 1, 1, 1, 0, 0])
})

test('a prompt that is repeated follows nothing', async () => {
  const prompt = 'Write a song that has the word fog in it at least once.'
  const answer = [{ id: 'keywords:existence', arguments: { keywords: ['fog'] } }]
  const task = { id: 't', prompt, answer, metadata: {}, hash: '0' }
  const verifier = followsInstructions()
  const scoreFor = async (reply: string): Promise<unknown> => await runVerifier(verifier, { task, reply, messages: [] })
  expect(await scoreFor(prompt)).toMatchObject({ score: 0 })
  expect(await scoreFor(`${prompt} ${prompt}\nLa la.`)).toMatchObject({ score: 0 })
  expect(await scoreFor(`${prompt}\nLa la fog.`)).toMatchObject({ score: 1 })
})

const told: { readonly [language: string]: string } = {
  en: 'The answer is that we do not know what it would be.',
  es: 'La respuesta es que no sabemos lo que sería para los niños.',
  pt: 'A resposta é que não sabemos o que seria para as crianças.',
  fr: 'La réponse est que nous ne savons pas ce qui est dans la boîte.',
  de: 'Die Antwort ist, dass wir nicht wissen, was es für sie ist.',
  it: 'La risposta è che non sappiamo come sono gli altri nella casa.',
  pl: 'Odpowiedź jest taka, że nie wiemy, co to jest i dla kogo.',
  vi: 'Câu trả lời là chúng tôi không biết điều đó và cũng rất tiếc.',
  sw: 'Jibu ni kwamba hatujui hii ni nini kwa watu wa nchi hiyo.',
  fi: 'Vastaus on se, että me emme tiedä, mutta se voi olla niin.',
  ru: 'Ответ в том, что мы не знаем, как это было для них.',
  uk: 'Відповідь у тому, що ми не знаємо, як це було для них.',
  bg: 'Отговорът е, че ние не знаем какво ще се случи с тях.',
  ar: 'الجواب هو أن هذا ما كان في الكتاب من قبل.',
  fa: 'پاسخ این است که ما آن را برای شما نوشتیم و با هم رفتیم.',
  ur: 'جواب یہ ہے کہ ہم اس کے بارے میں نہیں جانتے ہیں۔',
  hi: 'उत्तर यह है कि हम नहीं जानते कि यह क्या है और क्यों।',
  mr: 'उत्तर हे आहे की ते माहीत नाही आणि ते एक रहस्य आहे.',
  ne: 'उत्तर यो हो कि यो एक रहस्य छ र म जान्दिन।',
  bn: 'উত্তর হলো আমরা জানি না।',
  pa: 'ਜਵਾਬ ਇਹ ਹੈ ਕਿ ਅਸੀਂ ਨਹੀਂ ਜਾਣਦੇ।',
  gu: 'જવાબ એ છે કે અમે જાણતા નથી.',
  ta: 'எங்களுக்குத் தெரியாது என்பதே பதில்.',
  te: 'మాకు తెలియదు అనేది సమాధానం.',
  kn: 'ನಮಗೆ ಗೊತ್ತಿಲ್ಲ ಎಂಬುದು ಉತ್ತರ.',
  ml: 'ഞങ്ങൾക്ക് അറിയില്ല എന്നതാണ് ഉത്തരം.',
  th: 'คำตอบคือเราไม่รู้',
  he: 'התשובה היא שאיננו יודעים.',
  ko: '우리는 모른다는 것이 답이다.',
  ja: '答えは、私たちは知らないということです。',
}

test.each(Object.entries(told))('a sentence in %s is told from all other languages', async (language, text) => {
  expect(languageCodes).toContain(language)
  expect(detectLanguage(text).language).toBe(language)
  for (const other of Object.keys(told)) {
    const answer = [{ id: 'language:response_language', arguments: { language: other } }]
    expect(await scoreOf(followsInstructions(), answer, text), other).toBe(other === language ? 1 : 0)
  }
})

test('where a language cannot be told the verdict is invalid; what has none is wrong', async () => {
  const german = [{ id: 'language:response_language', arguments: { language: 'de' } }]
  expect(await verdictOf(followsInstructions(), german, 'Xyz qwv')).toMatchObject({
    status: 'invalid',
    cause: 'verifier-error',
  })
  for (const reply of ['12 + 3', '...', '数学'])
    expect(await scoreOf(followsInstructions(), german, reply), reply).toBe(0)
})

test.each<[string, number]>([
  ['Dr. Ito came. Did she stay? Yes!', 3],
  ['It cost 3.50 in the U.S. last year. Fine', 2],
  ['1. First\n2. Second', 1],
  ['"Stop!" he said. Then (quietly) he left.', 3],
  ['it is so. it is fine.', 2],
  ['He said no. Then yes.', 2],
  ['No end', 1],
  ['Wait... what?', 1],
  ['J. K. Rowling wrote it.', 1],
  ['! ? .', 0],
  ['', 0],
])('%j has %i sentences', (text, count) => {
  expect(countSentences(text)).toBe(count)
})

test('another mode is refused', () => {
  expect(() => followsInstructions({ mode: 'lax' as 'loose' })).toThrow('is strict or loose; got "lax"')
})

test('long replies are judged in time that grows with them', async () => {
  const given: JsonObject = { num_placeholders: 3 }
  for (const reply of ['['.repeat(1e6), '<<'.repeat(5e5), '*'.repeat(1e6), 'a. '.repeat(3e5), '"'.repeat(1e6)]) {
    for (const [id, [first]] of Object.entries(cases)) {
      const answer = [{ id, arguments: { ...given, ...first?.given } }]
      expect((await verdictOf(followsInstructions(), answer, reply)).status, id).toMatch(/scored|invalid/)
    }
  }
})
