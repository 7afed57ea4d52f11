// What the answer of a task earns when it is written in another way, and what others earn in its place: each reply here
// is a demonstration with its answer exchanged.
import type { PlayedOut } from '../testing/play-out.ts'
import type { CheckFinding, CheckStatus } from './check-report.ts'
import type { Checked, ContractSetting } from './contract-setting.ts'
import { decimalsOf, goldFrame, isNumeral, otherForms, plainText, type GoldFrame } from './gold-frame.ts'
import type { ProbedTask } from './probe-inputs.ts'
import { paidReply, percent, playReply } from './run-probes.ts'

const ok: Checked = { status: 'ok', detail: '' }

const checks: readonly (readonly [
  id: string,
  says: string,
  check: (setting: GoldSetting) => Checked | Promise<Checked>,
])[] = [
  ['solvable', 'Some reply solves a task.', solvable],
  ['wrong-in-form', 'A wrong answer in the form of the demonstration earns little.', wrongInForm],
  ['other-form', 'The right number is right in whatever way it is written.', otherForm],
  ['tolerance', 'A number that is off by more than its last place is wrong.', tolerance],
  ['letter-case', 'Where case matters, the answer in another one is wrong.', letterCase],
]

interface Framed {
  readonly probed: ProbedTask
  readonly frame: GoldFrame
  readonly goldReward: number | null
}

interface GoldSetting extends ContractSetting {
  readonly framed: readonly Framed[]
}

/** On so many tasks answers are exchanged. */
const mostTasks = 20

/** A finding is told where it holds for this share of the tasks. */
const mostly = 0.6

export async function goldChecks(setting: ContractSetting): Promise<CheckFinding[]> {
  const framed = setting.probed.slice(0, mostTasks).flatMap((probed, index): Framed[] => {
    const frame = goldFrame(probed)
    const gold = setting.golds[index] ?? null
    return frame === null || gold?.outcome !== true ? [] : [{ probed, frame, goldReward: gold.reward }]
  })
  const findings: CheckFinding[] = []
  for (const [id, says, check] of checks) {
    if (setting.signal?.aborted === true) break
    const found =
      framed.length === 0 && id !== 'solvable'
        ? { status: 'skipped' as CheckStatus, detail: 'no demonstration is one text that holds the answer and solves' }
        : await check({ ...setting, framed })
    findings.push({ id, group: 'probe', says, ...found })
  }
  return findings
}

async function play({ spec }: GoldSetting, probed: ProbedTask, reply: string): Promise<PlayedOut> {
  return await playReply(spec, probed, reply)
}

/** Without a demonstration the answer itself is tried in usual forms. */
async function solvable(setting: GoldSetting): Promise<Checked> {
  const { spec, probed, golds, replies } = setting
  if ([...golds, ...replies].some((each) => each?.outcome === true)) return ok
  if (golds.some((gold) => gold !== null))
    return { status: 'skipped', detail: 'the demonstrations themselves solve nothing' }
  let last: Checked['paid']
  for (const each of probed.slice(0, 10)) {
    for (const reply of answerTexts(each.task.answer)) {
      const played = await play(setting, each, reply)
      if (played.outcome === true) return ok
      last ??= paidReply({ ...played, probed: each, reply })
    }
  }
  const why = 'there is no `demonstrate`, so whether any reply can is unknown'
  if (last === undefined || spec.needs.length > 0)
    return { status: 'skipped', detail: `nothing that was played solved a task, and ${why}` }
  return {
    status: 'warning',
    detail: `nothing that was played got full marks, the answers themselves neither; ${why}`,
    paid: last,
  }
}

function answerTexts(answer: unknown): string[] {
  if (answer === null || answer === undefined) return []
  const plain = plainText(answer)
  const listed = Array.isArray(answer) ? answer.map((each) => plainText(each) ?? JSON.stringify(each)) : []
  const texts = new Set([plain ?? JSON.stringify(answer), JSON.stringify(answer)])
  if (listed.length > 0) for (const mark of [', ', ' ', '\n', ',']) texts.add(listed.join(mark))
  // An answer with parts of its own: each text among them, too.
  if (plain === null && !Array.isArray(answer))
    for (const part of Object.values(answer)) texts.add(plainText(part) ?? JSON.stringify(part))
  return [...texts].flatMap((text) => [
    text,
    `<answer>${text}</answer>`,
    `\\boxed{${text}}`,
    `The answer is ${text}.`,
    `Answer: ${text}`,
  ])
}

