// What the base model is taught before any reward: questions of several environments with demonstrations of them, some
// of them spoilt, so that it answers rightly now and then and has something left to learn.
import type { EnvironmentSpec } from '../../src/core/environment.ts'
import { promptMessages, type Message } from '../../src/core/message.ts'
import { Rng } from '../../src/core/random.ts'
import { openEnvironment } from '../../src/core/registry.ts'
import type { Taskset } from '../../src/core/task.ts'
import { writtenAction } from '../../src/core/tool-calls.ts'
import { configure, type JsonObject } from '../../src/index.ts'

/** Environments and the options in which they are taught, learned and measured. */
export const subjects: { readonly [name in SubjectName]: JsonObject } = {
  countdown: { numbers: 3, highest: 12, operations: '+-', prompt: 'compact' },
  sort: { level: 4, prompt: 'compact' },
}

/** How many of four lessons are of each. */
const shares: { readonly [name in SubjectName]: number } = { countdown: 3, sort: 1 }

export type SubjectName = 'countdown' | 'sort'

export interface Lesson {
  readonly subject: string
  readonly messages: readonly Message[]
  readonly reply: string
}

export interface Subject {
  readonly name: SubjectName
  readonly spec: EnvironmentSpec
  readonly taskset: Taskset
}

export async function openSubject(name: SubjectName): Promise<Subject> {
  const { spec } = await openEnvironment(await configure(name, subjects[name]))
  return { name, spec, taskset: await spec.tasks({ split: 'train', seed: 'lessons' }) }
}

/** Lesson `index`, always the same; the share `spoilt` of them has a wrong character in the reply. */
export function lessonAt({ name, spec, taskset }: Subject, index: number, spoilt: number): Lesson {
  const rng = Rng.fromSeed('lessons').fork(name).fork(index)
  const task = taskset.at(index)
  const [action] = spec.demonstrate(task, rng) ?? []
  if (action === undefined) throw new Error(`\`${name}\` has no demonstration.`)
  const reply = writtenAction(action)
  return {
    subject: name,
    messages: promptMessages(task.prompt),
    reply: rng.float() < spoilt ? spoil(reply, rng) : reply,
  }
}

/** `count` lessons from lesson `from` on, the subjects in turn as often as their shares say. */
export function lessonsFrom(taught: readonly Subject[], from: number, count: number, spoilt: number): Lesson[] {
  const round = taught.flatMap((subject) =>
    Array.from({ length: shares[subject.name] }, (_, turn) => ({ subject, turn })),
  )
  return Array.from({ length: count }, (_, place) => {
    const { subject, turn } = round[(from + place) % round.length] as (typeof round)[number]
    const rounds = Math.floor((from + place) / round.length)
    return lessonAt(subject, rounds * shares[subject.name] + turn, spoilt)
  })
}

/** One digit or sign of the answer becomes another. */
export function spoil(reply: string, rng: Rng): string {
  const answer = /(?<=\\boxed\{).*(?=\})|^[^\\]*$/.exec(reply)
  if (answer === null) return reply
  const [inside] = answer
  const kinds = ['0123456789', '+-*']
  const places = Array.from(inside, (character, at) => ({ at, kind: kinds.find((kind) => kind.includes(character)) }))
  const chosen = places.filter(({ kind }) => kind !== undefined)
  if (chosen.length === 0) return reply
  const { at, kind = '' } = chosen[rng.int(0, chosen.length - 1)] as (typeof chosen)[number]
  const others = Array.from(kind).filter((character) => character !== inside[at])
  const changed = `${inside.slice(0, at)}${others[rng.int(0, others.length - 1)]}${inside.slice(at + 1)}`
  return reply.slice(0, answer.index) + changed + reply.slice(answer.index + inside.length)
}

/** Texts that a tokenizer is trained on: lessons, and what other environments ask, for words that vary. */
export async function corpus(lessons: number): Promise<string[]> {
  const texts: string[] = []
  for (const name of Object.keys(subjects) as SubjectName[]) {
    const subject = await openSubject(name)
    for (let index = 0; index < lessons; index++) {
      const { messages, reply } = lessonAt(subject, index, 0)
      // With the names of their roles, as a template writes them.
      texts.push(...messages.flatMap(({ role, content }) => [role, content]), 'assistant', reply)
    }
  }
  for (const id of ['json-extract', 'code-basics']) {
    const { spec } = await openEnvironment(await configure(id))
    const taskset = await spec.tasks({ split: 'train', seed: 'lessons' })
    for (let index = 0; index < Math.min(taskset.size ?? lessons, lessons); index++)
      texts.push(...promptMessages(taskset.at(index).prompt).map(({ content }) => content))
  }
  return texts
}
