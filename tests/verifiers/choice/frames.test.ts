import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { framing, isTakenBack, withoutAssurances } from '../../../verifiers/choice/frames.ts'
import { labelRow } from '../../../verifiers/choice/labels.ts'
import { statedChoice } from '../../../verifiers/choice/stated-choice.ts'
import { introductions } from './introductions.ts'

const row = labelRow(Array.from('ABCD'))

function statedBy(reply: string): string | null {
  const stated = statedChoice(`The data are given above.\n\n${reply}`, row)
  if (typeof stated === 'string') return null
  return stated.isHedge ? 'hedge' : stated.labels.join('')
}

const sayings = [
  'X is correct',
  'the answer is X',
  'option X is right',
  'the right option is X',
  'X is the best choice',
  'statement X is true',
  'the answer must be X',
  'we should pick X',
] as const

const denials = [
  'It is far from obvious that …',
  'It is rather implausible that …',
  'There is little reason to believe that …',
  'There is no evidence that …',
  'Hardly anyone holds that …',
  'No serious student would write that …',
  'Nothing here shows that …',
  'I see no reason why …',
  'I would be surprised to learn that …',
  'The chance that … is tiny.',
  'At no point does it follow that …',
  'In no way does it follow that …',
  'Seldom …',
  'It is rumoured that …',
  'It was once held that …',
  'In class it was said that …',
  'The old key has it that …',
  'They want us to believe that …',
  'It is open to debate whether …',
  'When n is even, …',
  'If n is even, …',
  'Unless n is even, …',
  'Only if n is even, …',
  'Should n be even, …',
  'Were n even, …',
  'Supposing n is even, …',
  'Maybe …',
  'Perhaps …',
  'Possibly …',
  'It might be that …',
  '…, which is wrong.',
  '…, which is not the case.',
  '…, but that is untrue.',
  '… — no!',
  '… (false).',
  '…, or so they say.',
  '…, wrongly.',
  '… provided n > 1.',
  'It is a widespread belief, by the way, that …',
  'None would agree that …',
  'In theory, …',
  'According to some, …',
] as const

const foreignDenials: readonly string[] = [
  'Kaum jemand glaubt, dass die Antwort C ist.',
  'Es gibt keinen Grund, dass C richtig ist.',
  'Wenn n gerade ist, ist C richtig.',
  'Vielleicht ist C richtig.',
  'En théorie, C est correcte.',
  'По мнению некоторых, C является верным.',
  'C wäre richtig, wenn n gerade wäre.',
  'Rien ne montre que C est correcte.',
  'Il est difficile de croire que la réponse est C.',
  'Si n est pair, C est correcte.',
  'Nada indica que C es correcta.',
  'Es difícil creer que la respuesta es C.',
  'Tal vez la respuesta es C.',
  'Nada indica que a resposta é C.',
  'Se n for par, a resposta é C.',
  'È difficile credere che la risposta è C.',
  'Трудно поверить, что правильный ответ — C.',
  'Если n чётно, правильный ответ — C.',
  '没有理由认为C正确。',
  '如果n是偶数，C正确。',
  '也许答案是C。',
  'None of A, B, C is right.',
  'Keine der Antworten A, B, C ist richtig.',
]

const openings = [
  'Therefore, …',
  'Thus …',
  'There is no doubt that …',
  'Without doubt, …',
  'It is clear that …',
  'We conclude that …',
  'This implies that …',
  'Because n is even, …',
  'Contrary to my first guess, …',
  'As shown above, …',
  'After checking each option, …',
  'From this we see that …',
  'I am certain that …',
  'Unsurprisingly, …',
] as const

const filled = (frame: string, saying: string, label: string): string => {
  const text = frame.replace('…', saying.replace('X', label))
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`
}

describe('what stands around a statement', () => {
  it.each(introductions)('states C in %j', (reply) => {
    expect(statedBy(reply)).toBe('C')
  })

  it.each(foreignDenials)('states nothing in %j', (reply) => {
    expect(statedBy(reply) ?? '').not.toBe('C')
  })

  it('never states what is denied, doubted, supposed or taken back, however it is said', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...denials),
        fc.constantFrom(...sayings),
        fc.constantFrom('B', 'C', 'D', '(B)', '**C**'),
        (frame, saying, label) => {
          const reply = filled(frame, saying, label)
          expect(statedBy(reply) ?? '', reply).not.toMatch(/^[A-D]$/)
        },
      ),
      { seed: 1, numRuns: 1500 },
    )
  })

  it('states what an introduction leads to, however it is said', () => {
    const wrong: string[] = []
    for (const frame of openings)
      for (const saying of sayings)
        for (const label of ['B', 'C', '(D)']) {
          const reply = filled(frame, saying, label)
          if (statedBy(reply) !== label.replace(/[()]/g, '')) wrong.push(reply)
        }
    expect(wrong).toEqual([])
  })

  it('joins what is hedged to what is stated', () => {
    expect(statedBy('The answer is B. Perhaps C is correct.')).toBe('hedge')
  })
})

describe('the time it takes', () => {
  it.each(['我们可以认为', 'we also now then clearly have ', 'the best most ', 'this means that it is clear that '])(
    'is bounded for %j again and again',
    (piece) => {
      const reply = `${piece.repeat(30)}x C is correct. `.repeat(40)
      const from = performance.now()
      statedBy(reply)
      expect(performance.now() - from).toBeLessThan(10_000)
    },
  )
})

describe('framing', () => {
  const whole = (frame: string): string => frame
  it('knows a listed introduction, a hedge and neither', () => {
    expect(framing('It follows that the ', whole, 'answer is ')).toBe('stated')
    expect(framing('Perhaps the ', whole, 'answer is ')).toBe('hedged')
    expect(framing('It is hard to believe that the ', whole, 'answer is ')).toBe('unstated')
  })
  it('drops assurances that hold a word of doubt', () => {
    expect(withoutAssurances('There is no doubt that we').trim()).toBe('we')
  })
  it('sees what is taken back', () => {
    expect(isTakenBack(', which is false.', 0)).toBe(true)
    expect(isTakenBack(', which is true.', 0)).toBe(false)
  })
})
