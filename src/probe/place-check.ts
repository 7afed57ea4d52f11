// Whether the answer always stands at the same place of the prompt: the fifth word, the text in brackets, the end of the
// second line. A policy then learns to copy that place and reads nothing else.
import { promptMessages } from '../core/message.ts'
import type { Task } from '../core/task.ts'
import type { CheckFinding } from './check-report.ts'
import { choicesOf } from './choices.ts'
import { plainText } from './gold-frame.ts'
import type { ProbedTask } from './probe-inputs.ts'
import { percent } from './run-probes.ts'
import type { SampledTasks } from './sample-tasks.ts'

/** In this share of tasks a place holds the answer by rule. */
const nearlyAll = 0.9

/** Fewer tasks or answers show no rule. */
const fewest = { tasks: 10, answers: 5 } as const

/** A prompt that asks for a place, or to say something again, is answered by that. */
const asksPlace =
  /\b(?:copy|repeat|echo)\b|^\s*(?:say|write|type|print|return)\b|(?<!\b[io]n (?:the|its|your) )\b(?:first|second|third|fourth|fifth|sixth|last|final|middle|\d+(?:st|nd|rd|th))\s+(?:\w+\s+)?(?:word|number|letter|token|entry|item|line|name|element|field|digit|one|part)s?\b/i

export function placeCheck(samples: readonly SampledTasks[], probed: readonly ProbedTask[]): CheckFinding {
  return {
    id: 'answer-place',
    group: 'data',
    says: 'The answer stands at no fixed place of the prompt.',
    ...found(samples, probed),
  }
}

function found(
  samples: readonly SampledTasks[],
  probed: readonly ProbedTask[],
): Pick<CheckFinding, 'status' | 'detail'> {
  // What a game is made of is no answer, though it stands in the prompt.
  if (probed.some(({ gold }) => gold !== null) && probed.every(({ input }) => input.form === null))
    return { status: 'skipped', detail: 'no demonstration is one text that holds the answer' }
  const forms = new Map(probed.map(({ task, input }) => [task.hash, input.form?.answer ?? null]))
  const tasks = samples
    .flatMap((each) => each.tasks.slice(0, 150))
    .flatMap((task) => {
      const answer = plainText(task.answer) ?? forms.get(task.hash) ?? null
      return answer === null || answer === '' ? [] : [{ prompt: promptText(task), answer }]
    })
  const answers = new Set(tasks.map(({ answer }) => answer))
  if (tasks.length < fewest.tasks || answers.size < fewest.answers)
    return { status: 'skipped', detail: 'too few tasks have answers of their own that are one text' }
  if (tasks.some(({ prompt }) => choicesOf(prompt).length > 0 || asksPlace.test(prompt)))
    return { status: 'skipped', detail: 'prompts list choices, or ask for a place' }
  const counts = new Map<string, number>()
  for (const { prompt, answer } of tasks)
    if (prompt.includes(answer))
      for (const place of placesOf(prompt, answer)) counts.set(place, (counts.get(place) ?? 0) + 1)
  const [best] = [...counts].sort(([, left], [, right]) => right - left)
  if (best === undefined || best[1] < tasks.length * nearlyAll) return { status: 'ok', detail: '' }
  return {
    status: 'fault',
    detail: `${best[0]} is the answer in ${best[1]} of ${tasks.length} tasks (${percent(best[1] / tasks.length)})`,
  }
}

function promptText({ prompt }: Task): string {
  return promptMessages(prompt)
    .filter(({ role }) => role === 'user')
    .map(({ content }) => content)
    .join('\n')
}

/** Names of all the places where the answer stands as a whole. */
function placesOf(prompt: string, answer: string): Set<string> {
  const places = new Set<string>()
  const slots = (name: string, parts: readonly string[]): void => {
    for (const [index, part] of parts.entries()) {
      if (bare(part) !== answer && part !== answer) continue
      places.add(`${name} ${index + 1} from the start`)
      places.add(`${name} ${parts.length - index} from the end`)
    }
  }
  const words = prompt.split(/\s+/).filter((word) => word !== '')
  if (!/\s/.test(answer)) slots('word', words)
  // Words of an answer that is several.
  else
    for (const [index] of words.entries())
      if (bare(words.slice(index, index + answer.split(/\s+/).length).join(' ')) === answer) {
        places.add(`what begins with word ${index + 1} from the start`)
        places.add(`what begins with word ${words.length - index} from the end`)
      }
  const lines = prompt.split('\n').filter((line) => line.trim() !== '')
  slots(
    'line',
    lines.map((line) => line.trim()),
  )
  slots(
    'the last word of line',
    lines.map((line) => line.trim().split(/\s+/).at(-1) ?? ''),
  )
  slots(
    'the first word of line',
    lines.map((line) => line.trim().split(/\s+/)[0] ?? ''),
  )
  slots(
    'what follows a colon in line',
    lines.map((line) => line.split(':').at(-1)?.trim() ?? ''),
  )
  slots(
    'the text in brackets',
    [...prompt.matchAll(/[([{<]([^()[\]{}<>]+)[)\]}>]/g)].map(([, text = '']) => text.trim()),
  )
  slots(
    'the text in quotes',
    [...prompt.matchAll(/["“'`*]([^"“”'`*\n]+)["”'`*]/g)].map(([, text = '']) => text.trim()),
  )
  const joined = words.map((word) => bare(word)).filter((word) => /[^\s-][-_/=:|][^\s-]/.test(word))
  slots(
    'the part before a mark within word',
    joined.map((word) => word.split(/[-_/=:|]/)[0] ?? ''),
  )
  slots(
    'the part after a mark within word',
    joined.map((word) => word.split(/[-_/=:|]/).at(-1) ?? ''),
  )
  return places
}

function bare(word: string): string {
  return word.replaceAll(/^[^\p{L}\p{N}-]+|[^\p{L}\p{N}]+$/gu, '')
}
