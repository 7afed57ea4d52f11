// What has to hold of an environment over many episodes: none sees another, none leaves anything behind, none takes long,
// tools neither break nor flood, and what they and the environment say does not give the answer away.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Action, Conversation, ConversationStep } from '../core/environment.ts'
import type { Json } from '../core/json.ts'
import { promptMessages } from '../core/message.ts'
import type { PlayedOut } from '../testing/play-out.ts'
import type { CheckFinding } from './check-report.ts'
import type { Checked, ContractSetting } from './contract-setting.ts'
import type { ProbedTask } from './probe-inputs.ts'
import { paidReply, playReply, type ProbedReply } from './run-probes.ts'
import { afterOthers, chance, resultOf, sharedState } from './state-checks.ts'

type Check = (setting: ContractSetting) => Checked | Promise<Checked>
const ok: Checked = { status: 'ok', detail: '' }

export const resourceChecks: readonly (readonly [id: string, says: string, check: Check])[] = [
  ['episodes-apart', 'Episodes at the same time do not touch each other.', episodesApart],
  ['state-apart', 'The states of two episodes share nothing that changes.', sharedState],
  ['chance', 'Verdicts hang on neither chance nor the clock.', chance],
  ['quick', 'No reply takes long to be judged.', quick],
  ['memory', 'Memory does not grow with episodes.', memory],
  ['left-open', 'Episodes leave no process, socket or timer behind.', leftOpen],
  ['tools-hold', 'Tools answer whatever fits their schema, or say by a `ToolError` why not.', toolsHold],
  ['results-short', 'What tools and the environment say is of a length that models read.', resultsShort],
  ['answer-told', 'Neither the environment nor its tools tell the answer to one who has done nothing.', answerTold],
]

/** Demonstrations of two tasks and silence on the first, a step each in turn, end as each does alone. */
async function episodesApart({ spec, probed, golds, fresh }: ContractSetting): Promise<Checked> {
  const after = await afterOthers(spec, fresh ?? [])
  if (after.status !== 'ok') return after
  const chosen = [...probed.keys()].filter((index) => golds[index] != null).slice(0, 3)
  const [first] = chosen
  if (first === undefined) return { status: 'skipped', detail: 'the environment has no demonstrations' }
  const plays = [
    ...chosen.map((index) => ({ each: probed[index] as ProbedTask, actions: probed[index]?.gold ?? [] })),
    { each: probed[first] as ProbedTask, actions: [] },
  ]
  const alone: string[] = []
  for (const { each, actions } of plays)
    alone.push(resultOf(await playReply(spec, each, actions.length > 0 ? actions : '')))
  const open: { conversation: Conversation; step: ConversationStep | null }[] = []
  try {
    for (const { each } of plays)
      open.push({ conversation: await spec.begin({ task: each.task, seed: 0 }), step: null })
    for (let turn = 0; turn < spec.maxTurns; turn++)
      for (const [index, one] of open.entries()) {
        if (one.step?.terminated === true || one.step?.truncated === true) continue
        one.step = await one.conversation.step(plays[index]?.actions[turn] ?? { text: '' })
      }
    for (const [index, { conversation, step }] of open.entries()) {
      if (step === null) continue
      const earned = conversation.stepRewards.reduce((sum, { reward }) => sum + reward, 0)
      const { reward = null, outcome = null } = step.judgement ?? {}
      const together = resultOf({ reward: reward === null ? null : reward + earned, outcome })
      if (together !== alone[index])
        return {
          status: 'fault',
          detail: `task \`${plays[index]?.each.task.id}\` ends with ${together} beside others, with ${alone[index]} alone: they share what belongs to one (a variable outside of \`state\`?)`,
        }
    }
  } finally {
    for (const { conversation } of open) await conversation.close()
  }
  return ok
}

/** Processor time of one episode from which on it is told, and from which on it is a fault. */
const slowMs = { warning: 500, fault: 3000 } as const

/** The slowest replies are played again by the processor's clock: what else the machine does is no fault of theirs. */
async function quick({ spec, replies }: ContractSetting): Promise<Checked> {
  const [slowest] = replies.filter(({ ms }) => ms > slowMs.warning).toSorted((left, right) => right.ms - left.ms)
  if (slowest === undefined) return ok
  const start = process.cpuUsage()
  await playReply(spec, slowest.probed, slowest.reply)
  const { user, system } = process.cpuUsage(start)
  const ms = (user + system) / 1000
  if (ms <= slowMs.warning) return ok
  return {
    status: ms > slowMs.fault ? 'fault' : 'warning',
    detail: `probe \`${slowest.probe.id}\` keeps the processor for ${Math.round(ms)} ms; a pattern or a search that takes the square of a reply's length?`,
    paid: paidReply(slowest),
  }
}

