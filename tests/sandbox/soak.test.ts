// The soak of benchmarks/soak-sandbox.ts, short enough for every day. The long one is a command; see there.
import { expect, test } from 'vitest'
import { soakSandbox } from '../../benchmarks/soak-sandbox.ts'
import { openSandbox } from '../../src/sandbox/open-sandbox.ts'
import { hasProcessTree } from './process-tree.ts'

test.skipIf(!hasProcessTree)(
  'under kills at every depth no program is lost or judged differently, and nothing is left (needs /proc)',
  { timeout: 900_000 },
  async () => {
    const report = await soakSandbox({
      javascript: 5000,
      python: 2500,
      killEveryMs: 100,
      programsBetweenKills: 10,
      callers: 1024,
    })
    expect(report, JSON.stringify(report, null, 2)).toMatchObject({
      judged: 7500,
      wrong: [],
      wrongCount: 0,
      harnessErrors: 0,
    })
    expect(report).toMatchObject({ processesLeft: 0, descriptorsLeft: 0 })
    expect(report.hostile).toBeGreaterThan(1250)
    expect(report.kills).toBeGreaterThan(25)
    expect(report.rssGrowthMb).toBeLessThan(32)
    expect(report.heapGrowthMb).toBeLessThan(8)
    // At the same walls as without kills.
    const calm = await openSandbox({ languages: ['javascript', 'python'] })
    const levels = await Promise.all([calm.isolation('javascript'), calm.isolation('python')])
    await calm.close()
    expect([report.isolation.javascript, report.isolation.python]).toEqual(levels.map(({ level }) => level))
  },
)
