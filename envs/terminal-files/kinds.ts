// The kinds of tasks, two a level. What has to come out is computed here, and never by the commands of the demonstration.
import type { Rng } from '../../src/core/random.ts'
import type { AskedJob } from './job.ts'

type Kind = (rng: Rng) => AskedJob

const folders = [
  'archive',
  'build',
  'data',
  'docs',
  'drafts',
  'logs',
  'notes',
  'old',
  'reports',
  'shared',
  'tools',
  'web',
]
const names = [
  'alpha',
  'birch',
  'cedar',
  'delta',
  'ember',
  'fjord',
  'grove',
  'heron',
  'inlet',
  'jetty',
  'knoll',
  'larch',
]
const words = [
  'amber',
  'basil',
  'coral',
  'dusk',
  'elm',
  'fern',
  'gale',
  'hazel',
  'iris',
  'jade',
  'kelp',
  'lilac',
  'moss',
]
const people = ['Ada', 'Ben', 'Cleo', 'Dan', 'Eva', 'Finn', 'Gil', 'Hana']
const levels = ['DEBUG', 'ERROR', 'INFO', 'WARN']

const some = <Item>(rng: Rng, items: readonly Item[], count: number): Item[] => {
  const left = [...items]
  return Array.from({ length: count }, () => left.splice(rng.int(0, left.length - 1), 1)[0] as Item)
}

const text = (lines: readonly (string | number)[]): string => lines.map((line) => `${line}\n`).join('')

const prose = (rng: Rng, lines: number): string =>
  text(Array.from({ length: lines }, () => some(rng, words, 4).join(' ')))

/** A tree of files of these endings, each with its text. */
function tree(rng: Rng, { endings, count, lines = 3 }: { endings: readonly string[]; count: number; lines?: number }) {
  const files: Record<string, string> = {}
  const places = some(rng, folders, 3)
  const inner = [
    ...places,
    `${places[0]}/${rng.pick(folders)}`,
    `${places[1]}/${rng.pick(folders)}/${rng.pick(folders)}`,
  ]
  for (const [place, name] of some(rng, names, count).entries())
    files[`${inner[place % inner.length]}/${name}.${endings[place % endings.length]}`] = prose(rng, lines)
  return files
}

const stamp = (minute: number): string =>
  `2026-03-${String(1 + Math.floor(minute / 1440)).padStart(2, '0')}T${String(Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

const logLine = (rng: Rng, minute: number): string =>
  `${stamp(minute)} ${rng.pick(levels)} ${some(rng, words, 3).join(' ')}`

const countLines: Kind = (rng) => {
  const path = `${rng.pick(folders)}/${rng.pick(names)}.log`
  const lines = Array.from({ length: rng.int(15, 60) }, (_, index) => logLine(rng, index * rng.int(1, 9)))
  const level = rng.pick(levels)
  return {
    prompt: `How many lines of \`${path}\` hold the word ${level}? Write the number to \`answer.txt\`.`,
    job: {
      kind: 'count',
      files: { [path]: text(lines) },
      wanted: { 'answer.txt': String(lines.filter((line) => line.includes(level)).length) },
      commands: [`grep -c ${level} ${path} > answer.txt`],
    },
  }
}

const findFile: Kind = (rng) => {
  const files = tree(rng, { endings: ['txt', 'md', 'log'], count: 10 })
  const path = rng.pick(Object.keys(files))
  const code = `key-${rng.int(1000, 9999)}`
  return {
    prompt: `One file below the working folder holds the text ${code}. Write its path, from the working folder, to \`answer.txt\`.`,
    job: {
      kind: 'find',
      files: { ...files, [path]: `${files[path]}${code} ${rng.pick(words)}\n` },
      wanted: { 'answer.txt': path },
      commands: [`grep -rl ${code} * > /tmp/found; cp /tmp/found answer.txt`],
    },
  }
}

