import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

const program = new URL('../../src/cli/main.ts', import.meta.url).pathname
const oldNode = new URL('old-node.ts', import.meta.url).href

test('an older Node is told in one line which one is needed, before it reads anything else', () => {
  for (const given of [['eval', 'countdown'], ['--help'], []]) {
    const flags = ['--disable-warning=ExperimentalWarning', '--import', oldNode]
    const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, program, ...given], { encoding: 'utf8' })
    expect(stderr).toMatch(/^rlvr needs Node 24 or newer; this is Node 20\.11\.1\. .+\n$/)
    expect([status, stdout]).toEqual([2, ''])
  }
})
