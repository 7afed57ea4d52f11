// Makes envs/bug-fixing/bugs.ts: what the hidden calls of each program give, and small faults planted in it, each of which
// they notice; pairs and triples of faults are kept where they notice them together.
//   node scripts/make-bugs.ts && npx oxfmt envs/bug-fixing/bugs.ts
import { writeFile } from 'node:fs/promises'
import { bundleOf } from '../envs/bug-fixing/bundle.ts'
import { judgeModules } from '../envs/bug-fixing/judge-modules.ts'
import { programs } from '../envs/bug-fixing/programs/all.ts'
import type { Program } from '../envs/bug-fixing/programs/program.ts'
import { Rng } from '../src/core/random.ts'
import { openSandbox } from '../src/sandbox/open-sandbox.ts'

type Bug = readonly [module: string, line: number, text: string]

const changes: readonly (readonly [RegExp, string])[] = [
  [/<=/g, '<'], [/>=/g, '>'], [/ < /g, ' <= '], [/ > /g, ' >= '], [/==/g, '!='], [/!=/g, '=='],
  [/ \+ /g, ' - '], [/ - /g, ' + '], [/ \+= /g, ' -= '], [/ -= /g, ' += '], [/ \* /g, ' + '], [/\/\//g, '*'], [/ % /g, ' // '],
  [/\band\b/g, 'or'], [/\bor\b/g, 'and'], [/ not in /g, ' in '], [/\bmin\(/g, 'max('], [/\bmax\(/g, 'min('],
  [/(?<![\w.])0(?![\w.])/g, '1'], [/(?<![\w.])1(?![\w.])/g, '2'], [/(?<![\w.])2(?![\w.])/g, '3'],
  [/\bTrue\b/g, 'False'], [/\bFalse\b/g, 'True'], [/sorted\(/g, 'list('], [/\[::-1\]/g, ''], [/key=lambda/g, 'reverse=True, key=lambda'],
] // prettier-ignore
const most = 18
const sets = 12

function bugsOf({ modules }: Program): Bug[] {
  return Object.entries(modules).flatMap(([module, source]) =>
    source
      .split('\n')
      .flatMap((line, place) =>
        /^\s*("""|from |def |class )|^[A-Z]/.test(line)
          ? []
          : changes.flatMap(([pattern, by]) =>
              [...line.matchAll(pattern)].map(({ index, 0: found }): Bug => [
                module,
                place,
                line.slice(0, index) + by + line.slice(index + found.length),
              ]),
            ),
      ),
  )
}

function planted({ modules }: Program, bugs: readonly Bug[]): Record<string, string> {
  const lines = Object.fromEntries(Object.entries(modules).map(([name, source]) => [name, source.split('\n')]))
  for (const [module, place, text] of bugs) lines[module]![place] = text
  return Object.fromEntries(Object.entries(lines).map(([name, each]) => [name, each.join('\n')]))
}

const sandbox = await openSandbox({ languages: ['python'] })
const told: string[] = []
for (const program of programs.values()) {
  const source = `${bundleOf(program.id, program.modules)}\nprint(json.dumps([call(name, args) for name, *args in json.loads(${JSON.stringify(JSON.stringify(program.hidden))})]))`
  const { stdout, stderr } = await sandbox.run({ language: 'python', source })
  if (stderr !== '') throw new Error(`${program.id}: ${stderr}`)
  const expected = JSON.parse(stdout) as unknown[]
  const isNoticed = async (bugs: readonly Bug[]): Promise<boolean> => {
    const verdict = await judgeModules(sandbox, { program, modules: planted(program, bugs), expected })
    if (verdict.status !== 'scored') throw new Error(`${program.id}: ${verdict.reason}`)
    // One that goes on for ever is noticed late: it would cost every episode its time.
    return verdict.score === 0 && !/limit|longer than/i.test(verdict.reason)
  }
  if (await isNoticed([])) throw new Error(`${program.id} is wrong`)
  const rng = Rng.fromSeed(`bugs/${program.id}`)
  const left = bugsOf(program)
  const bugs: Bug[] = []
  while (left.length > 0 && bugs.length < most) {
    const [bug] = left.splice(rng.int(0, left.length - 1), 1) as [Bug]
    if (bugs.some(([module, line]) => module === bug[0] && line === bug[1])) continue
    if (await isNoticed([bug])) bugs.push(bug)
  }
  const groups = new Set<string>()
  for (const size of [2, 3])
    for (let tries = 0, kept = 0; tries < 60 && kept < sets; tries++) {
      const chosen = new Set(Array.from({ length: size }, () => rng.int(0, bugs.length - 1)))
      const key = JSON.stringify([...chosen].sort((a, b) => a - b))
      if (chosen.size < size || groups.has(key)) continue
      if (!(await isNoticed([...chosen].map((place) => bugs[place] as Bug)))) continue
      groups.add(key)
      kept++
    }
  told.push(`  ${program.id}: {
    expected: ${JSON.stringify(JSON.stringify(expected))},
    bugs: [\n${bugs.map((bug) => `      ${JSON.stringify(bug)},`).join('\n')}\n    ],
    sets: ${JSON.stringify(JSON.stringify([...groups].map((each) => JSON.parse(each) as number[])))},
  },`)
  process.stderr.write(`${program.id}: ${bugs.length} bugs, ${groups.size} sets\n`)
}
await sandbox.close()
await writeFile(
  new URL('../envs/bug-fixing/bugs.ts', import.meta.url),
  `// Made by scripts/make-bugs.ts: what the hidden calls give, faults that they notice (module, line from 0, what stands there
// then), and sets of two or three of them that they notice together, by their places.

export interface Planted {
  /** JSON: a value a hidden call. */
  readonly expected: string
  readonly bugs: readonly (readonly [module: string, line: number, text: string])[]
  /** JSON: lists of places in \`bugs\`. */
  readonly sets: string
}

export const planted: { readonly [program: string]: Planted } = {
${told.join('\n')}
}
`,
)
