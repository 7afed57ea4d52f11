import { expect, it } from 'vitest'
import { defineEnv } from '../../../../src/core/define-env.ts'
import type { JsonObject } from '../../../../src/core/json.ts'
import { rowFormatNames, taskRows } from '../../../../src/serve/environments/score/task-rows.ts'
import { ServedEnvironment } from '../../../../src/serve/environments/served-environment.ts'
import { readReference } from '../../../../src/serve/environments/task-reference.ts'
import { doors, unjudged } from '../sample-environments.ts'

it.each(rowFormatNames)(
  'a row of %s holds the prompt and a text that alone names the task, and no answer',
  async (format) => {
    const environment = new ServedEnvironment(spoken)
    const rows: JsonObject[] = []
    for await (const row of taskRows(environment, { format, split: 'test', count: 4 })) rows.push(row as JsonObject)
    expect(rows).toHaveLength(4)
    for (const [index, row] of rows.entries()) {
      const { task } = await environment.choose({ split: 'test', index })
      const reference = textsOf(row).find((text) => text.startsWith('{"env"'))
      expect(await environment.find(readReference(reference))).toEqual(task)
      const messages = (row['prompt'] ?? row['messages']) as readonly JsonObject[]
      const { observation } = await environment.spec.begin({ task })
      expect(messages).toEqual(observation.messages)
      expect(JSON.stringify(row)).not.toMatch(new RegExp(`\\b${String(task.answer)}\\b`))
    }
  },
)

it('chat rows name the tools, and rows of an environment without any leave them out', async () => {
  const first = async (spec: ReturnType<typeof doors>): Promise<JsonObject> => {
    for await (const row of taskRows(new ServedEnvironment(spec), { format: 'azure', split: 'train', count: 1 }))
      return row as JsonObject
    return {}
  }
  expect(await first(doors())).toMatchObject({ tools: [{ type: 'function', function: { name: 'open' } }] })
  expect(await first(unjudged())).not.toHaveProperty('tools')
})

/** As `doors`, with a message of the system. */
const spoken = defineEnv({
  id: 'spoken',
  system: 'Answer with the number alone.',
  draw: ({ rng }) => ({ prompt: `What is behind door ${rng.int(1, 1_000_000)}?`, answer: rng.int(100, 999) }),
  rewards: { correct: ({ task, reply }) => Number(reply) === task.answer },
  outcome: 'correct',
}).configure()

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}
