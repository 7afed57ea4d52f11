// Verdicts of an earlier version, given again: what a change of a verifier or an environment must not move unsaid.
import { expect, test } from 'vitest'
import { configure } from '../../src/core/registry.ts'
import { runRubric } from '../../src/core/rubric.ts'
import { makeTask } from '../../src/core/task.ts'
import { readEpisodes } from '../../src/record/episode-reader.ts'
import { readRunConfig } from '../../src/record/run-directory.ts'
// oxlint-disable-next-line import/no-unassigned-import -- `configure` knows the built-in environments by name
import '../../envs/index.ts'

test.each(['plain-run', 'plain-evaluation'])('the replies of %s are judged as they were', async (name) => {
  const run = new URL(`../fixtures/${name}`, import.meta.url).pathname
  const { environment, settings } = readRunConfig(run)
  const spec = await configure(environment, settings['options'] as { [name: string]: string })
  let replayed = 0
  for await (const { task, messages, reward, outcome, verdicts } of readEpisodes(run)) {
    const { id, answer, metadata, hash } = task
    const [prompt, reply] = messages.map(({ content }) => content) as [string, string]
    const again = makeTask({ id, prompt, answer, metadata }, id)
    expect(again.hash).toBe(hash)
    expect(await runRubric(spec.rubric, { task: again, reply, messages }, {})).toEqual({ reward, outcome, verdicts })
    replayed++
  }
  expect(replayed).toBeGreaterThan(3)
})