/** Bytes that an episode may keep. */
const mostKept = 2048

async function memory({ spec, probed, replies }: ContractSetting): Promise<Checked> {
  const perEpisodeMs = replies.reduce((sum, { ms }) => sum + ms, 0) / Math.max(1, replies.length)
  const collect = collector()
  // Three rounds of a second or two at most, and mostly of a tenth.
  if (perEpisodeMs > 200 || collect === null)
    return { status: 'skipped', detail: 'episodes take too long to play some of them' }
  const isSlow = perEpisodeMs > 5
  const [least, most] = isSlow ? [5, 200] : [100, 400]
  const count = Math.max(least, Math.min(most, Math.floor((isSlow ? 1000 : 100) / Math.max(1e-3, perEpisodeMs))))
  const heap: number[] = []
  for (let round = 0; round < 4; round++) {
    if (round > 0)
      for (let index = 0; index < count; index++) {
        const each = probed[index % probed.length] as ProbedTask
        await playReply(spec, each, each.gold ?? 'x')
      }
    collect()
    // Those of buffers are among those that are external.
    const { heapUsed, external } = process.memoryUsage()
    heap.push(heapUsed + external)
  }
  // The first round may fill what is kept for all.
  const [, afterFirst = 0, afterSecond = 0, afterThird = 0] = heap
  const kept = Math.min(afterSecond - afterFirst, afterThird - afterSecond) / count
  // By few episodes little cannot be told from what the heap does by itself.
  return kept > Math.max(mostKept, 200_000 / count)
    ? { status: 'fault', detail: `each episode leaves ${Math.round(kept / 1024)} KB that nothing frees` }
    : ok
}

let collecting: (() => void) | null | undefined

/** The garbage collector, which is not told to anyone unless asked; null where it cannot be had. */
function collector(): (() => void) | null {
  if (collecting !== undefined) return collecting
  try {
    setFlagsFromString('--expose-gc')
    const given: unknown = runInNewContext('gc')
    collecting = typeof given === 'function' ? (given as () => void) : null
  } catch {
    collecting = null
  }
  return collecting
}

async function leftOpen({ spec, probed }: ContractSetting): Promise<Checked> {
  const rounds = 3
  const play = async (each: ProbedTask): Promise<void> => {
    const { gold, task } = each
    await playReply(spec, each, gold ?? 'x')
    // One that is left in the middle, too.
    const conversation = await spec.begin({ task, seed: 0 })
    if (gold !== null && gold.length > 1) await conversation.step(gold[0] as Action)
    await conversation.close()
  }
  const [first] = probed
  if (first === undefined) return ok
  await play(first)
  let before = await openResources()
  let growing: Map<string, number> | null = null
  // What is opened for all and kept ready may grow at first; what episodes leave grows with each.
  for (let look = 0; look < 4; look++) {
    for (let round = 0; round < rounds; round++) await play(first)
    const after = await openResources()
    const more = new Map<string, number>()
    for (const [kind, count] of after) {
      const grown = count - (before.get(kind) ?? 0)
      if (grown >= rounds && (growing?.has(kind) ?? true)) more.set(kind, grown)
    }
    if (more.size === 0) return ok
    growing = more
    before = after
  }
  const [[kind, more] = ['', 0]] = growing ?? []
  return {
    status: 'fault',
    detail: `${rounds * 2} episodes leave ${more} of \`${kind}\` open after their end: give them back in \`dispose\`, or open them by \`episode.own\``,
  }
}

/** What keeps a process from ending by itself, once what is ending has ended. */
async function openResources(): Promise<Map<string, number>> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
  const counts = new Map<string, number>()
  for (const kind of process.getActiveResourcesInfo()) {
    if (/Immediate|FSReq|TTY|WriteWrap|PipeConnect/.test(kind)) continue
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  return counts
}

