// A policy at the service of `bigram-service.ts`, with a tokenizer of a few characters.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openTinker, type TinkerOptions } from '../../../../src/policy/servers/tinker/open-tinker.ts'
import type { TinkerPolicy } from '../../../../src/policy/servers/tinker/tinker-policy.ts'
import { ownTokenizerFiles } from '../../../../src/policy/transformer/text/own-tokenizer-files.ts'
import { specialTokens } from '../../../../src/policy/transformer/text/tokenizer.ts'

const alphabet = '0123456789+-=. What is?'
  .split('')
  .filter((each, at, all) => all.indexOf(each) === at)
  .join('')

export const vocabularySize: number = specialTokens.length + Array.from(alphabet).length

/** A folder that is gone when the tests are. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'rlvr-tinker-'))
}

/** A folder with the tokenizer of the service's base model. */
export function tokenizerFolder(): string {
  const folder = temporaryFolder()
  const files = ownTokenizerFiles({ kind: 'character', alphabet }, { maxLengthTokens: 64 })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

export async function openBigram(baseUrl: string, options: Partial<TinkerOptions> = {}): Promise<TinkerPolicy> {
  return await openTinker({
    ...{ model: 'bigram', baseUrl, tokenizer: tokenizerFolder(), maxLengthTokens: 64, rank: 4 },
    ...{ timeoutMs: 20_000, pause: async () => {} },
    ...options,
  })
}
