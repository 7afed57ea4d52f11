import { expect, test } from 'vitest'
import { programMutants } from '../../src/probe/program-mutants.ts'

test('a mutant differs from its program in one place, and strings and comments are left alone', () => {
  const program = 'def over(x):\n    """x < 10 and more"""\n    # 7 is fine\n    return x < 10 and x + 1 != 3\n'
  const mutants = programMutants({ language: 'python', program }, 20)
  expect(mutants.map(({ change }) => change)).toEqual([
    'line 4: < → <=',
    'line 4: 10 → 11',
    'line 4: and → or',
    'line 4: + → -',
    'line 4: 1 → 2',
    'line 4: != → ==',
    'line 4: 3 → 4',
  ])
  for (const mutant of mutants) expect(mutant.program.split('\n').slice(0, 3)).toEqual(program.split('\n').slice(0, 3))
})

test('few mutants are spread over the program, and the same ones each time', () => {
  const program = Array.from({ length: 30 }, (_, line) => `let a${line} = b + ${line}`).join('\n')
  const mutants = programMutants({ language: 'javascript', program }, 3)
  expect(mutants).toHaveLength(3)
  expect(mutants).toEqual(programMutants({ language: 'javascript', program }, 3))
  expect(Number(/line (\d+)/.exec(mutants[2]?.change ?? '')?.[1])).toBeGreaterThan(15)
})
