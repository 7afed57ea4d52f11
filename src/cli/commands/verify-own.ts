// `rlvr verify NAME`: the verdicts of a verifier of one's own on saved replies, as a training would get them.
import { RlvrError } from '../../core/errors.ts'
import { FieldFault, isObject } from '../../data/field.ts'
import { fieldMap, rowId, type FieldMap } from '../../data/field-map.ts'
import { faultText, type JsonlRow } from '../../data/jsonl.ts'
import type { JsonObject } from '../../core/json.ts'
import { promptMessages, type Message } from '../../core/message.ts'
import { mean } from '../../core/statistics.ts'
import { makeTask, type Task } from '../../core/task.ts'
import type { Verdict } from '../../core/verdict.ts'
import { runVerifier } from '../../core/verifier.ts'
import { roundMs } from '../../eval/score-reply.ts'
import { exitCode } from '../exit-code.ts'
import { keyValues } from '../flags/key-values.ts'
import { interruptSignal, watchForHangs } from '../interrupt.ts'
import { verifierNamed } from '../own/own-verifier.ts'
import { inOrder } from '../rows/in-order.ts'
import { readRows, refuseNone, rowInput } from '../rows/row-input.ts'
import { openRowOutput, rowsPath } from '../rows/row-output.ts'

export const verifyOwnFields = ['id', 'gold', 'reply', 'prompt', 'metadata'] as const

export interface VerifyOwnOptions {
  readonly input?: string
  readonly output?: string
  readonly json?: boolean
  readonly field: readonly string[]
  readonly concurrency: number
  readonly watchdog: number
}

interface OwnRow {
  readonly task: Task
  readonly reply: string
}

type OwnVerdict = { readonly id: string } & Verdict & { readonly ms: number }

export async function verifyOwnRows(
  name: string,
  options: VerifyOwnOptions,
  subcommands: readonly string[],
): Promise<void> {
  const verifier = await verifierNamed(name, subcommands)
  if (options.input === undefined)
    throw new RlvrError('RLVR_USAGE', `Which rows? rlvr verify ${name} --input FILE; - is JSON Lines from stdin.`)
  const fields = fieldMap(keyValues('--field', options.field), verifyOwnFields)
  const input = await rowInput(options.input)
  const output = await openRowOutput(rowsPath(options), input)
  const counts = { scored: 0, 'not-applicable': 0, invalid: 0, malformed: 0 }
  const scores: number[] = []
  const signal = interruptSignal()
  const judge = async (row: JsonlRow<OwnRow>): Promise<OwnVerdict | string> => {
    if (!row.ok) return faultText(row)
    const { task, reply } = row.value
    const messages: Message[] = [...promptMessages(task.prompt), { role: 'assistant', content: reply }]
    const start = performance.now()
    const verdict = await runVerifier(verifier, { task, reply, messages }, { signal })
    return { id: task.id, ...verdict, ms: roundMs(performance.now() - start) }
  }
  using watchdog = watchForHangs({ advice: 'The rows before are written.', seconds: options.watchdog })
  void watchdog
  try {
    const rows = readRows(input, (row, line) => readOwnRow(fields, row, line), signal)
    for await (const row of inOrder(rows, options.concurrency, judge)) {
      if (typeof row === 'string') {
        counts.malformed++
        console.error(row)
        continue
      }
      counts[row.status]++
      if (row.status === 'scored') scores.push(row.score)
      await output.write(row)
    }
  } finally {
    await output.close()
    const told = Object.entries(counts).map(([what, count]) => `${count} ${what}`)
    if (Object.values(counts).some((count) => count > 0))
      console.error(`${told.join(', ')}; mean score ${mean(scores)?.toFixed(4) ?? '-'}`)
  }
  refuseNone(counts, input)
  if (options.json === true)
    console.log(JSON.stringify({ verifier: verifier.name, ...counts, meanScore: mean(scores) }))
  if (counts.malformed + counts.invalid > 0) process.exitCode = exitCode.failed
}

function readOwnRow(fields: FieldMap, row: JsonObject, line: number): OwnRow {
  const id = rowId(fields, row, line)
  const prompt = fields.get(row, 'prompt') === undefined ? '' : fields.text(row, 'prompt')
  const metadata = fields.get(row, 'metadata') ?? {}
  if (!isObject(metadata)) throw new FieldFault('metadata', 'expected an object')
  const task = makeTask({ id, prompt, answer: fields.get(row, 'gold') ?? null, metadata }, id)
  return { task, reply: fields.text(row, 'reply') }
}
