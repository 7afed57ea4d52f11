// What verdicts may not hang on: chance, the clock, and what other episodes left behind.
import type { Action, EnvironmentSpec } from '../core/environment.ts'
import { canonicalJson } from '../core/json.ts'
import type { PlayedOut } from '../testing/play-out.ts'
import type { Checked, ContractSetting } from './contract-setting.ts'
import type { ProbedTask } from './probe-inputs.ts'
import type { ProbeReply } from './probe.ts'
import { paidReply, playReply } from './run-probes.ts'
import { watchVerdicts } from './watched-verdicts.ts'

const ok: Checked = { status: 'ok', detail: '' }

/** So often a reply is judged again. */
const often = 10

/** No longer than this. */
const longestMs = 3000

/** Replies that are partly right are where chance shows: full marks and none are often given for sure. */
export async function chance({ spec, probed }: ContractSetting): Promise<Checked> {
  if (spec.needs.length > 0) return { status: 'skipped', detail: 'a policy judges' }
  const begun = performance.now()
  using watched = watchVerdicts(spec)
  for (const each of probed.slice(0, 3))
    for (const reply of partlyRight(each)) {
      let first: PlayedOut | null = null
      for (let time = 0; time < often && performance.now() - begun < longestMs; time++) {
        const played = await playReply(spec, each, reply)
        first ??= played
        if (resultOf(played) === resultOf(first)) continue
        return {
          status: 'fault',
          detail: `the same reply earns ${resultOf(first)} at first, then ${resultOf(played)}`,
          paid: paidReply({ ...played, probed: each, reply }),
        }
      }
    }
  const [call] = watched.calls
  if (call === undefined) return ok
  return { status: 'warning', detail: `\`${call[0]}\` calls \`${call[1]}\` while it judges` }
}

/** The demonstration, its first half, each second of its words, and that of another task. */
function partlyRight({ gold, input }: ProbedTask): ProbeReply[] {
  if (gold === null) return [input.prompt, 'x']
  const [only] = gold
  if (gold.length > 1 || only === undefined || only.text === '')
    return [gold, gold.slice(0, Math.max(1, gold.length >> 1))]
  const { form } = input
  const cut = (text: string): string[] => [
    text.slice(0, Math.ceil(text.length / 2)),
    text
      .split(/(?<=\s)/)
      .filter((_, index) => index % 2 === 0)
      .join(''),
  ]
  const within = form === null || form.kind === 'bare' ? [] : cut(form.answer).map((answer) => form.wrap(answer))
  return [gold, ...cut(only.text), ...within, ...input.otherGolds.slice(0, 1)]
}

/** Whether rewards see one object in the episodes of two tasks, and whether it changes. */
export async function sharedState({ spec, probed }: ContractSetting): Promise<Checked> {
  const [one, two] = probed
  if (one === undefined || two === undefined) return { status: 'skipped', detail: 'there is one task alone' }
  using watched = watchVerdicts(spec)
  const stateAfter = async (each: ProbedTask): Promise<unknown> => {
    await playReply(spec, each, 'x')
    return watched.states.at(-1)
  }
  const [left, right] = [await stateAfter(one), await stateAfter(two)]
  if (!isObject(left) || !isObject(right)) return { status: 'skipped', detail: 'rewards are given no state' }
  if (left === right && !Object.isFrozen(left))
    return {
      status: 'fault',
      detail:
        '`state` gives two episodes the same object: what one writes there, the other reads. Make it anew in `state`',
    }
  const [mine, others] = [reachable(left), new Set(reachable(right).keys())]
  const shared = [...mine].filter(([value]) => others.has(value) && !Object.isFrozen(value))
  const before = shared.map(([value]) => shown(value))
  for (const each of [one, two]) {
    await playReply(spec, each, each.gold ?? 'x')
    await playReply(spec, each, 'y')
  }
  const changed = shared.find(([value], index) => shown(value) !== before[index])
  if (changed === undefined) return ok
  return {
    status: 'fault',
    detail: `\`${changed[1]}\` is one object in the states of all episodes, and episodes change it: make it anew in \`state\``,
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** So many objects of a state are looked at. */
const mostObjects = 2000

/** What can be reached from a state, each by its path. */
function reachable(state: object): Map<object, string> {
  const found = new Map<object, string>([[state, 'state']])
  for (const [value, path] of found) {
    if (found.size > mostObjects) break
    const parts: Iterable<readonly [unknown, unknown]> =
      value instanceof Map
        ? value.entries()
        : value instanceof Set
          ? value.entries()
          : ArrayBuffer.isView(value)
            ? []
            : Object.entries(Object.getOwnPropertyDescriptors(value)).map(([key, own]) => [key, own.value] as const)
    for (const [key, part] of parts)
      if (isObject(part) && !found.has(part)) found.set(part, `${path}.${isObject(key) ? '…' : String(key)}`)
  }
  return found
}

/** What an object holds itself, to be compared with later. */
function shown(value: object): string {
  const plain = value instanceof Map || value instanceof Set ? [...value] : value
  try {
    return JSON.stringify(plain).slice(0, 100_000)
  } catch {
    return ''
  }
}

/** A wrong reply is judged as before once the task was solved, and once others were. */
export async function afterOthers(spec: EnvironmentSpec, tasks: readonly ProbedTask[]): Promise<Checked> {
  if (spec.needs.length > 0) return ok
  for (const [index, each] of tasks.slice(0, 3).entries()) {
    if (each.gold === null) continue
    const wrong: ProbeReply[] = [`No answer, ${index}.`, ...each.input.otherGolds.slice(0, 1)]
    const first: string[] = []
    for (const reply of wrong) first.push(resultOf(await playReply(spec, each, reply)))
    const gold = resultOf(await playReply(spec, each, each.gold))
    const again: (readonly [ProbeReply | readonly Action[], string | undefined])[] = [
      ...wrong.map((reply, place) => [reply, first[place]] as const),
      [each.gold, gold],
    ]
    for (const [reply, before] of again) {
      const played = await playReply(spec, each, reply)
      if (resultOf(played) === before) continue
      return {
        status: 'fault',
        detail: `once the task was solved, the same reply earns ${resultOf(played)}, and ${before} before: verdicts remember other episodes`,
        paid: paidReply({ ...played, probed: each, reply }),
      }
    }
  }
  return ok
}

export function resultOf({ reward, outcome }: Pick<PlayedOut, 'reward' | 'outcome'>): string {
  return canonicalJson({ reward: reward === null ? null : Math.round(reward * 1e9) / 1e9, outcome })
}
