// A code grader of somebody else's as a contender: `code_peer.py` in its own interpreter, one JSON object a line.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Contender } from '../contender.ts'

const script: string = fileURLToPath(new URL('./code_peer.py', import.meta.url))

export const codePeers = ['evalplus', 'human-eval', 'verl-prime'] as const

/** Rounds grade as many programs as last about `seconds`. In words, why the peer cannot run, where it cannot. */
export async function codePeer(
  python: string,
  name: (typeof codePeers)[number],
  seconds: number,
): Promise<Contender | string> {
  const child = spawn(python, ['-B', script, name], { stdio: ['pipe', 'pipe', 'ignore'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const failed = new Promise<never>((_, reject) => child.once('error', reject))
  const next = async (): Promise<Record<string, unknown>> => {
    const { value, done } = await Promise.race([lines.next(), failed])
    if (done === true) throw new Error(`${name} ended`)
    return JSON.parse(value) as Record<string, unknown>
  }
  let offset = 1
  const grade = async (programs: number): Promise<number> => {
    child.stdin.write(`${JSON.stringify({ programs, offset })}\n`)
    offset += programs
    const answer = await next()
    if (answer['accepted'] !== programs)
      throw new Error(`${name} accepted ${String(answer['accepted'])} of ${programs}`)
    return programs / Number(answer['seconds'])
  }
  try {
    const hello = await next()
    if (typeof hello['missing'] === 'string') return hello['missing']
    if (hello['works'] !== true) return 'it refuses an honest program'
    let perSecond = await grade(40)
    return {
      name,
      version: String(hello['version']),
      round: async () => (perSecond = await grade(Math.max(10, Math.round(perSecond * seconds)))),
      close: () => {
        child.kill()
      },
    }
  } catch (thrown) {
    child.kill()
    return String(thrown)
  }
}
