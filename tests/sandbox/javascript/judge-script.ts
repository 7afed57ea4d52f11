// Judges programs by test scripts, case by case, for tables of cases.
import { afterAll, expect } from 'vitest'
import { openSandbox } from '../../../src/sandbox/open-sandbox.ts'
import type { JudgeResult } from '../../../src/sandbox/sandbox.ts'

export interface ScriptOptions {
  readonly entry?: string
  readonly timeMs?: number
  readonly language?: 'javascript' | 'typescript'
}

/** A program and a script; what is told besides stands in a failure's message. */
export type ScriptCase = readonly [source: string, script: string, options?: ScriptOptions]

export interface ScriptJudge {
  readonly judge: (source: string, script: string, options?: ScriptOptions) => Promise<JudgeResult>
  readonly expectEach: (wanted: string | readonly string[], cases: readonly ScriptCase[]) => Promise<void>
}

/** With a sandbox that is closed after the tests of the file. */
export async function openScriptJudge(): Promise<ScriptJudge> {
  const sandbox = await openSandbox({ languages: ['javascript', 'typescript'], concurrency: 2, cacheEntries: 0 })
  afterAll(() => sandbox.close())
  const judge: ScriptJudge['judge'] = (source, script, { entry, timeMs = 5000, language = 'javascript' } = {}) => {
    const tests = { format: 'assert', script, limits: { timeMs }, ...(entry === undefined ? {} : { entry }) } as const
    return sandbox.judge({ language, source, tests })
  }
  const expectEach: ScriptJudge['expectEach'] = async (wanted, cases) => {
    for (const [source, script, options] of cases) {
      const { verdict, reason, tests } = await judge(source, script, options)
      expect([wanted].flat(), `${source} <- ${script}: ${verdict} ${reason} ${JSON.stringify(tests)}`).toContain(
        verdict,
      )
    }
  }
  return { judge, expectEach }
}
