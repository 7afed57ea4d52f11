// The README card of each environment: its worked examples come out as it says.
import { readFile } from 'node:fs/promises'
import { afterAll, expect, test } from 'vitest'
// oxlint-disable-next-line import/no-unassigned-import -- it makes the environments known
import '../../envs/index.ts'
import type { Json, JsonObject } from '../../src/core/json.ts'
import { configure, registered } from '../../src/core/registry.ts'
import { runRubric } from '../../src/core/rubric.ts'
import { makeTask } from '../../src/core/task.ts'
import { openSandbox } from '../../src/sandbox/open-sandbox.ts'
import { terminals } from '../sandbox/terminal/terminals-here.ts'
import { play } from './play.ts'
import { inTerminals } from './in-terminals.ts'

const sandbox = await openSandbox()
afterAll(() => sandbox.close())

interface Example {
  readonly options: JsonObject
  readonly prompt: string
  readonly answer: Json
  /** The one reply, or those of all turns. */
  readonly reply?: string
  readonly actions?: readonly string[]
  readonly reward: number
  readonly outcome: boolean
}

test.each(registered().map((factory) => factory.id))('the examples of %s are true', async (id) => {
  const card = await readFile(new URL(`../../envs/${id}/README.md`, import.meta.url), 'utf8')
  const hasTerminals = terminals !== null || !inTerminals.has(id)
  const examples = [...card.matchAll(/```json\n([^`]+)```/g)].map((match) => JSON.parse(match[1] ?? '') as Example)
  expect(examples.length).toBeGreaterThan(0)
  for (const { options, prompt, answer, reply = '', actions, reward, outcome } of examples) {
    const task = makeTask({ prompt, answer }, id)
    const spec = await configure(id, options, { sandbox, ...(terminals !== null && { terminals }) })
    // Where this machine gives no terminals, the card is only read.
    if (!hasTerminals) continue
    if (actions === undefined) {
      expect(await runRubric(spec.rubric, { task, reply, messages: [] })).toMatchObject({ reward, outcome })
      continue
    }
    const played = await play(spec, task, actions)
    expect(played).toMatchObject({ outcome, turns: actions.length })
    expect(played.reward).toBeCloseTo(reward)
  }
})
