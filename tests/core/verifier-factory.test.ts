import { describe, expect, test } from 'vitest'
import { defineEnv } from '../../src/core/define-env.ts'
import { verifierFactoryCall } from '../../src/core/verifier-factory.ts'
import * as verifiers from '../../verifiers/index.ts'
import { verifierCatalogue } from '../../verifiers/catalogue.ts'

type Make = (...given: unknown[]) => unknown
const makers = verifiers as unknown as { readonly [name: string]: Make }

/** What stands before the options. */
const before: { readonly [name: string]: unknown[] } = {
  certifiedOr: [verifiers.math(), verifiers.judge({ question: 'Is it right?' })],
  lengthBetween: [1, 2],
  regularExpression: [/a/],
  tags: [['a']],
}
const sound: { readonly [name: string]: object } = {
  jsonSchema: { schema: { type: 'object', properties: {} } },
  judge: { question: 'Is it right?' },
  rewardModel: { score: () => 1 },
}

describe.each(verifierCatalogue.map(({ name }) => name))('%s', (name) => {
  const make = makers[name] as Make
  const asked = (options: unknown) => () => make(...(before[name] ?? []), options)

  test('refuses options that it does not have', () => {
    expect(asked({ ...sound[name] })).not.toThrow()
    const refused = expect(asked({ ...sound[name], zzz: 1 }))
    refused.toThrow(`${name}() has no option \`zzz\`.`)
    expect(asked({ zzz: 1 })).toThrow(expect.objectContaining({ code: 'RLVR_USAGE' }) as Error)
  })

  test('is told from a reward function where it is not called', () => {
    expect(verifierFactoryCall(make)).toMatch(new RegExp(`^${name}\\(.*\\)$`))
    const define = (reward: unknown) => () =>
      defineEnv({
        id: 'own',
        draw: () => ({ prompt: 'x', answer: 'y' }),
        rewards: { correct: reward as () => boolean },
        outcome: 'correct',
      })
    const message = `Environment \`own\`: reward \`correct\` is a function that makes a verifier; call it: \`${name}(`
    expect(define(make)).toThrow(message)
    expect(define({ weight: 1, verify: make })).toThrow(message)
    expect(define(() => true)).not.toThrow()
  })
})

test('the nearest option is named', () => {
  expect(() => verifiers.exact({ form: 'boxed' } as never)).toThrow(
    'exact() has no option `form`. Did you mean `from`?',
  )
})

test.each<[string, () => unknown, string]>([
  [
    'a pattern',
    () => verifiers.regularExpression('(' as never),
    'takes a regular expression such as /^\\d+$/; got "("',
  ],
  ['names', () => verifiers.tags('answer' as never), "a list of different tag names such as ['think', 'answer']"],
  ['a schema', () => verifiers.jsonSchema({} as never), 'jsonSchema() takes { schema }'],
  ['a schema', () => verifiers.jsonSchema(undefined as never), 'jsonSchema() takes options as an object'],
  ['options', () => verifiers.exact('boxed' as never), 'got "boxed"'],
  ['choices', () => verifiers.multipleChoice({ choices: 3 } as never), 'a row of different capital letters'],
  ['lengths', () => verifiers.lengthBetween(Number.NaN, 2), 'got NaN and 2'],
])('%s of another kind is refused in words', (_, make, message) => {
  expect(make).toThrow(message)
  expect(make).toThrow(expect.objectContaining({ code: 'RLVR_USAGE' }) as Error)
})

test('nothing else is such a function', () => {
  for (const other of [undefined, null, 'exact', () => true, verifiers.exact()])
    expect(verifierFactoryCall(other)).toBeNull()
})
