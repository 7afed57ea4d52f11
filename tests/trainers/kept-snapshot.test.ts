import { existsSync, writeFileSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { KeptSnapshot } from '../../trainers/kept-snapshot.ts'

test('gives back the newest that was kept, and leaves nothing behind', async () => {
  let [state, seen] = ['one', '']
  const policy = {
    snapshot: async (folder: string): Promise<void> => {
      seen = folder
      writeFileSync(join(folder, 'state'), state)
    },
    restore: async (folder: string): Promise<void> => void (state = readFileSync(join(folder, 'state'), 'utf8')),
  }
  {
    using kept = new KeptSnapshot()
    expect(await kept.giveBack(policy)).toBe(false)
    await kept.keep(policy)
    const first = seen
    state = 'two'
    await kept.keep(policy)
    expect(existsSync(first)).toBe(false)
    state = 'three'
    expect(await kept.giveBack(policy)).toBe(true)
    expect(state).toBe('two')
  }
  expect(existsSync(dirname(seen))).toBe(false)
})
