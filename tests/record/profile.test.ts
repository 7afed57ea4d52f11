import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Policy } from '../../src/core/policy.ts'
import { noTraffic, type TrafficCounts } from '../../src/core/traffic-counts.ts'
import { Profile, requireTraffic } from '../../src/record/profile.ts'

/** A policy in whose every reply two bytes cross, and whose own fields only its own methods reach. */
class Crossing implements Policy {
  readonly name = 'crossing'
  #bytes = 0

  get bytes(): number {
    return this.#bytes
  }

  async generate(requests: readonly unknown[]): ReturnType<Policy['generate']> {
    this.#bytes += 2 * requests.length
    return requests.map(() => ({ text: '', lengthTokens: 3 }))
  }

  async traffic(): Promise<TrafficCounts> {
    return { ...noTraffic, uploadedBytes: this.#bytes, runs: this.#bytes }
  }
}

const requests = (count: number): Parameters<Policy['generate']>[0] =>
  Array.from({ length: count }, (_, seed) => ({ messages: [], seed }))

test('what crosses is put down to the phase in which it did, spans of one phase together, in one line a step', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rlvr-profile-'))
  const profile = Profile.begin(new Crossing(), folder)
  const { policy } = profile
  const ask = async (count: number): Promise<unknown> => await policy.generate(requests(count))
  await ask(7)
  for (const step of [1, 2]) {
    profile.mark({ step, phase: 'generate' })
    await ask(step)
    profile.mark({ step, phase: 'verify' })
    profile.mark({ step, phase: 'generate' })
    await ask(1)
  }
  const rows = await profile.close()
  expect(rows).toMatchObject([
    { step: 1, phase: 'generate', uploadedBytes: 4, tokens: 6 },
    { step: 2, phase: 'generate', uploadedBytes: 6, tokens: 9 },
  ])
  const lines = readFileSync(join(folder, 'profile.jsonl'), 'utf8').trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(rows.map((row) => ({ format: 1, ...row })))
  expect(policy.bytes).toBe(24)
})

test('a policy that counts nothing has no profile', () => {
  const silent = { name: 'silent', generate: async () => await Promise.resolve([]) }
  expect(() => requireTraffic(silent)).toThrow(/`silent` counts none/)
})
