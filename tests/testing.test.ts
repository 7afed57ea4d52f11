import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { defineEnv } from '../src/core/define-env.ts'
import { singleRequests, type Policy, type Reply, type TrainablePolicy } from '../src/core/policy.ts'
import { taskList } from '../src/core/task.ts'
import { notApplicable, scored } from '../src/core/verdict.ts'
import { verifierOf, type VerifyFunction } from '../src/core/verifier.ts'
import { scriptedPolicy } from '../src/policy/scripts/scripted-policy.ts'
import { checkEnvironment, checkPolicy, checkVerifier } from '../src/testing.ts'
import { bigramPolicy } from './policy/bigram-policy.ts'
import { digestOf, snapshotOf } from './policy/snapshot-folder.ts'
import { guessing, lookup, sums } from './rollout/example-environments.ts'

/** The names of the promises that a suite finds broken. */
async function brokenBy(suite: () => Promise<unknown>): Promise<string[]> {
  const failure = await suite().then(
    () => null,
    (thrown: Error) => thrown,
  )
  return failure === null ? [] : [...failure.message.matchAll(/^ {2}- (.*?): /gm)].map((match) => match[1] ?? '')
}

describe('checkEnvironment', () => {
  it.each([sums, guessing, lookup])('finds nothing wrong with a sound environment ($id)', async (factory) => {
    const findings = await checkEnvironment(factory.configure())
    expect(findings.length).toBeGreaterThan(10)
    expect(findings.every(({ ok }) => ok)).toBe(true)
  })

  it('says that gold could not be tried where there are no demonstrations', async () => {
    const findings = await checkEnvironment(lookup)
    expect(findings.find(({ name }) => name === 'a demonstration solves its task')?.detail).toBe(
      'not tried: the environment has no demonstrations',
    )
  })

  it('finds a demonstration that fails and junk that succeeds', async () => {
    const upsideDown = defineEnv({
      id: 'upside-down',
      tasks: taskList({ train: [{ prompt: 'Say yes.', answer: 'yes' }] }),
      rewards: { correct: ({ reply, task }) => reply !== task.answer },
      outcome: 'correct',
      demonstrate: ({ answer }) => answer,
    }).configure()
    expect(await brokenBy(() => checkEnvironment(upsideDown))).toEqual([
      'a demonstration solves its task',
      'junk never solves a task',
    ])
    await expect(checkEnvironment(upsideDown)).rejects.toMatchObject({
      code: 'RLVR_ENVIRONMENT',
      message: expect.stringContaining('Environment `upside-down` breaks 2 of'),
    })
  })

  it('finds tasks that move, verdicts that waver, and a task in both splits', async () => {
    let count = 0
    const wavering = defineEnv({
      id: 'wavering',
      tasks: ({ split }) => ({
        split,
        size: null,
        at: (index) => ({
          id: `${index}`,
          prompt: 'x',
          answer: count++,
          metadata: {},
          hash: index < 1 ? 'a' : `${split}${index}`,
        }),
      }),
      rewards: { correct: () => scored(0, `judgement ${count++}`) },
      outcome: 'correct',
    }).configure()
    expect(await brokenBy(() => checkEnvironment(wavering))).toEqual([
      'the same seed and index give the same task',
      'the splits share no task',
      'a prompt has one answer',
      'the splits share no prompt',
      'the same reply gets the same verdict',
    ])
  })
})

