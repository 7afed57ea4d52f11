// The lessons of the learning benchmark: which come, and how they are spoilt.
import { describe, expect, it } from 'vitest'
import { lessonAt, lessonsFrom, openSubject, spoil } from '../../benchmarks/learning/lessons.ts'
import { Rng } from '../../src/core/random.ts'

describe('lessons of the base model', () => {
  it('are the same each time, and right where none is spoilt', async () => {
    const addition = await openSubject('addition')
    const lessons = Array.from({ length: 50 }, (_, index) => lessonAt(addition, index, 0))
    expect(lessons).toEqual(Array.from({ length: 50 }, (_, index) => lessonAt(addition, index, 0)))
    for (const { messages, reply } of lessons) {
      const [a, b] =
        /What is (\d+) \+ (\d+)\?/
          .exec(messages[0]?.content ?? '')
          ?.slice(1)
          .map(Number) ?? []
      expect(reply).toBe(`\\boxed{${(a ?? NaN) + (b ?? NaN)}}`)
    }
  })

  it('come of each subject as often as its share says', async () => {
    const taught = [await openSubject('addition'), await openSubject('countdown'), await openSubject('sort')]
    const subjects = lessonsFrom(taught, 7, 40, 0.5).map(({ subject }) => subject)
    for (const [name, count] of Object.entries({ addition: 18, countdown: 18, sort: 4 }))
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
