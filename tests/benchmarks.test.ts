// What the learning benchmark makes for its own base model: lessons, and the byte-pair tokenizer trained on them.
import { Tokenizer } from '@huggingface/tokenizers'
import { describe, expect, it } from 'vitest'
import { trainBytePairs } from '../benchmarks/learning/byte-pairs.ts'
import { byteCharacters } from '../src/policy/transformer/text/byte-characters.ts'
import { lessonAt, lessonsFrom, openSubject, spoil } from '../benchmarks/learning/lessons.ts'
import { gainOf } from '../benchmarks/learning/paired-gain.ts'
import { Rng } from '../src/core/random.ts'

const texts = ['low low low low lower lower', 'newest newest newest widest widest widest', 'Zwölf Boxkämpfer 1234']
const special = ['<|end|>']
const made = trainBytePairs(texts, 270, special) as { model: { vocab: Record<string, number>; merges: string[][] } }
const tokenizer = new Tokenizer(made, {})

describe('a byte-pair tokenizer of our own', () => {
  it('begins with the special tokens and the 256 bytes, and adds the pairs in the order of their frequency', () => {
    const tokens = Object.entries(made.model.vocab)
      .sort(([, a], [, b]) => a - b)
      .map(([token]) => token)
    expect(tokens).toHaveLength(270)
    expect(tokens.slice(0, 257)).toEqual([...special, ...byteCharacters])
    // Counted by hand: `lo` and `ow` 6 times, `es` and `st` 6; of equals the first in order.
    expect(made.model.merges[0]).toEqual(['e', 's'])
    expect(made.model.merges).toHaveLength(13)
    expect(made.model.merges.map((pair) => pair.join(''))).toEqual(tokens.slice(257))
  })

  it('is read by the library of Hugging Face, and gives back any text', () => {
    for (const text of [...texts, 'What is 86 + 31?\n\n  <answer>é 😀</answer>'])
      expect(tokenizer.decode(tokenizer.encode(text).ids)).toBe(text)
  })

  it('keeps digits apart and makes one token of a word that is frequent', () => {
    expect(tokenizer.encode('low 123').tokens).toEqual(['low', 'Ġ', '1', '2', '3'])
    expect(tokenizer.encode('<|end|>').ids).toEqual([0])
  })

  it('ends early where no pair occurs twice', () => {
    const { model } = trainBytePairs(['ab'], 1000, []) as typeof made
    expect(Object.keys(model.vocab)).toHaveLength(256)
  })
})

describe('lessons of the base model', () => {
  it('are the same each time, and right where none is spoilt', async () => {
    const sort = await openSubject('sort')
    const lessons = Array.from({ length: 50 }, (_, index) => lessonAt(sort, index, 0))
    expect(lessons).toEqual(Array.from({ length: 50 }, (_, index) => lessonAt(sort, index, 0)))
    for (const { messages, reply } of lessons) {
      const digits = Array.from(messages[0]?.content.replace(':', '') ?? '')
      expect(reply).toBe(digits.toSorted().join(''))
    }
  })

  it('come of each subject as often as its share says', async () => {
    const taught = [await openSubject('countdown'), await openSubject('sort')]
    const subjects = lessonsFrom(taught, 7, 40, 0.5).map(({ subject }) => subject)
    for (const [name, count] of Object.entries({ countdown: 30, sort: 10 }))
      expect(subjects.filter((each) => each === name)).toHaveLength(count)
  })

  it('are spoilt by one digit or sign of the answer', () => {
    for (let seed = 0; seed < 50; seed++)
      for (const reply of ['\\boxed{117}', '5+5-9', '0788']) {
        const spoilt = spoil(reply, Rng.fromSeed(seed))
        const changed = Array.from(reply).filter((character, at) => spoilt[at] !== character)
        expect(changed).toHaveLength(1)
        expect(spoilt).toHaveLength(reply.length)
        expect(changed[0]).toMatch(/[\d+-]/)
      }
  })
})

describe('the gain of a learning run', () => {
  const asked = (step: number, hash: string, outcome: boolean | null, series = 'sampled') => ({
    step,
    outcome,
    task: { hash },
    seed: `0/${series}/eval/${hash}/0`,
  })

  it('is the mean over tasks of what their sampled replies gained from the first evaluation to the last', () => {
    const episodes = [
      ...[asked(0, 'a', false), asked(0, 'a', true), asked(0, 'b', true), asked(0, 'b', true)],
      asked(30, 'a', false),
      ...[asked(60, 'a', true), asked(60, 'a', true), asked(60, 'b', false), asked(60, 'b', true)],
      // Left out: greedy, not judged, asked only once.
      ...[asked(60, 'a', false, 'greedy'), asked(60, 'b', null), asked(60, 'c', true)],
    ]
    // By hand: a from 1/2 to 1, b from 1 to 1/2; then b at 1 both times.
    expect(gainOf(episodes)).toMatchObject({ value: 0, tasks: 2 })
    expect(gainOf([...episodes.slice(0, 5), asked(60, 'a', true), asked(60, 'b', true)])).toMatchObject({ value: 0.25 })
  })

  it('is unknown where nothing was asked', () => {
    expect(gainOf([])).toBeNull()
  })
})
