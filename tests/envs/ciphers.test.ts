import { expect, test } from 'vitest'
import {
  atbash,
  caesar,
  keyword,
  railFence,
  vigenere,
  withoutFence,
  withoutKeyword,
} from '../../envs/ciphers/ciphers.ts'
import ciphers from '../../envs/ciphers/index.ts'
import { words } from '../../envs/words.ts'
import { verdictsOf } from './verdicts.ts'

test('the ciphers give the examples that are known of them', () => {
  expect(caesar('the quick brown fox', 3)).toBe('wkh txlfn eurzq ira')
  expect(atbash('wizard')).toBe('draziw')
  expect(vigenere('attackatdawn', 'lemon')).toBe('lxfopvefrnhr')
  expect(railFence('wearediscoveredfleeatonce', 3)).toBe('wecrlteerdsoeefeaocaivden')
  expect(keyword('flee at once', 'zebras')).toBe('siaa zq lkba')
})

test('each is undone by its inverse', () => {
  for (const text of ['a', 'hello world', 'zzz aaa', 'abcdefghijklmnopqrstuvwxyz']) {
    expect(caesar(caesar(text, 17), -17)).toBe(text)
    expect(atbash(atbash(text))).toBe(text)
    expect(vigenere(vigenere(text, 'key'), 'key', -1)).toBe(text)
    expect(withoutKeyword(keyword(text, 'zebras'), 'zebras')).toBe(text)
    for (const rails of [2, 3, 4]) expect(withoutFence(railFence(text, rails), rails)).toBe(text)
  }
})

test('what a prompt tells suffices to find its answer', async () => {
  for (const level of [1, 2, 3, 4]) {
    const taskset = await ciphers.configure({ level, prompt: 'compact' }).tasks({ split: 'train', seed: 0 })
    for (let index = 0; index < 60; index++) {
      const { prompt, answer } = taskset.at(index)
      const [sign = '', text = ''] = (prompt as string).slice(0, -1).split(',')
      const [kind = '', key = ''] = sign.split(' ')
      const plain =
        kind === 'atbash'
          ? atbash(text)
          : kind === 'v'
            ? vigenere(text, key, -1)
            : kind === 'k'
              ? withoutKeyword(text, key)
              : kind === 'f'
                ? withoutFence(text, Number(key))
                : caesar(text, -Number(kind))
      expect(plain, prompt as string).toBe(answer)
    }
  }
})

test('a shift that is not told is the only one that gives words', async () => {
  const known = new Set(words)
  const taskset = await ciphers.configure({ level: 5, prompt: 'compact' }).tasks({ split: 'train', seed: 0 })
  for (let index = 0; index < 60; index++) {
    const { prompt, answer } = taskset.at(index)
    const text = (prompt as string).slice(2, -1)
    const readings = Array.from({ length: 26 }, (_, shift) => caesar(text, shift))
    expect(readings.filter((reading) => reading.split(' ').every((word) => known.has(word)))).toEqual([answer])
  }
})

test('capitals and quotes do not count, another letter does', async () => {
  const task = { prompt: 'given', answer: 'cold coin' }
  const replies = ['<answer>"Cold Coin"</answer>', 'cold  coin.', 'cold corn', 'coldcoin', 'cold coin or cold corn']
  expect(await verdictsOf(ciphers, {}, task, replies)).toEqual([true, true, false, false, false])
})
