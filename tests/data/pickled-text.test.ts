import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { readPickledText } from '../../src/data/pickled-text.ts'

const fromHex = (hex: string): string => readPickledText(Buffer.from(hex.replaceAll(' ', ''), 'hex'))

/** The pickles of some Python expressions, in one run; null where there is no Python. */
function pythonPickles(expressions: readonly string[], protocol: number): Buffer[] | null {
  const lines = expressions.map((each) => `print(pickle.dumps(${each}, ${protocol}).hex())`)
  try {
    const program = ['import pickle', ...lines].join('\n')
    const printed = execFileSync('python3', ['-I', '-c', program], { encoding: 'utf8', maxBuffer: 1 << 26 })
    return printed.split('\n').map((line) => Buffer.from(line, 'hex'))
  } catch {
    return null
  }
}

const hasPython = pythonPickles([], 2) !== null

describe('a pickle of one text', () => {
  test.each([
    ['2', '8002 58 06000000 68c3a96c6c6f 7100 2e'],
    ['3', '8003 58 06000000 68c3a96c6c6f 7100 2e'],
    ['4', '8004 95 0a00000000000000 8c 06 68c3a96c6c6f 94 2e'],
    ['5', '8005 95 0a00000000000000 8c 06 68c3a96c6c6f 94 2e'],
    ['4, with an eight-byte length', '8004 8d 0600000000000000 68c3a96c6c6f 94 2e'],
    ['4, without a memo', '8004 8c 06 68c3a96c6c6f 2e'],
  ])('of protocol %s is read', (_, hex) => {
    expect(fromHex(hex)).toBe('héllo')
  })

  test('may be empty, and keeps a byte order mark', () => {
    expect(fromHex('8004 8c 00 94 2e')).toBe('')
    expect(fromHex('8004 8c 03 efbbbf 94 2e')).toBe('\ufeff')
  })

  test.skipIf(!hasPython).each([2, 3, 4, 5])(
    'is what Python writes, short and long, with protocol %i (skipped where there is no python3)',
    (protocol) => {
      const texts = [
        ["''", ''],
        [String.raw`'[{"input": "1\\n"}]\0😀'`, '[{"input": "1\\n"}]\0😀'],
        ["'ab€' * 300", 'ab€'.repeat(300)],
        ["'x' * 200_000", 'x'.repeat(200_000)],
      ] as const
      const pickles = pythonPickles(
        texts.map(([expression]) => expression),
        protocol,
      )
      expect(pickles?.slice(0, 4).map((each) => readPickledText(each))).toEqual(texts.map(([, text]) => text))
    },
  )
})

describe('refused, and never run, is', () => {
  test.each([
    ['a call of os.system', '63 6f730a73797374656d0a 28 56 69640a 74 52 2e', '0x63'],
    ['a global by name on the stack', '8c 02 6f73 8c 06 73797374656d 93 2e', 'second one'],
    ['STACK_GLOBAL', '8c 02 6f73 93 2e', '0x93'],
    ['REDUCE', '8c 02 6f73 52 2e', '0x52'],
    ['BUILD', '8c 02 6f73 62 2e', '0x62'],
    ['an instance', '69 6f730a73797374656d0a 2e', '0x69'],
    ['a persistent id', '50 780a 2e', '0x50'],
    ['an extension', '82 01 2e', '0x82'],
    ['a list', '5d 2e', '0x5d'],
    ['bytes', '43 01 61 2e', '0x43'],
    ['None', '4e 2e', '0x4e'],
    ['a text that is fetched from the memo', '8c 01 61 94 68 00 2e', '0x68'],
    ['a text that is popped again', '8c 01 61 30 2e', '0x30'],
    ['two texts', '8c 01 61 8c 01 62 2e', 'second one'],
    ['no text', '2e', 'no text'],
    ['something after the end', '8c 01 61 2e 2e', '1 bytes after the end'],
    ['a text longer than the pickle', '58 ff000000 61 2e', 'ends within'],
    ['a length of 2^63', '8d 0000000000000080 61 2e', 'at most'],
    ['a pickle without an end', '8c 01 61', 'ends within'],
    ['no UTF-8', '8c 01 ff 2e', 'no UTF-8'],
  ])('%s', (_, hex, message) => {
    expect(() => fromHex(`8004 ${hex}`)).toThrow(message)
  })

  test.each([
    ['nothing', '', 'no pickle'],
    ['a pickle of protocol 0', '5668e96c6c6f0a70300a2e', 'no pickle'],
    ['a protocol to come', '8006 8c 01 61 2e', 'says 6'],
    ['text', Buffer.from('[{"input": ""}]').toString('hex'), 'no pickle'],
  ])('%s', (_, hex, message) => {
    expect(() => fromHex(hex)).toThrow(message)
  })

  test('a text over the limit, before it is decoded', () => {
    const bytes = Buffer.concat([Buffer.from('800458e8030000', 'hex'), Buffer.alloc(1000, 'a'), Buffer.from('.')])
    expect(readPickledText(bytes, { maxBytes: 1000 })).toHaveLength(1000)
    expect(() => readPickledText(bytes, { maxBytes: 999 })).toThrow('1000 bytes; at most 999')
  })

  test.skipIf(!hasPython)('whatever else Python pickles (skipped where there is no python3)', () => {
    const values = ["['a']", "{'a': 1}", "b'a'", '1', 'None', "('a',)", "type('')", 'print', "bytearray(b'a')"]
    for (const protocol of [2, 3, 4, 5]) {
      const pickles = pythonPickles(values, protocol) ?? []
      for (const [index, value] of values.entries())
        expect(() => readPickledText(pickles[index] as Buffer), value).toThrow(/never run|second one/)
    }
  })

  test('any cut of a good pickle', () => {
    const good = Buffer.from('8004950a000000000000008c0668c3a96c6c6f942e', 'hex')
    for (let length = 0; length < good.length; length++)
      expect(() => readPickledText(good.subarray(0, length))).toThrow(/./)
  })
})
