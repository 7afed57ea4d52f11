// A reply before a judge that says what it is told to say, and what it was asked.
import type { GenerateRequest, Policy, Reply, Sampling } from '../../../src/core/policy.ts'
import { makeTask } from '../../../src/core/task.ts'
import type { Verdict } from '../../../src/core/verdict.ts'
import { runVerifier, type Verifier } from '../../../src/core/verifier.ts'

export interface Asked {
  readonly request: GenerateRequest
  readonly sampling: Sampling
}

export function scriptedJudge(
  answer: (request: GenerateRequest) => unknown,
  fields: Partial<Policy> = {},
): { judge: Policy; asked: Asked[]; calls: number[] } {
  const asked: Asked[] = []
  const calls: number[] = []
  const judge: Policy = {
    name: 'scripted',
    generate: async (requests, sampling) => {
      calls.push(requests.length)
      asked.push(...requests.map((request) => ({ request, sampling })))
      const said = await Promise.all(requests.map(answer))
      return said.map((each) => (typeof each === 'string' ? { text: each } : each)) as Reply[]
    },
    ...fields,
  }
  return { judge, asked, calls }
}

export const vote = (verdict: unknown, reason = 'Because.'): string => JSON.stringify({ reason, verdict })

export async function verdictOn(
  verifier: Verifier,
  reply: string,
  options: { answer?: unknown; prompt?: string; signal?: AbortSignal } = {},
): Promise<Verdict> {
  const { answer = 'Canberra', prompt = 'What is the capital of Australia?', signal } = options
  const task = makeTask({ prompt, answer }, 'capital')
  const messages = [
    { role: 'user' as const, content: prompt },
    { role: 'assistant' as const, content: reply },
  ]
  return await runVerifier(verifier, { task, reply, messages }, signal === undefined ? {} : { signal })
}

/** The text that a judge is shown outside of its marks: what could be an order to it. */
export function outside(messages: GenerateRequest['messages']): string {
  const all = messages.map(({ content }) => content).join('\n')
  const mark = /the mark (\S+),/.exec(all)?.[1] ?? ''
  const lines = all.split('\n')
  const kept: string[] = []
  let isInside = false
  for (const line of lines) {
    if (line.startsWith(`[${mark} `) && line.endsWith(' begins]')) isInside = true
    if (!isInside) kept.push(line)
    if (line.startsWith(`[${mark} `) && line.endsWith(' ends]')) isInside = false
  }
  return kept.join('\n')
}
