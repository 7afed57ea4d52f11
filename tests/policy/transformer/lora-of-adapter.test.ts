import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeAdapterFolder } from '../../../src/policy/checkpoints/adapter-folder.ts'
import { loraOfAdapter } from '../../../src/policy/transformer/lora-of-adapter.ts'
import { initialLora, type LoraSettings } from '../../../src/policy/transformer/model/lora.ts'
import { Rng } from '../../../src/core/random.ts'
import { temporaryFolder } from '../../record/temporary-folder.ts'
import { tinyChatArchitecture } from '../checkpoints/tiny-chat-model.ts'

test('what is not asked for is the adapter’s; what is asked for and differs is named, each', async () => {
  const settings: LoraSettings = { rank: 4, alpha: 6, targets: ['value', 'query'], dropout: 0.2, rankStabilised: true }
  const folder = join(temporaryFolder(), 'adapter')
  mkdirSync(folder)
  const values = initialLora(tinyChatArchitecture, settings, Rng.fromSeed(1))
  await writeAdapterFolder(folder, {
    ...{ architecture: tinyChatArchitecture, settings, base: { name: 'owner/model' } },
    read: (name) => values.get(name) as Float32Array,
  })
  const whole = { ...settings, targets: ['query', 'value'] }
  const lora = async (given?: Partial<LoraSettings>): Promise<LoraSettings> =>
    (await loraOfAdapter(folder, tinyChatArchitecture, given)).lora
  for (const given of [undefined, {}, settings, { rank: 4 }, { targets: ['query', 'value'] } as const])
    expect(await lora(given)).toEqual(whole)
  expect(await lora({ dropout: 0 })).toEqual({ ...whole, dropout: 0 })
  expect((await loraOfAdapter(folder, tinyChatArchitecture)).base).toEqual({ name: 'owner/model' })
  await expect(lora({ rank: 8, targets: ['query'] })).rejects.toThrow(
    /`lora.rank` is 8, and the adapter has 4; `lora.targets` is query, and the adapter has query, value. Leave them out/,
  )
  await expect(lora({ rankStabilised: false })).rejects.toThrow(
    /`lora.rankStabilised` is false, and the adapter has true/,
  )
  await expect(lora({ rank: 0 })).rejects.toThrow(/`rank` is a whole number above 0/)
})
