import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pretrainedName } from '../../../src/cli/flags/pretrained-name.ts'
import { folderWith } from '../run-rlvr.ts'

test('a checkpoint is named by its folder or its repository, and adapters follow it', () => {
  expect(pretrainedName('hf:./SmolLM2-135M-Instruct')).toEqual({ base: './SmolLM2-135M-Instruct', adapters: [] })
  expect(pretrainedName('hf:Qwen/Qwen3-0.6B@main')).toEqual({ base: 'Qwen/Qwen3-0.6B@main', adapters: [] })
  expect(pretrainedName('hf:./model+./first+owner/second@v2')).toEqual({
    base: './model',
    adapters: ['./first', 'owner/second@v2'],
  })
  expect(pretrainedName('hf:./model+hf:./adapter')).toEqual({ base: './model', adapters: ['./adapter'] })
})

test('other names are left to others', () => {
  for (const name of ['scripted:gold', './policy.ts', 'runs/one', 'openai:hf:x@http://localhost/v1'])
    expect(pretrainedName(name)).toBeNull()
})

test('a plus within the name of a folder that is there belongs to it', async () => {
  const folder = await folderWith({})
  const [odd, adapter] = [join(folder, 'c++'), join(folder, 'adapter')]
  mkdirSync(odd)
  expect(pretrainedName(`hf:${odd}+${adapter}`)).toEqual({ base: odd, adapters: [adapter] })
})

test('a name without a checkpoint is refused with the form of one', () => {
  for (const name of ['hf:', 'hf:+./adapter', 'hf:./model+', 'hf:./model++./adapter'])
    expect(() => pretrainedName(name)).toThrow(/hf:FOLDER or hf:OWNER\/NAME@REVISION/)
})
