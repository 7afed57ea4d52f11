import { afterEach, describe, expect, it } from 'vitest'
import { configure } from '../../../src/core/registry.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import { SessionHost } from '../../../src/serve/environments/session-host.ts'
import { ServedEnvironment, ServedEnvironments } from '../../../src/serve/environments/served-environment.ts'
import { readReference, referenceText } from '../../../src/serve/environments/task-reference.ts'
import { gradeCompletion } from '../../../src/serve/environments/grade-completion.ts'
// oxlint-disable-next-line import/no-unassigned-import -- it makes the built-in environments known
import '../../../envs/table.ts'
import { doors, unjudged } from './sample-environments.ts'

const signal = new AbortController().signal
let now = 0
let host = new SessionHost({ logger: silentLogger, now: () => now, maxSessions: 2, idleMs: 1000 })
afterEach(async () => {
  await host[Symbol.asyncDispose]()
  host = new SessionHost({ logger: silentLogger, now: () => now, maxSessions: 2, idleMs: 1000 })
})

describe('a session', () => {
  it('plays an episode with a tool, and tells the grade at its end', async () => {
    const session = host.open(new ServedEnvironment(doors()))
    const { observation } = await session.reset({ index: 3 })
    expect(observation.tools.map(({ name }) => name)).toEqual(['open'])
    const called = await session.call('open', { door: 3 })
    expect(called.done).toBe(false)
    const found = /\d+/.exec(called.answer[0]?.content ?? '')?.[0] ?? ''
    const last = await session.step(found)
    expect(last).toMatchObject({ done: true, reward: 1.1, grade: { reward: 1.1, outcome: true, invalid: null } })
    await expect(session.step('again')).rejects.toMatchObject({ kind: 'episode-over' })
  })

  it('refuses a step before reset, a tool that is not there and a task past the end', async () => {
    const session = host.open(new ServedEnvironment(doors()))
    await expect(session.step('1')).rejects.toMatchObject({ kind: 'not-begun' })
    await expect(session.reset({ index: -1 })).rejects.toMatchObject({ kind: 'unknown-task' })
    await session.reset()
    await expect(session.call('close', {})).rejects.toMatchObject({ kind: 'unknown-tool' })
  })

  it('gives null with a cause where nothing could be judged', async () => {
    const session = host.open(new ServedEnvironment(unjudged()))
    await session.reset({ seed: 4 })
    const { reward, grade } = await session.step('something')
    expect(reward).toBeNull()
    expect(grade).toMatchObject({ reward: null, invalid: 'verifier-error' })
    expect(JSON.stringify(grade)).not.toContain('kept-from-everybody')
  })

  it('tells the log, and nobody else, why a verdict is invalid', async () => {
    const told: string[] = []
    const logger = { ...silentLogger, warn: (text: string) => void told.push(text) }
    await using own = new SessionHost({ logger })
    const session = own.open(new ServedEnvironment(unjudged()))
    await session.reset({ index: 2 })
    const step = await session.step('something')
    expect(told).toEqual([expect.stringContaining('train-2`: judged: nothing judges kept-from-everybody') as string])
    expect(JSON.stringify(step)).not.toContain('kept-from-everybody')
  })

  it('is closed when nobody used it, and makes room for another', async () => {
    const environment = new ServedEnvironment(doors())
    const [first] = [host.open(environment), host.open(environment)]
    expect(() => host.open(environment)).toThrow(expect.objectContaining({ kind: 'capacity' }))
    now += 600
    host.get(first.id)
    now += 600
    host.sweep()
    expect(host.stats()).toMatchObject({ open: 1, expired: 1, refused: 1 })
    expect(host.get(first.id)).toBe(first)
  })
})

describe('a session whose client is connected', () => {
  it('is not closed for being idle, until the client is gone for long enough', () => {
    const session = host.open(new ServedEnvironment(doors()))
    const letGo = session.hold()
    now += 5000
    host.sweep()
    expect(host.stats().open).toBe(1)
    letGo()
    letGo()
    host.sweep()
    expect(host.get(session.id)).toBe(session)
    now += 5000
    host.sweep()
    expect(host.stats().open).toBe(0)
  })
})

describe('a reference', () => {
  it('names its task again, and another prompt under it is refused', async () => {
    const served = new ServedEnvironments([new ServedEnvironment(await configure('countdown'))])
    const { reference, task } = await served.named('countdown').choose({ seed: 5 })
    expect((await served.find(referenceText(reference))).task.hash).toBe(task.hash)
    await expect(served.find({ ...reference, prompt: 'other' })).rejects.toMatchObject({ kind: 'unknown-task' })
    expect(() => readReference('rubbish')).toThrow(expect.objectContaining({ kind: 'unknown-task' }))
  })
})

describe('a completion', () => {
  it('is played to its environment, calls of tools with it', async () => {
    const environment = new ServedEnvironment(doors())
    const { task } = await environment.choose({ index: 0 })
    const call = '<tool_call>{"name": "open", "arguments": {"door": 0}}</tool_call>'
    const options = { signal, logger: silentLogger }
    expect(await gradeCompletion(environment, task, [call, String(task.answer)], options)).toMatchObject({
      reward: 1.1,
    })
    expect(await gradeCompletion(environment, task, [call], options)).toMatchObject({
      reward: 0.1,
      invalid: null,
    })
  })
})