function toolsHold({ spec, replies, golds, probed }: ContractSetting): Checked {
  if (spec.tools.length === 0) return { status: 'skipped', detail: 'there are no tools' }
  const goldFault = golds.findIndex((gold) => (gold?.toolFaults.length ?? 0) > 0)
  const broken = replies.find(({ toolFaults }) => toolFaults.length > 0)
  const [fault] = (goldFault >= 0 ? golds[goldFault] : broken)?.toolFaults ?? []
  if (fault === undefined) return ok
  const paid =
    goldFault >= 0
      ? paidReply({
          ...(golds[goldFault] as PlayedOut),
          probed: probed[goldFault] as ProbedTask,
          reply: probed[goldFault]?.gold ?? '',
        })
      : paidReply(broken as ProbedReply)
  return { status: 'fault', detail: `\`${fault.tool}\`: ${fault.message.slice(0, 300)}`, paid }
}

/** Characters of one message. */
const longMessage = { warning: 40_000, fault: 400_000 } as const

function resultsShort({ spec, replies, golds, probed }: ContractSetting): Checked {
  let longest = 0
  let paid: CheckFinding['paid']
  const look = (step: ConversationStep, of: () => CheckFinding['paid']): void => {
    for (const { role, content } of step.observation.messages)
      if (role !== 'assistant' && role !== 'system' && content.length > longest) {
        longest = content.length
        paid = of()
      }
  }
  const opening = Math.max(0, ...probed.map(({ input }) => input.prompt.length))
  for (const reply of replies) look(reply.step, () => paidReply(reply))
  for (const gold of golds) if (gold !== null) look(gold.step, () => undefined)
  if (longest <= Math.max(opening, longMessage.warning) || (spec.maxTurns === 1 && spec.tools.length === 0)) return ok
  return {
    status: longest > longMessage.fault ? 'fault' : 'warning',
    detail: `a message has ${longest} characters, about ${Math.ceil(longest / 4)} tokens; cut it and say so`,
    ...(paid !== undefined && { paid }),
  }
}

/** Of what was said after a reply without content, in how many tasks it may hold the answer. */
const mostTold = 0.5

function answerTold({ spec, replies }: ContractSetting): Checked {
  if (spec.maxTurns === 1 && spec.tools.length === 0)
    return { status: 'skipped', detail: 'an episode of one turn says nothing after its prompt' }
  const idle = replies.filter(({ probe }) => ['empty', 'refusal', 'tool-unknown', 'tool-strange'].includes(probe.id))
  const tried = new Set<ProbedTask>()
  const common = commonSecrets(new Set(idle.map(({ probed }) => probed)))
  const told = new Map<ProbedTask, { reply: ProbedReply; said: string }>()
  for (const reply of idle) {
    const { probed, step } = reply
    const answers = secretsOf(probed).filter((each) => !common.has(each))
    if (answers.length === 0) continue
    tried.add(probed)
    // What tells it when the episode is over tells it too late.
    const last = step.observation.messages.findLastIndex(({ role }) => role === 'assistant')
    const said = step.observation.messages
      .slice(promptMessages(probed.task.prompt).length, last)
      .find(
        ({ role, content }) => (role === 'tool' || role === 'user') && answers.some((each) => content.includes(each)),
      )
    if (said !== undefined) told.set(probed, { reply, said: said.content })
  }
  const [first] = told.values()
  if (first === undefined || told.size <= tried.size * mostTold) return ok
  return {
    status: 'fault',
    detail: `in ${told.size} of ${tried.size} tasks it is said, here ${JSON.stringify(first.said.slice(0, 160))}`,
    paid: paidReply(first.reply),
  }
}

/** What is part of the answers of several tasks, such as their kind, tells none of them. */
function commonSecrets(tasks: ReadonlySet<ProbedTask>): Set<string> {
  const counts = new Map<string, number>()
  for (const task of tasks) for (const each of new Set(secretsOf(task))) counts.set(each, (counts.get(each) ?? 0) + 1)
  return new Set([...counts].filter(([, count]) => count > Math.max(1, tasks.size / 10)).map(([each]) => each))
}

/** Texts and numbers of the answer that the prompt does not hold, long enough not to come by chance. */
function secretsOf({ task, input }: ProbedTask): string[] {
  const found: string[] = []
  const look = (value: Json | undefined): void => {
    if (typeof value === 'string' && value.trim().length >= 4) found.push(value)
    else if (typeof value === 'number' && Math.abs(value) >= 1000) found.push(String(value))
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach((inner) => look(inner))
  }
  look(task.answer as Json)
  const shown = `${input.prompt}\n${JSON.stringify(task.public ?? {})}`
  return found.filter((each) => !shown.includes(each))
}
