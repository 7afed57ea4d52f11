// What environments ask and who can give it: whoever cannot refuses at the start, in a sentence that says what to do.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { EnvironmentFactory } from '../src/core/define-env.ts'
import { RlvrError } from '../src/core/errors.ts'
import type { TokenSequence, TrainablePolicy } from '../src/core/policy.ts'
import { mix } from '../src/core/mix/mix.ts'
import { make } from '../src/core/registry.ts'
import { makeVector } from '../src/core/vector-environment.ts'
import { withRewards, scaleReward } from '../src/core/wrap/with-rewards.ts'
import { evaluate } from '../src/eval/evaluate.ts'
import { scriptedPolicy } from '../src/policy/scripts/scripted-policy.ts'
import { check } from '../src/probe/check.ts'
import { protocolNames } from '../src/serve/environments/protocols.ts'
import { serveEnvironments } from '../src/serve/environments/serve-environments.ts'
import { folderWith, runRlvrHere } from './cli/run-rlvr.ts'
import { tinySettings } from './trainers/tiny-training.ts'
import { train } from '../trainers/train.ts'
import * as asking from './asking.ts'

const factories = { ...asking }

type Name = keyof typeof factories

/** Does a little of its work with an environment, which it may refuse: then nothing was asked and nothing is left. */
type Place = (factory: EnvironmentFactory, name: Name) => Promise<void>

const silent = scriptedPolicy(
  () => {
    throw new Error('It was asked.')
  },
  { tells: [] },
)
const telling = scriptedPolicy(() => ({ text: '1', lengthTokens: 1 }), { tells: ['tokens'] })

function learner(): TrainablePolicy {
  const sequence: TokenSequence = {
    tokens: Int32Array.of(1, 2),
    sampled: Uint8Array.of(0, 1),
    logProbs: Float32Array.of(-1),
    sampledBy: null,
  }
  const scores = async (sequences: readonly TokenSequence[]): Promise<{ logProbs: Float32Array }[]> =>
    sequences.map(() => ({ logProbs: Float32Array.of(-1) }))
  return {
    name: 'learner',
    version: 1,
    maxLengthTokens: 100,
    generate: async (requests) => requests.map(() => ({ text: '1', sequence, lengthTokens: 1 })),
    encode: () => sequence,
    score: scores,
    accumulate: scores,
    apply: async () => ({ gradNorm: 1, skipped: false }),
    discard: async () => undefined,
    snapshot: async () => undefined,
    restore: async () => undefined,
    freeze: async () => ({ score: scores, close: async () => undefined }),
  }
}

const command =
  (...given: readonly string[]): Place =>
  async (_, name) => {
    const folder = await folderWith({ 'replies.jsonl': '{"taskId":"train-0","reply":"1"}\n' })
    const file = fileURLToPath(import.meta.resolve('./asking.ts'))
    const [first = '', ...rest] = given
    const before = readdirSync(folder)
    const words =
      first === 'export'
        ? [first, rest[0] ?? '', `${file}#${name}`, ...rest.slice(1)]
        : [first, `${file}#${name}`, ...rest]
    const ended = await runRlvrHere(folder, words)
    if (ended.code !== 2) return
    expect(readdirSync(folder)).toEqual(before)
    throw new RlvrError('RLVR_USAGE', ended.stderr)
  }

const served =
  (protocol: (typeof protocolNames)[number]): Place =>
  async (factory) => {
    const server = await serveEnvironments({
      environments: [factory.configure()],
      ports: { [protocol]: 0 },
      host: '127.0.0.1',
    })
    await server.close()
  }

const evaluated: Place = async (environment) => void (await evaluate({ environment, policy: telling, tasks: 1 }))

/** Everything is refused before the policy is asked, and before there is a folder. */
const evaluatedSilently: Place = async (environment) => {
  const folder = join(await folderWith({}), 'run')
  const done = evaluate({ environment, policy: silent, tasks: 1, run: folder })
  const thrown: unknown = await done.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!RlvrError.isInstance(thrown) || thrown.code !== 'RLVR_USAGE') return expect(String(thrown)).toContain('asked')
  expect(existsSync(folder)).toBe(false)
  throw thrown
}

const trained =
  (given: Partial<Pick<TrainablePolicy, 'tells'>>, opponent?: 'self'): Place =>
  async (environment) => {
    const settings = tinySettings({ steps: 1, promptsPerStep: 1, samplesPerPrompt: 2, coldStart: null })
    const policy = { ...learner(), ...given }
    await train({ environment, policy, settings, ...(opponent !== undefined && { opponent }) })
  }

const mixed = async (environment: EnvironmentFactory): Promise<EnvironmentFactory> =>
  await mix({
    id: 'mixed',
    environments: [{ environment }, { environment: asking.nothing, name: 'other', weight: 0.1 }],
  })

