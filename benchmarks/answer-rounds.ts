// Our end of `json-process.ts`: says hello, then does a round for each line of stdin and answers with its figures.
import { createInterface } from 'node:readline'
import type { MeasuredRound } from './json-process.ts'

/** What a round gives of itself; time, processor time and memory are added where it does not say otherwise. */
export interface RoundResult {
  /** Milliseconds by the clock unless said otherwise. */
  readonly value?: number
  readonly parts?: { readonly [name: string]: number }
}

export const say = (message: object): void => void process.stdout.write(`${JSON.stringify(message)}\n`)

export function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Ends when stdin does. */
export async function answerRounds(hello: object, round: () => Promise<RoundResult>): Promise<void> {
  say(hello)
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === '') continue
    const [started, cpu] = [performance.now(), cpuMs()]
    const { value, parts } = await round()
    const measured: MeasuredRound = {
      value: value ?? performance.now() - started,
      cpuMs: cpuMs() - cpu,
      peakMb: process.resourceUsage().maxRSS / 1024,
      ...(parts !== undefined && { parts }),
    }
    say(measured)
  }
}
