// What the probes of a set of tasks are made from.
import type { Action, EnvironmentSpec } from '../core/environment.ts'
import { canonicalJson } from '../core/json.ts'
import { Rng } from '../core/random.ts'
import type { Task } from '../core/task.ts'
import { answerForm } from './answer-form.ts'
import { choicesOf } from './choices.ts'
import { codeForm } from './code-form.ts'
import type { ProbeInput } from './probe.ts'

export interface ProbedTask {
  readonly task: Task
  /** The demonstration; null where the environment knows none. */
  readonly gold: readonly Action[] | null
  readonly input: ProbeInput
}

/** How many golds of other tasks a probe sees. */
const mostOthers = 40

export function probedTasks(spec: EnvironmentSpec, tasks: readonly Task[]): readonly ProbedTask[] {
  const golds = tasks.map((task) => spec.demonstrate(task, Rng.fromSeed(task.hash)))
  const texts = golds.map(textOf)
  const forms = texts.map((text) => (text === null ? null : answerForm(text)))
  const common = mostFrequent(texts)
  return tasks.map((task, index) => {
    const prompt = spec
      .opening(task)
      .filter(({ role }) => role === 'user')
      .map(({ content }) => content)
      .join('\n')
    const [form = null, text = null] = [forms[index], texts[index]]
    // From the next one on, so that each task has other neighbours.
    const others = [...golds.keys()].slice(1, 1 + mostOthers).map((distance) => (index + distance) % tasks.length)
    const code = text === null ? null : codeForm(text, prompt)
    return {
      task,
      gold: golds[index] ?? null,
      input: {
        prompt,
        gold: golds[index] ?? null,
        tools: spec.tools,
        maxTurns: spec.maxTurns,
        // A program is no answer to be listed or cut.
        form: code === null ? form : null,
        code,
        otherAnswers: [
          ...new Set(others.flatMap((other) => forms[other]?.answer ?? []).filter((answer) => answer !== form?.answer)),
        ],
        otherGolds: others.flatMap((other) => {
          const gold = golds[other] ?? null
          return gold === null || canonicalJson(gold) === canonicalJson(golds[index] ?? null) ? [] : [gold]
        }),
        commonGold: common === null ? null : [{ text: common }],
        choices: choicesOf(prompt),
      },
    }
  })
}

/** The text of a demonstration of one reply without calls. */
function textOf(gold: readonly Action[] | null): string | null {
  const [only] = gold ?? []
  if (only === undefined || gold?.length !== 1 || (only.toolCalls ?? []).length > 0) return null
  return only.text
}

/** The text that comes most often, and twice at least. */
function mostFrequent(texts: readonly (string | null)[]): string | null {
  const counts = new Map<string, number>()
  for (const text of texts) if (text !== null) counts.set(text, (counts.get(text) ?? 0) + 1)
  const [best] = [...counts].sort(([, left], [, right]) => right - left)
  return best !== undefined && best[1] > 1 ? best[0] : null
}
