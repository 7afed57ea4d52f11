// The tests of a LiveCodeBench record (livecodebench/code_generation_lite): `public_test_cases` is JSON text, and
// `private_test_cases` is that too or base64 of zlib of a Python pickle of that. The pickle is read, never run.
import { inflateSync } from 'node:zlib'
import { describeError, show } from '../../src/core/errors.ts'
import type { Json, JsonObject } from '../../src/core/json.ts'
import { FieldFault, isObject } from '../../src/data/field.ts'
import { maxPickledBytes, readPickledText } from '../../src/data/pickled-text.ts'
import { jsonIn, objectsIn, type Pair } from './tests-of-pairs.ts'

/** What a pickle holds beside its text: a few instructions. */
const pickleOverhead = 64

export interface LiveTests {
  readonly pairs: readonly Pair[]
  /** `functional` tests call a function; `stdin` ones run a program. */
  readonly isFunctional: boolean
}

/** Throws `FieldFault` where a field cannot be read, a kind of test is unknown, or kinds are mixed. */
export function liveTests(record: JsonObject): LiveTests {
  const shown = objectsIn(jsonIn(record['public_test_cases'], 'public_test_cases') ?? [], 'public_test_cases')
  const hidden = objectsIn(privateCases(record['private_test_cases']), 'private_test_cases')
  const kinds = new Set([...shown, ...hidden].map(({ testtype }) => testtype))
  for (const kind of kinds) {
    if (kind !== 'stdin' && kind !== 'functional')
      throw new FieldFault('testtype', `expected \`stdin\` or \`functional\`; got ${show(kind, 60)}`)
  }
  if (kinds.size > 1) throw new FieldFault('testtype', 'the tests of one record mix `stdin` and `functional`')
  const pairs = [
    ...shown.map(({ input, output }) => ({ input, output, public: true })),
    ...hidden.map(({ input, output }) => ({ input, output })),
  ]
  return { pairs, isFunctional: kinds.has('functional') }
}

/** The name of the function, of `metadata`: JSON text `{ func_name }`. */
export function liveFunctionName(record: JsonObject): string {
  const metadata = jsonIn(record['metadata'], 'metadata')
  const name = isObject(metadata) ? metadata['func_name'] : undefined
  if (typeof name === 'string') return name
  throw new FieldFault('metadata.func_name', `expected the name of a function; got ${show(name, 60)}`)
}

/** `maxBytes` bounds what the compressed form may become: a few kilobytes of zlib can hold gigabytes. */
export function privateCases(value: Json | undefined, maxBytes: number = maxPickledBytes): Json {
  if (value === undefined || value === null || value === '') return []
  if (typeof value !== 'string') return value
  if (/^\s*\[/.test(value)) return jsonIn(value, 'private_test_cases') ?? []
  try {
    const packed = Buffer.from(value, 'base64')
    const pickle = inflateSync(packed, { maxOutputLength: maxBytes + pickleOverhead })
    return JSON.parse(readPickledText(pickle, { maxBytes })) as Json
  } catch (thrown) {
    throw new FieldFault(
      'private_test_cases',
      `expected JSON, or base64 of zlib of a pickled text of JSON: ${describeError(thrown, 200)}`,
    )
  }
}