async function wrongInForm(setting: GoldSetting): Promise<Checked> {
  const shares: { share: number; paid: NonNullable<Checked['paid']> }[] = []
  for (const { probed, frame, goldReward } of setting.framed) {
    if (goldReward === null || goldReward <= 0) continue
    const others = probed.input.otherGolds.flatMap((gold) => (gold.length === 1 ? (gold[0]?.text ?? []) : []))
    const wrong = [...new Set([...others.slice(0, 4), ...numbersNear(frame.answer).map((each) => frame.wrap(each))])]
    let least: (typeof shares)[number] | null = null
    for (const reply of wrong) {
      const played = await play(setting, probed, reply)
      if (played.outcome !== false || played.reward === null) continue
      const share = played.reward / goldReward
      if (least === null || share < least.share) least = { share, paid: paidReply({ ...played, probed, reply }) }
    }
    if (least !== null) shares.push(least)
  }
  if (shares.length === 0) return { status: 'skipped', detail: 'no wrong answer to put in place of the right one' }
  const mean = shares.reduce((sum, { share }) => sum + share, 0) / shares.length
  if (mean < 1 / 3 - 1e-9) return ok
  return {
    status: mean >= 0.5 - 1e-9 ? 'fault' : 'warning',
    detail: `it earns ${percent(mean)} of what the demonstration does, whatever the answer in it`,
    ...(shares[0] !== undefined && { paid: shares[0].paid }),
  }
}

function numbersNear(answer: string): string[] {
  if (!isNumeral(answer)) return []
  const places = decimalsOf(answer)
  return [Number(answer) + 1, Number(answer) - 1, Number(answer) * 7 + 1009].map((value) => value.toFixed(places))
}

const asksFormat =
  /decimal|places|digit|fraction|round|exact|format|without|alone|nothing else|comma|only|just|integer|whole number|plain|significant|as written|string|code\b|base\b|binary|hex|notation/i

async function otherForm(setting: GoldSetting): Promise<Checked> {
  const numeric = numericTasks(setting).filter(({ probed }) => !asksFormat.test(probed.input.prompt))
  if (numeric.length === 0)
    return { status: 'skipped', detail: 'no answer is a number whose form the prompt leaves open' }
  const tried = new Map<string, { count: number; refused: number; paid?: NonNullable<Checked['paid']> }>()
  for (const { probed, frame } of numeric)
    for (const { name, text } of otherForms(frame.answer)) {
      const reply = frame.wrap(text)
      const played = await play(setting, probed, reply)
      const known = tried.get(name) ?? { count: 0, refused: 0 }
      const isRefused = played.outcome === false
      const paid = known.paid ?? (isRefused ? paidReply({ ...played, probed, reply }) : undefined)
      tried.set(name, {
        count: known.count + 1,
        refused: known.refused + Number(isRefused),
        ...(paid !== undefined && { paid }),
      })
    }
  const refused = [...tried].filter(([, { count, refused: most }]) => most >= count * mostly)
  const [first] = refused
  if (first === undefined) return ok
  return {
    status: 'warning',
    detail: `the right number is refused ${refused.map(([name]) => name).join(', ')}, though the prompt asks for no form`,
    ...(first[1].paid !== undefined && { paid: first[1].paid }),
  }
}

/** Tasks whose answers are numbers, and not digits for their own sake. */
function numericTasks({ framed }: GoldSetting): Framed[] {
  const numeric = framed.filter(({ frame }) => isNumeral(frame.answer))
  const isBinary = numeric.length > 3 && numeric.every(({ frame }) => /^[01]+$/.test(frame.answer))
  const isPadded = framed.some(({ frame }) => /^0\d/.test(frame.answer))
  return isBinary || isPadded || numeric.length * 2 < framed.length ? [] : numeric
}

const saysTolerance = /within|toleran|approx|±|\+\/-|round|about|percent|%|nearest|close|estimate|error|roughly|accura/i

