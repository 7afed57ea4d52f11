import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson, readJson } from '../../../verifiers/json-schema/exact-json.ts'

describe('readJson', () => {
  it('reads what JSON.parse reads, and refuses what it refuses', () => {
    const odd = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"a"',
      '1',
      '-',
      '.',
      'e',
      '0',
      'true',
      'nul',
      ' ',
      '\n',
      '\\',
      '\\u12',
      '"\\n"',
    )
    const text = fc.oneof(
      fc.json(),
      fc.array(odd, { maxLength: 12 }).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(text, (source) => {
        let parsed: { value: unknown } | null = null
        try {
          parsed = { value: JSON.parse(source) as unknown }
        } catch {}
        const read = readJson(source)
        const isWhole = read.ok && source.slice(read.end).trim() === ''
        expect(isWhole).toBe(parsed !== null)
        if (read.ok && parsed !== null) expect(JSON.stringify(read.holder[0])).toBe(JSON.stringify(parsed.value))
      }),
      { seed: 1, numRuns: 2000 },
    )
  })

  it('tells where a value ends, is cut off, or nests too deep', () => {
    expect(readJson('[1, 2] and', 0)).toMatchObject({ ok: true, end: 6 })
    expect(readJson('so {"a": [1', 3)).toMatchObject({ ok: false, isCutOff: true })
    expect(readJson('{"a": 1,}')).toMatchObject({ ok: false, isCutOff: false, at: 8 })
    expect(readJson('['.repeat(1e6))).toMatchObject({ ok: false, isTooDeep: true })
    expect(readJson(`"${'a'.repeat(1e6)}"`)).toMatchObject({ ok: true })
  })

  it('names keys with two values, and not those said twice alike', () => {
    expect(readJson('{"a": 1, "a": 2}')).toMatchObject({ repeated: ['a'] })
    expect(readJson('{"a": {"b": 1}, "a": {"b": 1.0}}')).toMatchObject({ repeated: [] })
    expect(readJson('{"a": 9007199254740992, "a": 9007199254740993}')).toMatchObject({ repeated: ['a'] })
  })

  it('keeps numbers as they are written, and their type', () => {
    const canonical = (text: string): string | null => {
      const read = readJson(text)
      return read.ok ? canonicalJson(read.holder[0], read.written, read.holder, '0') : null
    }
    expect(canonical('[1, 1.0, 10e-1]')).toBe('[1e0,1e0,1e0]')
    expect(canonical('{"b": 12345678901234567890, "a": 1e400}')).toBe('{"a":1e400,"b":1234567890123456789e1}')
    expect(readJson('9007199254740993.5')).toMatchObject({ holder: [0.5] })
    expect(readJson('1e400')).toMatchObject({ holder: [Number.MAX_VALUE] })
    const named = readJson('{"__proto__": 1}')
    expect(named.ok && Object.keys(named.holder[0] as object)).toEqual(['__proto__'])
  })
})