const places = {
  train: trained({ tells: ['tokens'] }),
  'train by a policy that tells nothing': trained({}),
  'train against itself': trained({ tells: ['tokens'] }, 'self'),
  evaluate: evaluated,
  'evaluate a policy that tells nothing': evaluatedSilently,
  'evaluate a mix': async (factory, name) => await evaluated(await mixed(factory), name),
  'evaluate what is wrapped': async (factory, name) =>
    await evaluated(withRewards(factory, { transform: scaleReward(2) }), name),
  make: async (factory) => {
    const environment = await make(factory)
    await environment.reset()
    await environment.step('1')
    await environment.close()
  },
  makeVector: async (factory) => {
    const environments = await makeVector(factory, { count: 2 })
    await environments.reset()
    await environments.close()
  },
  check: async (factory) => void (await check(factory, { tasks: 1 })),
  'rlvr score': command('score', '-i', 'replies.jsonl', '--json'),
  'rlvr lint': command('lint', '-n', '2'),
  'rlvr export rows': command('export', 'rows', '--to', 'trl', '-n', '1'),
  'rlvr export nemo-gym': command('export', 'nemo-gym', '-n', '1'),
  'rlvr export openenv': command('export', 'openenv'),
  'rlvr export harbor': command('export', 'harbor', '--output', 'tasks', '-n', '1'),
  'serve a mix': async (factory, name) => await served('score')(await mixed(factory), name),
  ...(Object.fromEntries(protocolNames.map((name) => [`serve ${name}`, served(name)])) as {
    [protocol in `serve ${(typeof protocolNames)[number]}`]: Place
  }),
} satisfies { readonly [place: string]: Place }

type PlaceName = keyof typeof places

const faces: readonly PlaceName[] = ['make', 'makeVector']
const servers: readonly PlaceName[] = ['serve a mix', ...protocolNames.map((name) => `serve ${name}` as const)]
const exports: readonly PlaceName[] = ['rlvr export rows', 'rlvr export nemo-gym', 'rlvr export openenv']
const trainings: readonly PlaceName[] = ['train', 'train by a policy that tells nothing']
const evaluations: readonly PlaceName[] = [
  'evaluate',
  'evaluate a policy that tells nothing',
  'evaluate a mix',
  'evaluate what is wrapped',
]

const saying = (words: string, ...where: (readonly PlaceName[] | PlaceName)[]): { [place in PlaceName]?: string } =>
  Object.fromEntries(where.flat().map((place) => [place, words]))

const notOpposed = saying('asks no opponent', 'train against itself')
const notCode = saying('Expected an environment of code', 'rlvr export harbor')
const plain = { ...notOpposed, ...notCode }
const silently: readonly PlaceName[] = ['train by a policy that tells nothing', 'evaluate a policy that tells nothing']
const costly: readonly PlaceName[] = ['train against itself', ...trainings, ...evaluations]

/** Where it is refused, by a part of the sentence; everywhere else it is honoured. */
const refused: { readonly [name in Name]: { readonly [place in PlaceName]?: string } } = {
  nothing: plain,
  turns: { ...plain, ...saying('has up to 3 replies, and a row of `rlvr score` is one reply', 'rlvr score') },
  tools: { ...plain, ...saying('has tools (look)', 'rlvr score') },
  groups: {
    ...notOpposed,
    ...saying('group reward', evaluations, faces, servers, exports, 'rlvr export harbor', 'rlvr score'),
  },
  judged: {
    ...plain,
    ...saying('needs a policy that judges replies', trainings, evaluations, faces, 'check'),
    ...saying('Hand it in', servers, 'train against itself'),
    ...saying('--judge POLICY', 'rlvr export nemo-gym', 'rlvr export openenv', 'rlvr score'),
  },
  opposed: {
    ...notCode,
    ...saying('a policy to play against', trainings, evaluations, faces, servers, 'check'),
    ...saying('--opponent POLICY', 'rlvr export nemo-gym', 'rlvr export openenv', 'rlvr score'),
  },
  counted: {
    ...notOpposed,
    ...saying('The limit of tokens cannot be kept', silently),
    ...saying('does not see what policies spend', faces, servers, exports, 'rlvr export harbor'),
  },
  priced: {
    ...notOpposed,
    ...saying("so by `tells: ['cost']`", costly),
    ...saying('asks no opponent', 'train against itself'),
    ...saying('does not see what policies spend', faces, servers, exports, 'rlvr export harbor'),
  },
  history: {
    ...notOpposed,
    ...saying('Take the environment without `withHistory`', servers, exports, 'rlvr export harbor'),
    ...saying('has up to 3 replies', 'rlvr score'),
  },
  memory: { ...plain, ...saying('has up to 3 replies', 'rlvr score') },
  rising: plain,
}

test.each(Object.keys(factories) as Name[])('%s is asked for, and given or refused at the start', async (name) => {
  for (const place of Object.keys(places) as PlaceName[]) {
    const thrown: unknown = await places[place](factories[name], name).then(
      () => null,
      (reason: unknown) => reason,
    )
    const words = refused[name][place]
    const said = RlvrError.isInstance(thrown) ? `${thrown.code} ${thrown.message}` : thrown
    if (words === undefined) expect(said, place).toBeNull()
    else {
      expect(said, place).toMatch(/^RLVR_USAGE /)
      expect(said, place).toContain(words)
    }
  }
})