const sortLines: Kind = (rng) => {
  const path = `${rng.pick(folders)}/${rng.pick(names)}.txt`
  const numbers = Array.from({ length: rng.int(12, 30) }, () => rng.int(1, 400))
  const falls = rng.int(0, 1) === 1
  const sorted = [...new Set(numbers)].sort((a, b) => (falls ? b - a : a - b))
  return {
    prompt: `Write the numbers of \`${path}\` to \`sorted.txt\`, one a line, ${falls ? 'the largest' : 'the smallest'} first, each number once.`,
    job: {
      kind: 'sort',
      files: { [path]: text(numbers) },
      wanted: { 'sorted.txt': text(sorted) },
      commands: [`sort -n${falls ? 'r' : ''}u ${path} > sorted.txt`],
    },
  }
}

const extractColumn: Kind = (rng) => {
  const path = `${rng.pick(folders)}/${rng.pick(names)}.csv`
  const header = some(rng, ['city', 'colour', 'name', 'price', 'stock', 'year'], 4)
  const rows = Array.from({ length: rng.int(6, 20) }, () =>
    header.map((column) =>
      column === 'name' ? rng.pick(people) : ['city', 'colour'].includes(column) ? rng.pick(words) : rng.int(1, 99),
    ),
  )
  const column = rng.int(0, 3)
  return {
    prompt: `Write the column \`${header[column]}\` of \`${path}\` to \`column.txt\`, in the order of the rows and without the header.`,
    job: {
      kind: 'column',
      files: { [path]: text([header, ...rows].map((row) => row.join(','))) },
      wanted: { 'column.txt': text(rows.map((row) => row[column] as string | number)) },
      commands: [`tail -n +2 ${path} | cut -d, -f${column + 1} > column.txt`],
    },
  }
}

const rename: Kind = (rng) => {
  const files = tree(rng, { endings: ['txt', 'md', 'txt', 'log'], count: 11 })
  const moved = Object.keys(files).filter((path) => path.endsWith('.txt'))
  const ending = rng.pick(['text', 'note', 'page'])
  return {
    prompt: `Give every file below the working folder whose name ends in \`.txt\` the ending \`.${ending}\` instead. Leave all others as they are.`,
    job: {
      kind: 'rename',
      files,
      wanted: Object.fromEntries(moved.map((path) => [path.replace(/txt$/, ending), files[path] as string])),
      gone: moved,
      commands: [`for file in $(find . -name '*.txt'); do mv "$file" "\${file%.txt}.${ending}"; done`],
    },
  }
}

const replace: Kind = (rng) => {
  const files = tree(rng, { endings: ['conf', 'txt', 'conf', 'conf'], count: 11, lines: 6 })
  const before = rng.pick(words)
  const after = rng.pick(['onyx', 'pearl', 'quartz', 'ruby'])
  const changed = Object.entries(files).filter(([path, content]) => path.endsWith('.conf') && content.includes(before))
  // Somewhere it has to stand, else nothing were to be done.
  const [path = '', content = ''] = changed[0] ?? Object.entries(files).find(([each]) => each.endsWith('.conf')) ?? []
  const all = changed.length > 0 ? files : { ...files, [path]: `${content}${before}\n` }
  const wanted = Object.entries(all)
    .filter(([each, given]) => each.endsWith('.conf') && given.includes(before))
    .map(([each, given]) => [each, given.replaceAll(before, after)] as const)
  return {
    prompt: `Replace the word ${before} by ${after} in all files below the working folder whose names end in \`.conf\`, and in no others.`,
    job: {
      kind: 'replace',
      files: all,
      wanted: Object.fromEntries(wanted),
      commands: [`find . -name '*.conf' -exec sed -i 's/${before}/${after}/g' {} +`],
    },
  }
}