describe('checkVerifier', () => {
  const cases = {
    accepts: [{ answer: 'yes', reply: 'yes' }],
    refuses: [
      { answer: 'yes', reply: 'no' },
      { answer: 'yes', reply: 'yes and no' },
    ],
  }
  const check = async (verify: VerifyFunction<string>): Promise<string[]> =>
    await brokenBy(() => checkVerifier(verifierOf('probe', verify), cases))

  it('finds nothing wrong with a sound verifier', async () => {
    expect(await check(({ reply, task }) => reply === task.answer)).toEqual([])
  })

  it('finds what is wrong with others', async () => {
    expect(await check(() => true)).toEqual(['it refuses what it must, by a score'])
    expect(await check(() => false)).toEqual(['it accepts what it must'])
    expect(await check(({ reply }) => (reply === 'yes' ? true : notApplicable('unlike a reply')))).toEqual([
      'it refuses what it must, by a score',
    ])
    expect(await check(({ reply, task }) => scored(reply === task.answer, ''))).toEqual([
      'every verdict says why and fits into a record',
    ])
    expect(
      await check(({ reply, task }) => {
        if (reply.length > 1000) throw new Error('too long')
        return reply === task.answer
      }),
    ).toEqual(['an awkward reply gets a verdict'])
    let times = 0
    expect(await check(({ reply, task }) => scored(reply === task.answer, `verdict ${times++}`))).toEqual([
      'it gives the same verdict again, and beside others',
    ])
  })
})

