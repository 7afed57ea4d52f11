import { spawnSync } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { assert, array, asyncProperty, jsonValue, record, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readLines, readRecords } from '../../src/record/line-reader.ts'
import { LineWriter } from '../../src/record/line-writer.ts'
import { temporaryFolder } from './temporary-folder.ts'

async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const value of values) all.push(value)
  return all
}

describe('LineWriter', () => {
  it('gives back every record as it was written, whatever characters it holds', async () => {
    await assert(
      asyncProperty(array(record({ text: string({ unit: 'binary' }), deep: jsonValue() })), async (all) => {
        const path = join(temporaryFolder(), 'records.jsonl')
        const records = JSON.parse(JSON.stringify(all)) as unknown[]
        const writer = LineWriter.open(path)
        for (const record of records) writer.write(record)
        writer.close()
        // A lone surrogate cannot be written as UTF-8; JSON.stringify escapes it.
        expect(await collect(readRecords(path))).toEqual(records)
      }),
      { numRuns: 30 },
    )
  })

  it('refuses NaN before anything reaches the file', () => {
    const path = join(temporaryFolder(), 'records.jsonl')
    const writer = LineWriter.open(path)
    writer.write({ loss: 1 })
    expect(() => writer.write({ loss: Number.NaN })).toThrow(/\$\.loss is NaN/)
    writer.close()
    expect(readFileSync(path, 'utf8')).toBe('{"loss":1}\n')
  })

  it('keeps every earlier line when the disk is full, and goes on once there is room', () => {
    const path = join(temporaryFolder(), 'records.jsonl')
    let room = 30
    const writer = LineWriter.open(path, {
      write: (file, bytes) => {
        if (room === 0) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
        const taken = Math.min(room, bytes.length)
        room -= taken
        return writeSync(file, bytes.subarray(0, taken))
      },
    })
    writer.write({ step: 1, reward: 0.5 })
    expect(() => writer.write({ step: 2, reward: 0.5 })).toThrow(
      /All earlier lines are kept.*The disk is full: free some space, then go on/,
    )
    expect(readFileSync(path, 'utf8')).toBe('{"step":1,"reward":0.5}\n')
    room = 100
    writer.write({ step: 2, reward: 0.5 })
    writer.close()
    expect(readFileSync(path, 'utf8')).toBe('{"step":1,"reward":0.5}\n{"step":2,"reward":0.5}\n')
  })

  it.skipIf(!existsSync('/dev/full'))('says that the disk is full when the system says so', () => {
    const writer = LineWriter.open('/dev/full')
    expect(() => writer.write({ step: 1 })).toThrow(
      expect.objectContaining({ code: 'RLVR_RECORD', message: expect.stringContaining('free some space') }),
    )
  })

  it('cuts off and names the line that a killed process left unfinished', async () => {
    const folder = temporaryFolder()
    const program = new URL('killed-writer.ts', import.meta.url).pathname
    const killed = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', program, folder, '25'])
    expect(killed.signal).toBe('SIGKILL')

    const path = join(folder, 'episodes.jsonl')
    const torn: number[] = []
    const options = { onTorn: (line: number) => torn.push(line) }
    expect(await collect(readRecords(path, options))).toHaveLength(25)
    expect(torn).toEqual([26])

    const writer = LineWriter.open(path)
    expect(writer.torn).toMatchObject({ path, start: expect.stringContaining('{"format":1,"index":25') })
    writer.write({ index: 'after' })
    writer.close()
    const lines = await collect(readRecords<{ index: unknown }>(path))
    expect(lines.map((line) => line.index)).toEqual([...Array.from({ length: 25 }, (_, index) => index), 'after'])
  })

  it('ends a whole last line that lacks its line end, and cuts off a bare number that may be a part of one', () => {
    const path = join(temporaryFolder(), 'records.jsonl')
    writeFileSync(path, '{"step":1}\n{"step":2}')
    LineWriter.open(path).close()
    expect(readFileSync(path, 'utf8')).toBe('{"step":1}\n{"step":2}\n')
    appendFileSync(path, '12')
    const writer = LineWriter.open(path)
    writer.close()
    expect(writer.torn).toMatchObject({ start: '12', offsetBytes: 22, lengthBytes: 2 })
    expect(readFileSync(path, 'utf8')).toBe('{"step":1}\n{"step":2}\n')
  })

  it('finds the start of a torn line that is longer than the block it reads', () => {
    const path = join(temporaryFolder(), 'records.jsonl')
    writeFileSync(path, `{"step":1}\n{"text":"${'x'.repeat(200_000)}`)
    const writer = LineWriter.open(path)
    writer.close()
    expect(writer.torn?.lengthBytes).toBe(200_009)
    expect(readFileSync(path, 'utf8')).toBe('{"step":1}\n')
  })

  it('goes back to an earlier end of a line and to no other place', () => {
    const path = join(temporaryFolder(), 'records.jsonl')
    const writer = LineWriter.open(path)
    writer.write({ step: 1 })
    const position = writer.lengthBytes
    writer.write({ step: 2 })
    expect(() => writer.rewind(position + 1)).toThrow(/no line ends there/)
    expect(() => writer.rewind(1000)).toThrow(/cannot go back to byte 1000/)
    writer.rewind(position)
    writer.write({ step: 3 })
    writer.close()
    writer.close()
    expect(readFileSync(path, 'utf8')).toBe('{"step":1}\n{"step":3}\n')
    expect(() => writer.write({})).toThrow(/is closed/)
  })
})

describe('readLines', () => {
  it('names a malformed line by its number and reads on', async () => {
    const path = join(temporaryFolder(), 'rows.jsonl')
    writeFileSync(path, '{"a":1}\r\n\n{"a":\n{"a":"\u2028"}\n')
    appendFileSync(path, Buffer.from([0x22, 0xff, 0x22, 0x0a]))
    appendFileSync(path, '{"a"')
    expect(await collect(readLines(path))).toEqual([
      { line: 1, ok: true, value: { a: 1 } },
      { line: 3, ok: false, torn: false, fault: expect.stringContaining('{\\"a\\":') },
      { line: 4, ok: true, value: { a: '\u2028' } },
      { line: 5, ok: false, torn: false, fault: expect.stringContaining('encoded data') },
      { line: 6, ok: false, torn: true, fault: expect.any(String) },
    ])
    await expect(collect(readRecords(path))).rejects.toThrow(/Line 3 of .* is malformed/)
  })

  it('puts lines together that arrive in pieces', async () => {
    const path = join(temporaryFolder(), 'rows.jsonl')
    const rows = [1, 70_000, 300_000, 5].map((length) => ({ text: 'é'.repeat(length) }))
    writeFileSync(path, rows.map((row) => JSON.stringify(row)).join('\n'))
    expect(await collect(readRecords(path))).toEqual(rows)
  })

  it('refuses a record of a newer format', async () => {
    const path = join(temporaryFolder(), 'rows.jsonl')
    writeFileSync(path, '{"format":2}\n')
    await expect(collect(readRecords(path))).rejects.toThrow(/Line 1 .* has format 2; this version reads format 1/)
  })

  it('says which file is missing', async () => {
    await expect(collect(readLines('/nowhere/rows.jsonl'))).rejects.toThrow(
      expect.objectContaining({ code: 'RLVR_RECORD', message: expect.stringContaining('/nowhere/rows.jsonl') }),
    )
  })
})
