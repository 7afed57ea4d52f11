import { expect, test } from 'vitest'
import ticTacToe from '../../envs/tic-tac-toe/index.ts'
import { itself } from '../../src/core/needs.ts'
import { defaultSampling, type GenerateRequest, type Reply } from '../../src/core/policy.ts'
import { RunDirectory } from '../../src/record/run-directory.ts'
import { openTransformer, type TransformerPolicy } from '../../src/policy/transformer/transformer-policy.ts'
import { SelfPlay, withSelfPlay } from '../../trainers/self-play.ts'
import { selfPlayLine } from '../../trainers/self-play-settings.ts'
import type { TrainEvent } from '../../trainers/train-event.ts'
import type { TrainSettings } from '../../trainers/train-settings.ts'
import { train, type TrainOptions } from '../../trainers/train.ts'
import { bigramPolicy } from '../policy/bigram-policy.ts'
import { digestOf, snapshotOf } from '../policy/snapshot-folder.ts'
import { temporaryFolder } from '../record/temporary-folder.ts'
import { linesWithoutTimes, tinySettings } from './tiny-training.ts'

const options = { opponent: 'policy', prompt: 'compact' } as const

async function player(): Promise<TransformerPolicy> {
  return await openTransformer({
    architecture: {
      width: 16,
      layers: 1,
      heads: 2,
      maxLengthTokens: 160,
      positions: 'rotary',
      mlp: 'silu',
      mlpWidth: 32,
    },
    tokenizer: { kind: 'character', alphabet: '012345678.XO:' },
    backend: 'onnx-cpu',
    threads: 1,
  })
}

function settings(changes: Partial<TrainSettings> = {}): TrainSettings {
  return tinySettings({
    steps: 4,
    promptsPerStep: 2,
    coldStart: null,
    evaluation: { everySteps: 2, tasks: 2, repliesPerTask: 1 },
    sampling: { ...defaultSampling, maxTokens: 1 },
    ...changes,
  })
}

/** What a training of a fresh player records. */
async function recorded(
  of: TrainSettings,
  run: RunDirectory,
  more: Partial<TrainOptions> = {},
): Promise<{ episodes: string[]; metrics: string[]; weights: string; error: string | null }> {
  const policy = await player()
  try {
    const error = await train({
      environment: ticTacToe.configure(options),
      policy,
      opponent: 'self',
      settings: of,
      run,
      ...more,
    }).then(
      () => null,
      (thrown: { code: string }) => thrown.code,
    )
    run.close()
    return {
      episodes: linesWithoutTimes(run.path, 'episodes'),
      metrics: linesWithoutTimes(run.path, 'metrics'),
      weights: digestOf(await snapshotOf(policy)),
      error,
    }
  } finally {
    await policy.close()
  }
}

const newRun = (): RunDirectory =>
  RunDirectory.create({ environment: 'tic-tac-toe', algorithm: 'grpo', settings: {}, root: temporaryFolder() })

test('a policy that plays against itself is asked for all episodes at once, and learns from its own side alone', async () => {
  const policy = await player()
  const calls: { requests: readonly GenerateRequest[]; replies: Reply[] }[] = []
  const generate = policy.generate.bind(policy)
  policy.generate = async (requests, ...rest) => {
    const replies = await generate(requests, ...rest)
    calls.push({ requests, replies })
    return replies
  }
  const learned: { given: number; sampled: number }[] = []
  const accumulate = policy.accumulate.bind(policy)
  policy.accumulate = async (sequences, ...rest) => {
    for (const { sampled } of sequences)
      learned.push({
        given: sampled.filter((mark) => mark === 0).length,
        sampled: sampled.filter((mark) => mark === 1).length,
      })
    return await accumulate(sequences, ...rest)
  }
  const lines: string[] = []
  const onEvent = (event: TrainEvent): void => {
    if (event.type === 'plan') lines.push(...event.lines)
  }
  const evaluation = { everySteps: 9, tasks: 1, repliesPerTask: 1 }
  await train({
    environment: ticTacToe.configure(options),
    policy,
    opponent: 'self',
    settings: settings({ steps: 1, samplesPerPrompt: 16, evaluation }),
    onEvent,
  })
  await policy.close()
  expect(lines).toContain('opponent    the policy itself, by its present weights')
  // A request of the player names its turn in its seed.
  const isPlayers = ({ requests }: (typeof calls)[number]): boolean => `${requests[0]?.seed}`.includes('/turn-')
  const [played, opposed] = [calls.filter(isPlayers), calls.filter((call) => !isPlayers(call))]
  expect(Math.max(...opposed.map(({ requests }) => requests.length))).toBeGreaterThan(8)
  // After a turn of the players one call for the opponents, and another where some made no move.
  expect(opposed.length).toBeLessThanOrEqual(2 * played.length)
  const sampledByPlayers = played
    .filter(({ requests }) => `${requests[0]?.seed}`.includes('/train/'))
    .flatMap(({ replies }) => replies)
    .reduce((sum, { lengthTokens }) => sum + (lengthTokens ?? 0), 0)
  expect(learned.reduce((sum, { sampled }) => sum + sampled, 0)).toBe(sampledByPlayers)
})

test(
  'a copy that is renewed plays on as it was in a run that is interrupted anywhere and resumed',
  { timeout: 120_000 },
  async () => {
    const of = settings({ selfPlay: { renewEverySteps: 3 }, steps: 5, checkpointEverySteps: 2 })
    const due = await recorded(of, newRun())
    expect(due.error).toBeNull()
    expect((await recorded(settings({ steps: 5 }), newRun())).episodes).not.toEqual(due.episodes)
    for (const [phase, step] of [
      ['generate', 5],
      ['evaluate', 2],
    ] as const) {
      const controller = new AbortController()
      const run = newRun()
      const onEvent = (event: TrainEvent): void => {
        if (event.type === 'phase-start' && event.phase === phase && event.step === step) controller.abort()
      }
      expect((await recorded(of, run, { signal: controller.signal, onEvent })).error, phase).toBe('RLVR_INTERRUPTED')
      expect(await recorded(of, RunDirectory.open(run.path)), phase).toEqual(due)
    }
  },
)

test('self-play is refused where nothing asks an opponent, or a copy could not answer', async () => {
  const policy = bigramPolicy()
  const of = settings()
  const environment = ticTacToe.configure(options)
  await expect(train({ environment: 'reverse', policy, opponent: 'self', settings: of })).rejects.toThrow(
    '`reverse` under these options asks no opponent',
  )
  await expect(train({ environment, policy, settings: of })).rejects.toThrow('needs a policy to play against')
  await expect(train({ environment, policy, opponent: 'me' as never })).rejects.toThrow("`opponent` is 'self'")
  expect(() => withSelfPlay({ ...of, selfPlay: { renewEverySteps: 2 } }, undefined)).toThrow('`selfPlay` has no effect')
  await expect(
    train({ environment, policy, opponent: 'self', settings: { ...of, selfPlay: { renewEverySteps: 0 } } }),
  ).rejects.toThrow('selfPlay.renewEverySteps')
  const selfPlay = new SelfPlay(policy)
  const begun = selfPlay.begin({ settings: { ...of, selfPlay: { renewEverySteps: 2 } }, run: null })
  await expect(begun).rejects.toThrow('does not answer')
  await expect(itself.generate([], defaultSampling)).rejects.toThrow('nothing says which that is')
  expect(selfPlayLine({ renewEverySteps: 20 })).toBe(
    'opponent    the policy itself, by a copy of it that is renewed every 20 steps',
  )
})
