import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readTokens } from '../../../src/serve/http/read-tokens.ts'

function read(content: string): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'rlvr-tokens-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'tokens.json'), content)
  return readTokens(join(folder, 'tokens.json'), ['score', 'openenv'])
}

test('tokens are read with names and quotas', () => {
  const tokens = [{ name: 'trainer', token: 'abc', maxSessions: 4, protocols: ['score'] }]
  expect(read(JSON.stringify(tokens))).toEqual(tokens)
})

test('what is no file of tokens is refused in words that hold none', () => {
  expect(() => read('[{"name": "a", "token": "hidden')).toThrow(/it is no JSON\.$/)
  expect(() => read('[]')).toThrow(/Expected \[\{"name"/)
  expect(() => read('[{"name": "a", "token": "hidden", "sesions": 3}]')).toThrow(/sesions/)
  expect(() => read('[{"name": "a", "token": "b"}, {"name": "a", "token": "c"}]')).toThrow(/same name/)
  expect(() => read('[{"name": "a", "token": "b"}, {"name": "b", "token": "b"}]')).toThrow(/same token/)
  expect(() => read('[{"name": "a", "token": "b", "protocols": ["ors"]}]')).toThrow(/no protocol ors; there are score/)
  expect(() => readTokens('/nowhere/tokens.json', [])).toThrow(/Cannot read the tokens/)
})
