// The tests of a coding task as a judge in a plain image runs them; or why none there can.
import type { CodeTests } from '../../../sandbox/code-tests.ts'
import { preambleSource } from '../../../sandbox/judge/preamble-source.ts'
import { testsFault } from '../../../sandbox/judge/tests-fault.ts'
import { defaultLimits } from '../../../sandbox/limits.ts'
import type { Language } from '../../../sandbox/engine.ts'
import type { ContainerJob } from './container/job.ts'

export interface Refused {
  /** In words that follow "is left out: ". */
  readonly refused: string
}

/** `answer` is that of a task: of a coding one { language, tests }. */
export function containerJob(answer: unknown): { readonly language: Language; readonly job: ContainerJob } | Refused {
  const { language, tests } = (typeof answer === 'object' && answer !== null ? answer : {}) as {
    readonly language?: Language
    readonly tests?: CodeTests
  }
  if (language === undefined || typeof tests !== 'object' || tests === null)
    return { refused: 'it is judged by no tests of a program, and its verifiers are not in a container' }
  if (language === 'cpp') return { refused: 'there is no judge of C++ for a container' }
  const fault = testsFault(tests)
  if (fault !== null) return { refused: `its tests are faulty: ${fault}` }
  const { scoring = 'all', limits } = tests
  if (typeof scoring === 'object') return { refused: 'its tests have subtasks' }
  const base = {
    timeMs: limits?.timeMs ?? defaultLimits.timeMs,
    memoryMb: limits?.memoryMb ?? defaultLimits.memoryMb,
    scoring,
    preamble: 'preamble' in tests ? preambleSource(tests.preamble, language) : null,
  }
  if ('argumentsUnchanged' in tests && tests.argumentsUnchanged)
    return { refused: 'its tests ask whether arguments are changed' }
  switch (tests.format) {
    case 'call': {
      const { entry, cases, tolerance, strictTypes, unordered } = tests
      if (/"\$nodes"/.test(JSON.stringify(cases))) return { refused: 'its tests have linked nodes' }
      if (language !== 'python' && cases.some(({ args }) => /"\$\w+":/.test(JSON.stringify(args))))
        return { refused: 'its tests have arguments that JSON has no word for' }
      if (language !== 'python' && base.preamble !== null) return { refused: 'it has a preamble' }
      const comparison = {
        ...(tolerance !== undefined && { tolerance }),
        ...(strictTypes !== undefined && { strictTypes }),
        ...(unordered !== undefined && { unordered }),
      }
      return { language, job: { ...base, ...comparison, format: 'call', entry, cases } }
    }
    case 'stdio': {
      const { compare = 'tokens', floatAbs, floatRel, ignoreCase, checker, cases } = tests
      if (checker !== undefined) return { refused: 'a checker judges its outputs' }
      const rules =
        typeof compare === 'object'
          ? compare
          : {
              mode: compare,
              ...(floatAbs !== undefined && { floatAbs }),
              ...(floatRel !== undefined && { floatRel }),
              ...(ignoreCase !== undefined && { ignoreCase }),
            }
      if (language === 'python' && rules.mode === 'decimal-lines')
        return { refused: 'its outputs are compared by decimal lines' }
      const whole = cases.map((each) => ({ ...each, stdout: each.stdout ?? '' }))
      return { language, job: { ...base, format: 'stdio', compare: rules, cases: whole } }
    }
    case 'assert': {
      if (language !== 'python') return { refused: 'its tests are assertions in another language than Python' }
      return { language, job: { ...base, format: 'assert', entry: tests.entry ?? null, script: tests.script } }
    }
    case 'pytest':
      return { refused: 'its tests are for pytest, which the image has not' }
  }
}
