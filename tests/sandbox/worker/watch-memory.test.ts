// Real processes that take memory, and then more of it or something else.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { watchMemory, type MemoryWatch } from '../../../src/sandbox/worker/watch-memory.ts'

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

function watch(source: string, memoryMb: number, beforeMb?: number): { memory: MemoryWatch; isKilled: () => boolean } {
  const child = spawn(process.execPath, ['-e', source], { stdio: 'ignore' })
  let isKilled = false
  const memory = watchMemory(
    memoryMb,
    () => child.pid ?? -1,
    () => {
      isKilled = true
      child.kill('SIGKILL')
    },
    beforeMb,
  )
  ends.push(() => (memory.stop(), child.kill('SIGKILL')))
  return { memory, isKilled: () => isKilled }
}

/** Waits for it as long as the test may take. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await turn()
}

/** More than any program on trial has, so that it is the growth that decides. */
const longMs = 1e9
const take = 'const all = []; const take = () => all.push(Buffer.alloc(1 << 20, 1));'

describe.skipIf(process.platform !== 'linux')('memory that is watched', () => {
  test('who grows to the end was filling it, if its whole time on the processor would have been enough', async () => {
    const { memory } = watch(`${take} for (let n = 0; n < 1e9; n++) if (n % 1e5 === 0 && all.length < 400) take()`, 512)
    await until(() => memory.isFilling(longMs))
    // In no time at all it would not have been.
    expect(memory.isFilling(0)).toBe(false)
    expect(memory.isFull()).toBe(false)
    expect(memory.peakRssMb()).toBeGreaterThan(16)
  })

  test('who took much once and does something else since then was not', async () => {
    const { memory } = watch(`${take} for (let n = 0; n < 100; n++) take(); for (;;);`, 512)
    await until(() => (memory.peakRssMb() ?? 0) > 100 && !memory.isFilling(longMs))
    expect(memory.isFilling(longMs)).toBe(false)
  })

  test('who got no further than its beginning was not, however little time it had', async () => {
    const begins = `${take} process.stdin.once('data', () => { for (let n = 0; n < 16; n++) take() }); console.log('ready')`
    const child = spawn(process.execPath, ['-e', begins], { stdio: ['pipe', 'pipe', 'ignore'] })
    await once(child.stdout, 'data')
    const memory = watchMemory(
      512,
      () => child.pid ?? -1,
      () => child.kill('SIGKILL'),
    )
    ends.push(() => (memory.stop(), child.kill('SIGKILL')))
    await until(() => memory.peakRssMb() !== null)
    const before = memory.peakRssMb() ?? 0
    child.stdin.write('take')
    await until(() => (memory.peakRssMb() ?? 0) > before + 12)
    expect(memory.isFilling(longMs)).toBe(false)
  })

  test('a process that held nothing before has all of it of its own', async () => {
    // Node alone takes more than that.
    const { memory } = watch('for (;;);', 30, 0)
    await until(() => memory.isFull())
    expect(memory.peakRssMb()).toBeGreaterThan(30)
  })

  test('who is over by far is killed', async () => {
    const { memory, isKilled } = watch(`${take} for (;;) take()`, 16)
    await until(isKilled)
    expect(memory.isFull()).toBe(true)
  })
})

test('a process that is not there is seen by nobody', async () => {
  const memory = watchMemory(
    16,
    () => -1,
    () => expect.unreachable(),
  )
  for (let count = 0; count < 100; count++) await turn()
  expect([memory.peakRssMb(), memory.isFull(), memory.isFilling(longMs)]).toEqual([null, false, false])
  memory.stop()
})
