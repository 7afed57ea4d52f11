// Records of episodes to write and to read again.
import type { EpisodeRecord } from '../../src/core/episode.ts'

/** An episode of the group `<step>-<group>`; `changes` replace fields. */
export function episodeRecord(
  step: number,
  group: number,
  index: number,
  changes: Partial<EpisodeRecord> = {},
): EpisodeRecord {
  const phase = changes.phase ?? 'train'
  return {
    format: 1,
    id: `${phase}-${step}-${group}-${index}`,
    environment: 'addition',
    task: { id: `train-${group}`, hash: '0123456789abcdef', answer: 7, metadata: {} },
    group: { id: `${step}-${group}`, index },
    phase,
    step,
    policy: { name: 'transformer', version: step },
    seed: `0/${phase}/${step}-${group}/${index}`,
    messages: [
      { role: 'user', content: '3+4=' },
      { role: 'assistant', content: `${index} möglich\u2028` },
    ],
    status: 'finished',
    error: null,
    turns: 1,
    toolCalls: 0,
    toolFailures: 0,
    lengthTokens: 2,
    reward: index % 2,
    outcome: index % 2 === 1,
    verdicts: { correct: { status: 'scored', score: index % 2, reason: 'It equals 7.', evidence: { at: 0 } } },
    advantage: index - 0.5,
    timing: { generateMs: 1.5, stepMs: 0.25 },
    ...changes,
  }
}

/** All episodes of a step: `groups` groups of `samples`. */
export function episodesOfStep(step: number, groups = 3, samples = 2): EpisodeRecord[] {
  return Array.from({ length: groups * samples }, (_, at) =>
    episodeRecord(step, Math.floor(at / samples), at % samples),
  )
}
