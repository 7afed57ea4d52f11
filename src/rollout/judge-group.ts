// What an environment's group rewards say of each reply of a group: recorded among its verdicts, and added to its reward.
import { describeAuthorError } from '../core/author-place.ts'
import { lastReply, type Episode, type Group } from '../core/episode.ts'
import { show } from '../core/errors.ts'
import type { GroupContext, GroupReply, GroupScore, GroupTerm, GroupTerms } from '../core/group-rewards.ts'
import type { Task } from '../core/task.ts'
import { untilAborted } from '../core/until-aborted.ts'
import { checkVerdict, invalid, notApplicable, scored, type Verdict } from '../core/verdict.ts'
import { defaultTimeoutMs } from '../core/verifier.ts'

/**
 * The group with what the terms say of each reply. An episode that broke off takes no part. A reward of null stays null,
 * and becomes null where a term could not be given. In a group of one there is nothing to compare: no term applies.
 */
export async function judgeGroup(
  group: Group,
  terms: GroupTerms,
  { task, signal }: { readonly task: Task; readonly signal?: AbortSignal },
): Promise<Group> {
  const ended = group.episodes.filter(({ record }) => record.error === null)
  if (ended.length === 0) return group
  const replies = ended.map(({ record }): GroupReply => {
    const { messages, reward, outcome, lengthTokens } = record
    return { reply: lastReply(record), messages, reward, outcome, lengthTokens }
  })
  const context = { task, replies, signal: signal ?? new AbortController().signal }
  const judged = new Map<Episode, Episode>(ended.map((episode) => [episode, episode]))
  for (const [name, term] of Object.entries(terms)) {
    const verdicts = await verdictsOf(name, term, context)
    for (const [place, episode] of ended.entries())
      judged.set(episode, withVerdict(judged.get(episode) as Episode, name, term.weight, verdicts[place] as Verdict))
  }
  return { ...group, episodes: group.episodes.map((episode) => judged.get(episode) ?? episode) }
}

async function verdictsOf(name: string, { judge }: GroupTerm, context: GroupContext): Promise<readonly Verdict[]> {
  const { replies, signal: callers } = context
  const all = (verdict: Verdict): readonly Verdict[] => replies.map(() => verdict)
  if (replies.length < 2) return all(notApplicable('There is no other reply to compare it with.'))
  const deadline = AbortSignal.timeout(defaultTimeoutMs)
  const signal = AbortSignal.any([callers, deadline])
  try {
    const given: unknown = await untilAborted(signal, name, () => judge({ ...context, signal }))
    if (!Array.isArray(given) || given.length !== replies.length)
      return all(
        invalid(
          'verifier-error',
          `${name} gives a list with one score a reply, ${replies.length} here; it gave ${show(given, 80)}.`,
        ),
      )
    return (given as readonly GroupScore[]).map((score) =>
      score === null
        ? notApplicable(`${name} gave null.`)
        : typeof score === 'number' || typeof score === 'boolean'
          ? scored(score, `${name} gave ${score}`)
          : checkVerdict(name, score),
    )
  } catch (thrown) {
    if (callers.aborted) throw thrown
    if (deadline.aborted) return all(invalid('timeout', `${name} gave no verdict within ${defaultTimeoutMs} ms.`))
    return all(invalid('verifier-error', `${name} threw: ${describeAuthorError(thrown)}`))
  }
}

function withVerdict(episode: Episode, name: string, weight: number, verdict: Verdict): Episode {
  const { record } = episode
  const earned = verdict.status === 'scored' ? weight * verdict.score : 0
  const reward = record.reward === null || verdict.status === 'invalid' ? null : record.reward + earned
  return { ...episode, record: { ...record, reward, verdicts: { ...record.verdicts, [name]: verdict } } }
}
