// The sample groups of a report: a prompt, each reply with its reward, its advantage as a bar, and why it was judged so.
import { lastReply, type EpisodeRecord } from '../core/episode.ts'
import { show } from '../core/errors.ts'
import type { Verdict } from '../core/verdict.ts'
import { escapeHtml } from './escape-html.ts'
import { formatMetric } from './format-metric.ts'

export interface PlacedGroup {
  readonly place: 'Early' | 'Middle' | 'Late'
  readonly episodes: readonly EpisodeRecord[]
}

/** Characters of a reply or prompt that the page holds; the whole is in `episodes.jsonl.gz`. */
const longestText = 4000

/** At most two groups of each third of the steps, those whose rewards differ first. */
export function chooseGroups(groups: readonly (readonly EpisodeRecord[])[]): PlacedGroup[] {
  const dated = groups
    .filter((episodes) => episodes.length > 0)
    .map((episodes) => ({ step: episodes[0]?.step ?? 0, episodes }))
    .sort((a, b) => a.step - b.step)
  const first = dated[0]?.step ?? 0
  const span = Math.max(1, (dated.at(-1)?.step ?? 0) - first)
  return (['Early', 'Middle', 'Late'] as const).flatMap((place, third) => {
    const within = dated.filter((group) => Math.min(2, Math.floor(((group.step - first) / span) * 3)) === third)
    const ordered = place === 'Late' ? within.toReversed() : within
    const differing = ordered.filter((group) => rewardsDiffer(group.episodes))
    const same = ordered.filter((group) => !rewardsDiffer(group.episodes))
    return [...differing, ...same].slice(0, 2).map(({ episodes }) => ({ place, episodes }))
  })
}

/** A group as an `<article>`. Bars share one scale within the group. */
export function groupHtml({ place, episodes }: PlacedGroup): string {
  const first = episodes[0]
  if (first === undefined) return ''
  const firstReply = first.messages.findIndex((message) => message.role === 'assistant')
  const prompt = first.messages.slice(0, firstReply < 0 ? undefined : firstReply)
  const largest = Math.max(0, ...episodes.map((episode) => Math.abs(episode.advantage ?? 0)))
  const rewards = episodes.map((episode) => episode.reward).filter((reward) => reward !== null)
  const average = rewards.length > 0 ? rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length : null
  return `<article class="group">
<header><b>${place}</b> <span>step ${escapeHtml(String(first.step ?? '–'))}</span> <span>task <code>${escapeHtml(first.task.id)}</code></span> <span>answer <code>${escapeHtml(show(first.task.answer, 80))}</code></span> <span>mean reward ${formatMetric(average, 'reward')}</span></header>
${prompt.map((message) => `<pre class="prompt" data-role="${message.role}">${text(message.content)}</pre>`).join('')}
<table><thead><tr><th>reward</th><th>advantage</th><th>reply</th></tr></thead><tbody>
${episodes.map((episode) => replyRow(episode, largest)).join('\n')}
</tbody></table></article>`
}

function replyRow(episode: EpisodeRecord, largest: number): string {
  const { advantage, outcome, reward } = episode
  const mark =
    outcome === null
      ? '<span class="mark-none" title="not judged">?</span>'
      : outcome
        ? '<span class="mark-good" title="solved">✓</span>'
        : '<span class="mark-bad" title="not solved">✗</span>'
  const cut = episode.status === 'finished' ? '' : ` <span class="status">${escapeHtml(episode.status)}</span>`
  const error = episode.error === null ? '' : `<p class="status">${text(episode.error.message)}</p>`
  return `<tr><td class="number">${mark} ${reward === null ? '<i>null</i>' : formatMetric(reward, 'reward')}</td><td>${advantageBar(advantage, largest)}</td><td><pre>${text(lastReply(episode)) || '<i>empty</i>'}</pre>${cut}${error}<ul>${Object.entries(episode.verdicts).map(verdictItem).join('')}</ul>${episode.turns > 1 ? `<details><summary>${episode.turns} turns</summary>${conversation(episode)}</details>` : ''}</td></tr>`
}

function advantageBar(advantage: number | null, largest: number): string {
  if (advantage === null || !Number.isFinite(advantage)) return '<span class="number">–</span>'
  const share = largest > 0 ? (Math.abs(advantage) / largest) * 50 : 0
  const side = advantage < 0 ? `right:50%;width:${share.toFixed(1)}%` : `left:50%;width:${share.toFixed(1)}%`
  const sign = advantage > 0 ? '+' : ''
  return `<span class="bar"><i class="${advantage < 0 ? 'down' : 'up'}" style="${side}"></i></span><span class="number">${sign}${formatMetric(advantage, 'reward')}</span>`
}

function verdictItem([name, verdict]: [string, Verdict]): string {
  const score = verdict.status === 'scored' ? formatMetric(verdict.score, 'share') : verdict.status
  const cause = verdict.status === 'invalid' ? ` (${verdict.cause})` : ''
  return `<li><code>${escapeHtml(name)}</code> <b>${escapeHtml(score + cause)}</b> ${text(verdict.reason)}</li>`
}

function conversation(episode: EpisodeRecord): string {
  return episode.messages
    .map((message) => `<pre class="prompt" data-role="${message.role}">${text(message.content)}</pre>`)
    .join('')
}

function rewardsDiffer(episodes: readonly EpisodeRecord[]): boolean {
  return episodes.some((episode) => episode.reward !== episodes[0]?.reward)
}

function text(content: string): string {
  const cut = content.length > longestText
  const shown = escapeHtml(cut ? content.slice(0, longestText) : content)
  return cut ? `${shown}… <i>${content.length - longestText} more characters</i>` : shown
}
