// Replies by a rule that reads no meaning: the longest choice, the last number, the first word. Where one is right much
// more often than one answer for all tasks would be, a policy learns the rule and not the task.
import type { Choice } from './choices.ts'
import type { Probe, ProbeInput } from './probe.ts'

type Pick = (input: ProbeInput) => string | undefined

/** A rule that the prompt itself asks for is the task. */
const asked: { readonly [id: string]: RegExp } = {
  'first-number': /\bfirst (?:number|value|of)\b/i,
  'last-number': /\b(?:last|final) (?:number|value|of)\b/i,
  'largest-number': /\b(?:largest|biggest|greatest|highest|maximum|max)\b/i,
  'first-word': /\bfirst word\b/i,
  'last-word': /\b(?:last|final) word\b/i,
  'last-line': /\b(?:last|final) line\b/i,
  'longest-word': /\blongest\b/i,
}

function shortcut(id: string, says: string, pick: Pick): Probe {
  return {
    id,
    says,
    solving: 'by-luck',
    mayEarn: true,
    replies: (input) => {
      if (asked[id]?.test(input.prompt) === true) return []
      const text = pick(input)
      if (text === undefined || text === '') return []
      return [input.form === null ? text : input.form.wrap(text)]
    },
  }
}

export const shortcutProbes: readonly Probe[] = [
  shortcut('longest-choice', 'The longest choice is not the right one by rule.', (input) =>
    chosen(input, (choices) => choices.toSorted((left, right) => right.text.length - left.text.length)[0]),
  ),
  shortcut('shortest-choice', 'The shortest choice is not the right one by rule.', (input) =>
    chosen(input, (choices) => choices.toSorted((left, right) => left.text.length - right.text.length)[0]),
  ),
  shortcut('first-choice', 'The first choice is not the right one by rule.', (input) =>
    chosen(input, (choices) => choices[0]),
  ),
  shortcut('last-choice', 'The last choice is not the right one by rule.', (input) =>
    chosen(input, (choices) => choices.at(-1)),
  ),
  shortcut(
    'first-number',
    'The first number of the prompt is not the answer by rule.',
    ({ prompt }) => numbersOf(prompt)[0],
  ),
  shortcut('last-number', 'The last number of the prompt is not the answer by rule.', ({ prompt }) =>
    numbersOf(prompt).at(-1),
  ),
  shortcut(
    'largest-number',
    'The largest number of the prompt is not the answer by rule.',
    ({ prompt }) => numbersOf(prompt).toSorted((left, right) => Number(right) - Number(left))[0],
  ),
  shortcut('first-word', 'The first word of the prompt is not the answer by rule.', ({ prompt }) => wordsOf(prompt)[0]),
  shortcut('last-word', 'The last word of the prompt is not the answer by rule.', ({ prompt }) =>
    wordsOf(prompt).at(-1),
  ),
  shortcut('last-line', 'The last line of the prompt is not the answer by rule.', ({ prompt }) =>
    prompt.trim().split('\n').at(-1)?.trim(),
  ),
  shortcut(
    'longest-word',
    'The longest word of the prompt is not the answer by rule.',
    ({ prompt }) => wordsOf(prompt).toSorted((left, right) => right.length - left.length)[0],
  ),
]

/** The label or the text of a choice, whichever the answers are. */
function chosen({ choices, form, otherAnswers }: ProbeInput, pick: (choices: readonly Choice[]) => Choice | undefined) {
  const choice = choices.length < 2 ? undefined : pick(choices)
  if (choice === undefined) return undefined
  const answers = [form?.answer ?? '', ...otherAnswers]
  return answers.filter((each) => each.length > 2).length * 2 > answers.length ? choice.text : choice.label
}

function numbersOf(prompt: string): string[] {
  return prompt.match(/-?\d+(?:\.\d+)?/g) ?? []
}

function wordsOf(prompt: string): string[] {
  return prompt.match(/[\p{L}\p{N}]+/gu) ?? []
}
