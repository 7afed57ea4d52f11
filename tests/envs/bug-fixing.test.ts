import { spawnSync } from 'node:child_process'
import { afterAll, describe, expect, test } from 'vitest'
import { bundleOf } from '../../envs/bug-fixing/bundle.ts'
import { planted } from '../../envs/bug-fixing/bugs.ts'
import bugFixing, { type PlantedBugs } from '../../envs/bug-fixing/index.ts'
import { judgeModules } from '../../envs/bug-fixing/judge-modules.ts'
import { programs } from '../../envs/bug-fixing/programs/all.ts'
import { makeTask } from '../../src/core/task.ts'
import { openSandbox } from '../../src/sandbox/open-sandbox.ts'
import { terminals, whyNoTerminals } from '../sandbox/terminal/terminals-here.ts'
import { play } from './play.ts'

const sandbox = await openSandbox({ languages: ['python'] }).catch(() => null)
afterAll(() => sandbox?.close())

test('there are a dozen programs and more, each with faults, pairs and triples of them', () => {
  expect(programs.size).toBeGreaterThanOrEqual(12)
  expect(Object.keys(planted)).toEqual([...programs.keys()])
  for (const [id, { bugs, sets, expected }] of Object.entries(planted)) {
    const { modules, hidden } = programs.get(id)!
    expect((JSON.parse(expected) as unknown[]).length).toBe(hidden.length)
    for (const [module, line, text] of bugs) expect(modules[module]!.split('\n')[line]).not.toBe(text)
    const sizes = (JSON.parse(sets) as number[][]).map(({ length }) => length)
    expect([sizes.includes(2), sizes.includes(3), bugs.length > 6]).toEqual([true, true, true])
  }
})

describe.skipIf(sandbox === null)('judged by hidden calls (skipped without a sandbox)', { timeout: 120_000 }, () => {
  test.each([...programs])('%s is right, and each of its faults is noticed', async (id, program) => {
    const { bugs, sets, expected: text } = planted[id]!
    const expected = JSON.parse(text) as unknown[]
    const judge = async (places: readonly number[]): Promise<number | null> => {
      const modules: Record<string, string> = { ...program.modules }
      for (const place of places) {
        const [module, line, changed] = bugs[place]!
        modules[module] = modules[module]!.split('\n').with(line, changed).join('\n')
      }
      const verdict = await judgeModules(sandbox!, { program, modules, expected })
      return verdict.status === 'scored' ? verdict.score : null
    }
    expect(await judge([])).toBe(1)
    const all = [...bugs.keys()].map((place) => [place]).concat(JSON.parse(sets) as number[][])
    const scores = await Promise.all(all.map(judge))
    expect(scores.filter((score) => score !== 0)).toEqual([])
  })

  test('a program that answers without its modules, ends early or changes what compares, gets nothing', async () => {
    const program = programs.get('romans')!
    const expected = JSON.parse(planted['romans']!.expected) as unknown[]
    const judge = async (encode: string): Promise<unknown> =>
      await judgeModules(sandbox!, { program, modules: { ...program.modules, encode }, expected })
    for (const source of [
      'import os\nos._exit(0)',
      'import sys\nsys.exit(0)',
      'class Any(str):\n    def __eq__(self, other): return True\n    __hash__ = str.__hash__\n\ndef encode(number): return Any("I")',
      'import sys\nmain = sys.modules["__main__"]\nmain.call = lambda *_: True\ndef encode(number): return True',
      '',
    ])
      expect(await judge(source)).toMatchObject({ status: 'scored', score: 0 })
  })
})

test('the shown tests of a program pass where it is right', () => {
  const { id, modules, tests } = programs.get('rpn')!
  const program = `${bundleOf(id, modules)}\n${tests}\nunittest.main(argv=["x"])`
  const { status, stderr, error } = spawnSync('python3', ['-c', program], { encoding: 'utf8' })
  if (error === undefined) expect([status, stderr]).toEqual([0, expect.stringContaining('OK')])
})

describe.skipIf(terminals === null || sandbox === null)(`in a terminal${whyNoTerminals}`, { timeout: 120_000 }, () => {
  const spec = bugFixing.configure({}, terminals === null || sandbox === null ? {} : { terminals, sandbox })
  const task = makeTask<PlantedBugs>({ prompt: 'Mend it.', answer: { program: 'romans', bugs: [0] } }, 'one')
  const call = (command: string): string =>
    `<tool_call>${JSON.stringify({ name: 'terminal', arguments: { command } })}</tool_call>`
  const [module, line] = planted['romans']!.bugs[0]!
  const mended = programs.get('romans')!.modules[module]!.split('\n')[line]!
  const mend = `python3 - <<'EOF'\npath = 'romans/${module}.py'\nlines = open(path).read().split('\\n')\nlines[${line}] = ${JSON.stringify(mended)}\nopen(path, 'w').write('\\n'.join(lines))\nEOF`

  test.each([
    [
      'the line mended, with what was tried left behind',
      [mend, 'python3 -m unittest 2>&1 | tail -3', 'echo x > notes.txt'],
      true,
    ],
    ['nothing', [], false],
    ['tests without a test', ['echo > test_romans.py; python3 -m unittest'], false],
    [
      'what a judge might import',
      [
        'for f in conftest sitecustomize usercustomize unittest json importlib; do echo "import os; os._exit(0)" > $f.py; cp $f.py romans/; done',
      ],
      false,
    ],
    ['the package gone', ['rm -r romans'], false],
    ['a package that is a link', ['mv romans /tmp/r; ln -s /tmp/r romans'], false],
    ['modules that are links', [`${mend}; mv romans/*.py /tmp; ln -s /tmp/*.py romans/`], false],
    ['a folder nobody can look into', [`chmod 000 romans`], false],
    ['a fault mended by the package itself alone', ['echo "def encode(n): return 1" > romans/__init__.py'], false],
  ])('%s', async (_, commands, isMended) => {
    const { outcome, messages } = await play(spec, task, [...commands.map(call), 'Done.'])
    expect([outcome, messages.at(-2)?.content]).toEqual([isMended, expect.any(String)])
  })
})