const permissions: Kind = (rng) => {
  const files = tree(rng, { endings: ['sh', 'txt', 'sh', 'md'], count: 11 })
  const paths = Object.keys(files)
  const wrong = rng.pick(paths)
  const modes = Object.fromEntries(
    paths.map((path) => {
      const isRight = path !== wrong && rng.int(0, 2) > 0
      return [path, path.endsWith('.sh') === isRight ? rng.pick([0o755, 0o700]) : rng.pick([0o644, 0o600])]
    }),
  )
  return {
    prompt:
      'Set permissions below the working folder: its owner can execute every file whose name ends in `.sh`, nobody can execute any other file, and their contents stay.',
    job: {
      kind: 'permissions',
      files,
      modes,
      executable: Object.fromEntries(paths.map((path) => [path, path.endsWith('.sh')])),
      commands: ["find . -type f ! -name '*.sh' -exec chmod a-x {} +; find . -name '*.sh' -exec chmod u+x {} +"],
    },
  }
}

const archive: Kind = (rng) => {
  const files = tree(rng, { endings: ['log', 'txt', 'log', 'md'], count: 11 })
  const holds = Object.fromEntries(Object.entries(files).filter(([path]) => path.endsWith('.log')))
  return {
    prompt:
      'Make a tar archive `backup.tar`, not compressed, of all files below the working folder whose names end in `.log` and of nothing else, with their paths from the working folder. The files stay.',
    job: {
      kind: 'archive',
      files,
      archive: { path: 'backup.tar', holds },
      commands: ["find . -name '*.log' | sed 's#^./##' | tar -cf backup.tar -T -"],
    },
  }
}

const totals: Kind = (rng) => {
  const who = some(rng, people, 5)
  const sums = new Map<string, number>()
  const files: Record<string, string> = {}
  for (const name of some(rng, names, rng.int(3, 5))) {
    const rows = Array.from({ length: rng.int(4, 10) }, () => [rng.pick(who), rng.int(1, 200)] as const)
    for (const [person, amount] of rows) sums.set(person, (sums.get(person) ?? 0) + amount)
    files[`${rng.pick(folders)}/${name}.csv`] = text(['name,amount', ...rows.map((row) => row.join(','))])
  }
  const sorted = [...sums].sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    prompt:
      'All files below the working folder whose names end in `.csv` have the header `name,amount`. Write `totals.csv` in the working folder: the same header, and a line `name,amount` for each name with the sum of its amounts over all files, in alphabetical order of names.',
    job: {
      kind: 'totals',
      files,
      wanted: { 'totals.csv': text(['name,amount', ...sorted.map((row) => row.join(','))]) },
      commands: [
        "find . -name '*.csv' ! -name totals.csv -exec tail -q -n +2 {} + > /tmp/rows",
        '{ echo name,amount; awk -F, \'{ sum[$1] += $2 } END { for (name in sum) print name "," sum[name] }\' /tmp/rows | LC_ALL=C sort; } > totals.csv',
      ],
    },
  }
}

const mergeLogs: Kind = (rng) => {
  const level = rng.pick(levels)
  const lines = Array.from({ length: 24 }, (_, index) => logLine(rng, index * 37 + rng.int(0, 30)))
  lines[rng.int(0, 23)] = `${stamp(2 * 1440 + rng.int(0, 900))} ${level} ${some(rng, words, 3).join(' ')}`
  const files: Record<string, string> = {}
  for (const name of some(rng, names, 4)) files[`${rng.pick(folders)}/${name}.log`] = text(some(rng, lines, 12))
  const all = new Set(Object.values(files).flatMap((content) => content.split('\n')))
  const wanted = [...all].filter((line) => line.includes(` ${level} `)).sort()
  const most = rng.int(3, 6)
  return {
    prompt: `Some lines stand in several of the files below the working folder whose names end in \`.log\`. Write the ${most} latest lines of level ${level} of all of them to \`latest.txt\`, each line once, the earliest of them first; all that there are, where there are fewer.`,
    job: {
      kind: 'merge',
      files,
      wanted: { 'latest.txt': text(wanted.slice(-most)) },
      commands: [
        `find . -name '*.log' -exec grep -h ' ${level} ' {} + | LC_ALL=C sort -u | tail -n ${most} > latest.txt`,
      ],
    },
  }
}

/** Of each level. */
export const kinds: readonly (readonly Kind[])[] = [
  [countLines, findFile],
  [sortLines, extractColumn],
  [rename, replace],
  [permissions, archive],
  [totals, mergeLogs],
]
