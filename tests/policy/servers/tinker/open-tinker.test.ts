import { expect, it } from 'vitest'
import { openTinker } from '../../../../src/policy/servers/tinker/open-tinker.ts'
import { bigramService } from './bigram-service.ts'
import { openBigram, temporaryFolder, tokenizerFolder, vocabularySize } from './open-bigram.ts'

it.each([
  [{ model: '' }, '`model` is the name of a base model'],
  [{ rank: 0 }, '`rank` is a whole number from 1'],
  [{ reduction: 'total' }, "`reduction` is 'sum' or 'mean'"],
  [{ tokenizr: './x' }, 'tokenizer'],
  [{ baseUrl: 'localhost:8000' }, 'looks like http://localhost:8000'],
])('an option that cannot be is refused: %o', async (options, words) => {
  const given = { model: 'm', baseUrl: 'http://localhost:1', tokenizer: tokenizerFolder(), ...options }
  await expect(openTinker(given as never)).rejects.toMatchObject({
    code: 'RLVR_USAGE',
    message: expect.stringContaining(words) as string,
  })
})

it('a tokenizer that is not there is named before the service is asked', async () => {
  await expect(
    openTinker({ model: 'Qwen/Qwen3-8B', baseUrl: 'http://localhost:1', tokenizer: temporaryFolder() }),
  ).rejects.toThrow('has no tokenizer.json. Name the folder that has it')
})

it('a service that is not there is named, and nothing is left open', async () => {
  await using gone = await bigramService({ vocabularySize })
  const { url } = gone
  await gone[Symbol.asyncDispose]()
  await expect(openBigram(url, { retries: 1 })).rejects.toThrow('could not be reached')
})

it('how losses are put together is found out by a model that is thrown away, or taken as said', async () => {
  await using service = await bigramService({ vocabularySize, reduction: 'mean' })
  const found = await openBigram(service.url)
  expect(found.planLines[0]).toContain('losses are averaged there')
  expect([...service.models.keys()]).toEqual(['model_2'])
  const told = await openBigram(service.url, { reduction: 'sum' })
  expect(told.planLines[0]).toContain('losses are summed there')
  await found.close()
  await told.close()
})
