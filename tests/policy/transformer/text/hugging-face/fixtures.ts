// Tokenizers and templates that `tests/fixtures/text/make.py` made, with what Python makes of texts by them.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../../fixtures/text/${name}`, import.meta.url))

export const chatNames = ['smol', 'qwen', 'llama', 'legacy', 'mistral'] as const
export const readNames: readonly string[] = [...chatNames, 'unigram'] as const

interface PythonCall {
  readonly id: string
  readonly type: 'function'
  readonly function: { readonly name: string; readonly arguments: object }
}

export interface PythonMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool'
  readonly content: string
  readonly tool_calls?: readonly PythonCall[]
  readonly tool_call_id?: string
}

export interface PythonChat {
  readonly template: string
  readonly messages: readonly PythonMessage[]
  readonly tools?: readonly { readonly type: string; readonly function: object }[]
  readonly switches: { readonly [name: string]: boolean }
  readonly prompt: boolean
  readonly text?: string
  readonly ids?: readonly number[]
  readonly mask?: readonly number[]
  readonly refused?: string
}

export interface Golden {
  readonly bos: readonly number[]
  readonly texts: readonly {
    readonly text: string
    readonly ids: readonly number[]
    /** With `split_special_tokens`, where that differs. */
    readonly plain?: readonly number[]
    readonly decoded: string
  }[]
  readonly decoded: readonly { readonly ids: readonly number[]; readonly decoded: string }[]
  readonly chats: readonly PythonChat[]
}

export function golden(name: string): Golden {
  return JSON.parse(readFileSync(`${fixture(name)}/golden.json`, 'utf8')) as Golden
}

export function fixtureText(name: string, file: string): string {
  return readFileSync(`${fixture(name)}/${file}`, 'utf8')
}
