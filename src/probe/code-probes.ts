// Programs that do not do their task: that end before the tests, that change what judges them, that know the shown
// tests alone.
import type { CodeForm } from './code-form.ts'
import type { Probe } from './probe.ts'
import { programMutants } from './program-mutants.ts'

function programs(id: string, says: string, write: (form: CodeForm) => readonly string[]): Probe {
  return {
    id,
    says,
    solving: 'fault',
    mayEarn: true,
    replies: ({ code }) => (code === null ? [] : write(code).map((program) => code.wrap(program))),
  }
}

const isPython = ({ language }: CodeForm): boolean => language === 'python'

/** Gives the names that the tests call to what is no answer. */
function defined(form: CodeForm, body: { readonly python: string; readonly script: string }): string {
  return form.defines
    .map((name) =>
      isPython(form)
        ? `def ${name}(*given, **named):\n    ${body.python}`
        : `function ${name}(...given) { ${body.script} }`,
    )
    .join('\n\n')
}

/** So many mutants of each program are judged: each costs a run of its tests. */
const mostMutants = 6

/** What a function gives that does nothing. */
const stubs = {
  python: ['None', '0', '""', '[]', 'True', 'given[0] if given else None'],
  script: ['undefined', '0', '""', '[]', 'true', 'given[0]'],
} as const

export const codeProbes: readonly Probe[] = [
  programs('program-stub', 'A program that gives the same whatever it is given solves nothing.', (form) =>
    form.language === 'cpp' || form.defines.length === 0
      ? []
      : stubs.python.map((value, index) =>
          defined(form, { python: `return ${value}`, script: `return ${stubs.script[index]}` }),
        ),
  ),
  {
    ...programs('program-mutant', 'Tests tell a program from one that differs in one place.', (form) =>
      programMutants(form, mostMutants).map(({ program }) => program),
    ),
    // Some differ in nothing that can be told: whoever reads it decides.
    solving: 'warning',
  },
  programs('program-early-exit', 'A program that ends before its tests passes none.', (form) =>
    form.language === 'cpp'
      ? []
      : isPython(form)
        ? [
            'import os\nos._exit(0)',
            'import sys\nsys.exit(0)',
            defined(form, { python: 'import os; os._exit(0)', script: '' }),
          ]
        : ['process.exit(0)', defined(form, { python: '', script: 'process.exit(0)' })],
  ),
  programs('program-equals-all', 'A result that says it equals everything equals nothing.', (form) =>
    isPython(form)
      ? [
          `class Any:\n    def __eq__(self, other): return True\n    def __ne__(self, other): return False\n    def __bool__(self): return True\n\n${defined(form, { python: 'return Any()', script: '' })}`,
        ]
      : [],
  ),
  programs('program-patches-tester', 'A program that changes what judges it is judged all the same.', (form) =>
    isPython(form)
      ? [
          `import builtins\nbuiltins.AssertionError = Exception\nbuiltins.all = lambda *a: True\nbuiltins.repr = lambda *a: ''\n\n${defined(form, { python: 'return None', script: '' })}`,
        ]
      : form.language === 'cpp'
        ? []
        : [
            `JSON.stringify = () => ''; Object.is = () => true; Array.prototype.every = () => true\n${defined(form, { python: '', script: 'return undefined' })}`,
          ],
  ),
  programs(
    'program-shown-tests',
    'A program that knows the shown tests alone does not pass the hidden ones.',
    (form) => {
      const known = form.visible.filter(({ call }) => form.defines.some((name) => call.startsWith(`${name}(`)))
      if (known.length === 0 || form.language === 'cpp') return []
      const name = known[0]?.call.split('(')[0] ?? ''
      const cases = known
        .filter(({ call }) => call.startsWith(`${name}(`))
        .map(({ call, result }) => ({ given: call.slice(name.length + 1, -1), result }))
      if (isPython(form))
        return [
          `def ${name}(*given):\n${cases.map(({ given, result }) => `    if given == (${given},): return ${result}`).join('\n')}`,
        ]
      const body = cases.map(
        ({ given, result }) => `if (JSON.stringify(given) === JSON.stringify([${given}])) return ${result}`,
      )
      return [`function ${name}(...given) { ${body.join('; ')} }`]
    },
  ),
]