async function tolerance(setting: GoldSetting): Promise<Checked> {
  const numeric = numericTasks(setting).filter(({ probed }) => !saysTolerance.test(probed.input.prompt))
  if (numeric.length === 0)
    return { status: 'skipped', detail: 'no answer is a number that the prompt asks for as it is' }
  const accepted = new Map<string, { tasks: number; tried: number; paid?: NonNullable<Checked['paid']> }>()
  for (const { probed, frame } of numeric)
    for (const [name, value] of shifted(frame.answer)) {
      const reply = frame.wrap(value)
      const played = await play(setting, probed, reply)
      const known = accepted.get(name) ?? { tasks: 0, tried: 0 }
      const isTaken = played.outcome === true
      const paid = known.paid ?? (isTaken ? paidReply({ ...played, probed, reply }) : undefined)
      accepted.set(name, {
        tried: known.tried + 1,
        tasks: known.tasks + Number(isTaken),
        ...(paid !== undefined && { paid }),
      })
    }
  const widest = [...accepted].filter(([, { tasks, tried }]) => tasks >= tried * mostly).at(-1)
  if (widest === undefined) return ok
  return {
    status: 'warning',
    detail: `a number that is off by ${widest[0]} is right in ${widest[1].tasks} of ${widest[1].tried} tasks, and no prompt says so`,
    ...(widest[1].paid !== undefined && { paid: widest[1].paid }),
  }
}

/** Numbers beside this one, further off than its last place lets expect; the widest last. */
function shifted(answer: string): [name: string, value: string][] {
  const [value, places] = [Number(answer), decimalsOf(answer)]
  const unit = places === 0 ? 0.5 : 1.5 * 10 ** -places
  const others: [string, number][] = [
    ['1 %', value * 1.01],
    ['3 %', value * 1.03],
    ['10 %', value * 1.1],
    ['1', value + 1],
    ['50 %', value * 1.5],
  ]
  return others
    .map(([name, other]): [string, string] => [name, other.toFixed(places)])
    .filter(([, other]) => Math.abs(Number(other) - value) > unit)
}

const asksCase =
  /\b(?:upper|lower|title|camel|pascal)[- ]?case\b|\bcapital(?:s\b| letters?)|capitali[sz]|case[- ]sensitive|small letters|\bcase of\b/i
const waivesCase = /case[- ]insensitive|case (?:does not|doesn't) matter|ignor\w* case|any case/i

async function letterCase(setting: GoldSetting): Promise<Checked> {
  const lettered = setting.framed.filter(
    ({ probed, frame }) =>
      /\p{L}/u.test(frame.answer) &&
      frame.answer.length <= 200 &&
      probed.input.choices.length === 0 &&
      !waivesCase.test(probed.input.prompt) &&
      (asksCase.test(probed.input.prompt) || differsByCase(frame.answer, probed.input.prompt)),
  )
  if (lettered.length * 2 < setting.framed.length || lettered.length === 0)
    return { status: 'skipped', detail: 'nothing says that case matters' }
  let paid: Checked['paid']
  let taken = 0
  for (const { probed, frame } of lettered) {
    const { answer } = frame
    const title = answer.toLowerCase().replaceAll(/(?<![\p{L}\p{N}])\p{L}/gu, (letter) => letter.toUpperCase())
    const others = new Set([answer.toLowerCase(), answer.toUpperCase(), title].filter((each) => each !== answer))
    let isTaken = false
    for (const other of others) {
      const reply = frame.wrap(other)
      const played = await play(setting, probed, reply)
      if (played.outcome !== true) continue
      isTaken = true
      paid ??= paidReply({ ...played, probed, reply })
    }
    taken += Number(isTaken)
  }
  if (taken < lettered.length * mostly || paid === undefined) return ok
  return {
    status: 'warning',
    detail: `the answer in another case is right in ${taken} of ${lettered.length} tasks`,
    paid,
  }
}

/** Whether the prompt holds the answer in another case alone: what is asked for is the case, then. */
function differsByCase(answer: string, prompt: string): boolean {
  return answer.length > 2 && !prompt.includes(answer) && prompt.toLowerCase().includes(answer.toLowerCase())
}