describe('checkPolicy', () => {
  it('finds nothing wrong with a script, and does not ask a server for what it cannot promise', async () => {
    expect((await checkPolicy(scriptedPolicy(['7', '8']))).every(({ ok }) => ok)).toBe(true)
    let count = 0
    const server: Policy = { ...scriptedPolicy(() => String(count++)), batching: 'independent' }
    const findings = await checkPolicy(server)
    expect(findings.filter(({ detail }) => detail === 'not tried: the policy does not promise it')).toHaveLength(2)
    const alone: Policy = { name: 'least', generate: async (requests) => requests.map(() => ({ text: '7' })) }
    expect(await brokenBy(() => checkPolicy(alone))).toEqual(['an aborted call rejects'])
  })

  it.each<[string, Partial<Policy>, string[]]>([
    [
      'replies that change',
      changing(),
      [
        'the same seed gives the same reply',
        'a reply does not depend on what is asked beside it',
        'a request for several replies gets that many, each from its own seed',
      ],
    ],
    [
      'missing replies',
      { generate: async () => [] },
      [
        'each request gets one well-formed reply',
        'an aborted call rejects',
        'a request for several replies gets that many, each from its own seed',
      ],
    ],
    [
      'a request for several replies that gets one',
      {
        generate: async (requests, _, { signal } = {}) => {
          signal?.throwIfAborted()
          return requests.map(() => ({ text: '7' }))
        },
      },
      ['a request for several replies gets that many, each from its own seed'],
    ],
    [
      'replies of one request that share a seed',
      {
        generate: async (requests, sampling, options) =>
          await drawing.generate(
            requests.flatMap((request) => singleRequests(request).map((each) => ({ ...each, seed: request.seed }))),
            sampling,
            options,
          ),
      },
      ['a request for several replies gets that many, each from its own seed'],
    ],
    [
      'a text of `stop` that is written all the same',
      {
        generate: async (requests, _, { signal } = {}) => {
          signal?.throwIfAborted()
          return requests.flatMap(singleRequests).map(() => ({ text: 'a7', lengthTokens: 2 }))
        },
      },
      ['a token limit is kept and named', 'a reply ends before a text of `stop`'],
    ],
    ['a close that fails', { close: async () => Promise.reject(new Error('no')) }, ['close may be called twice']],
  ])('finds %s', async (_, part, names) => {
    expect(await brokenBy(() => checkPolicy({ ...scriptedPolicy('7'), ...part }))).toEqual(names)
  })

  it('finds nothing wrong with a policy that learns, and puts it back as it was', async () => {
    const policy = bigramPolicy()
    const before = digestOf(await snapshotOf(policy))
    const findings = await checkPolicy(policy)
    expect(findings.length).toBeGreaterThan(18)
    expect(digestOf(await snapshotOf(policy))).toBe(before)
  })

  it.each<[string, (sound: TrainablePolicy) => Partial<TrainablePolicy>, string[]]>([
    [
      'a scorer that ignores the temperature',
      (sound) => ({ score: async (sequences) => await sound.score(sequences, { temperature: 1 }) }),
      ['the scorer agrees with the sampler at temperature 0.7'],
    ],
    [
      'an update in the wrong direction',
      (sound) => ({ apply: async (options) => await sound.apply({ ...options, learningRate: -options.learningRate }) }),
      ['an update raises the version and what it was told to raise'],
    ],
    [
      'entropies that are promised and do not come',
      () => ({ entropies: true }),
      ['entropies are finite and not negative', 'coefficients of entropies raise the entropy'],
    ],
    [
      'entropies that come without a promise',
      (sound) => ({
        score: async (...asked) =>
          (await sound.score(...asked)).map(({ logProbs }) => ({ logProbs, entropies: logProbs.map(() => 1) })),
      }),
      ['entropies are finite and not negative'],
    ],
    ['values that are promised and do not come', () => ({ values: true }), ['coefficients of values raise the values']],
    ['a discard that keeps', () => ({ discard: async () => {} }), ['discard forgets gradients']],
    [
      'a snapshot that restores to something else',
      (sound) => ({
        snapshot: async (folder) => {
          await sound.snapshot(folder)
          const table = new Float64Array(Uint8Array.from(readFileSync(join(folder, 'table.bin'))).buffer)
          // From `=` to `7`, which the encoded replies begin with.
          table[12 * 16 + 7] = 3
          writeFileSync(join(folder, 'table.bin'), table)
        },
      }),
      ['restore goes back to the bit, and on from there as before'],
    ],
    [
      'a snapshot whose numbers are not in its files',
      (sound) => {
        const aside = mkdtempSync(join(tmpdir(), 'rlvr-'))
        const paths = new Map<string, string>()
        return {
          snapshot: async (folder) => {
            const own = join(aside, String(paths.size))
            mkdirSync(own)
            paths.set(folder, own)
            await sound.snapshot(own)
            writeFileSync(join(folder, 'table.bin'), 'elsewhere')
          },
          restore: async (folder) => await sound.restore(paths.get(folder) ?? folder),
          close: async () => rmSync(aside, { recursive: true, force: true }),
        }
      },
      ['what snapshot writes is files, moved as a whole, and restore leaves them as they were'],
    ],
    [
      'a restore that takes any file',
      (sound) => ({ restore: async (folder) => await sound.restore(folder).catch(() => undefined) }),
      ['a foreign snapshot is refused, and harms nothing'],
    ],
    [
      'a frozen copy that learns',
      (sound) => ({
        freeze: async () => ({ score: async (...asked) => await sound.score(...asked), close: async () => {} }),
      }),
      ['a frozen copy stays as it was'],
    ],
    [
      'text that is tokenised again',
      (sound) => ({
        generate: async (requests, ...rest) =>
          await sound.generate(
            requests.map(({ messages, seed }) => ({ messages: messages.slice(-1), seed })),
            ...rest,
          ),
      }),
      ['a second turn goes on from the tokens of the first'],
    ],
  ])('finds %s', async (_, breakIt, names) => {
    const sound = bigramPolicy({ seed: 4 })
    const broken = Object.defineProperties(
      Object.create(sound) as TrainablePolicy,
      Object.getOwnPropertyDescriptors(breakIt(sound)),
    )
    expect(await brokenBy(() => checkPolicy(broken))).toEqual(expect.arrayContaining(names))
  })
})

const drawing = scriptedPolicy((_, { rng }) => String(rng.int(0, 1e9)))

function changing(): Partial<Policy> {
  let count = 0
  return {
    generate: async (requests, _sampling, { signal } = {}) => {
      signal?.throwIfAborted()
      return requests.map((): Reply => ({ text: String(count++), finish: 'stop', lengthTokens: null }))
    },
  }
}
