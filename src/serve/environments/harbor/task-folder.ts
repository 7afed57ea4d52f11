// A coding task as a Harbor task folder (schema 1.4; harbor 0.26, harbor/models/task/{config,paths,task}.py): what the
// agent is told, its image, the hidden tests with their judge, and where there is one a program that solves it.
// https://www.harborframework.com/docs/tasks
import { readFileSync } from 'node:fs'
import { basename, extname } from 'node:path'
import { promptMessages } from '../../../core/message.ts'
import type { Task } from '../../../core/task.ts'
import type { Language } from '../../../sandbox/engine.ts'
import type { TaskReference } from '../task-reference.ts'
import { containerJob, type Refused } from './container-job.ts'

export interface TaskFolder {
  readonly name: string
  /** Path in the folder to content. Scripts end in `.sh`. */
  readonly files: ReadonlyMap<string, string>
}

export interface TaskFolderOptions {
  readonly reference: TaskReference
  /** A program that solves the task; null where none is known. */
  readonly solution: string | null
  /** Of the name in task.toml. */
  readonly organization: string
}

interface Image {
  readonly from: string
  readonly file: string
  readonly name: string
  readonly judge: string
  readonly sources: readonly string[]
}

/** As this file: `.ts` in the repository, `.js` in the package. Node runs both. */
const own = extname(import.meta.filename)

const nodeSources = [
  ...['judge', 'candidate'].map((name) => `container/${name}${own}`),
  ...['compare-output', 'decimal-token', 'compare-values', 'match-items', 'see-value'].map(
    (name) => `../../../sandbox/judge/${name}${own}`,
  ),
]
/** A module whatever package.json stands above it. */
const asModule = own.replace('.', '.m')
const nodeJudge = `node --disable-warning=ExperimentalWarning "$tests/judge${asModule}"`

const images: { readonly [language in Exclude<Language, 'cpp'>]: Image } = {
  python: {
    from: 'python:3.12-slim',
    file: 'solution.py',
    name: 'Python',
    judge: 'python3 -B "$tests/judge.py"',
    sources: [
      ...['judge', 'candidate', 'compare'].map((name) => `container/${name}.py`),
      '../../../sandbox/python/shared/values.py',
    ],
  },
  javascript: { from: 'node:24-slim', file: 'solution.js', name: 'JavaScript', judge: nodeJudge, sources: nodeSources },
  typescript: { from: 'node:24-slim', file: 'solution.ts', name: 'TypeScript', judge: nodeJudge, sources: nodeSources },
}

export function taskFolder(task: Task, options: TaskFolderOptions): TaskFolder | Refused {
  const read = containerJob(task.answer)
  if ('refused' in read) return read
  const { language, job } = read
  if (language === 'cpp') return { refused: 'there is no judge of C++ for a container' }
  const image = images[language]
  const { reference, solution, organization } = options
  const name = nameOf(task, reference)
  const files = new Map([
    ['instruction.md', instruction(task, image)],
    ['task.toml', configuration({ name: `${organization}/${name}`, file: image.file, reference, language, job })],
    ['environment/Dockerfile', `FROM ${image.from}\n\nWORKDIR /app\n`],
    // The judge's own container, which the agent never was in.
    ['tests/Dockerfile', `FROM ${image.from}\n\nWORKDIR /app\n\nCOPY . /tests/\n`],
    ['tests/test.sh', testScript(image)],
    ['tests/job.json', `${JSON.stringify(job)}\n`],
    ...image.sources.map((path) => [`tests/${basename(path).replace(/\.[tj]s$/, asModule)}`, sourceAt(path)] as const),
  ])
  if (solution !== null) files.set('solution/solve.sh', solveScript(image, solution))
  return { name, files }
}

/** Names of folders and of packages: letters, digits and `._-`. */
function nameOf({ id }: Task, { env, split, index }: TaskReference): string {
  const plain = `${env}-${id}`.replaceAll(/[^A-Za-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '')
  return `${plain.slice(0, 80)}-${split}-${index}`.toLowerCase()
}

function instruction({ prompt }: Task, { file, name }: Image): string {
  const text = promptMessages(prompt)
    .map(({ content }) => content)
    .join('\n\n')
  return `${text}\n\nPut the program into the file \`/app/${file}\`: ${name} alone, without a fence around it. What is asked for above as a reply is the content of this file.\n`
}

function configuration(given: {
  readonly name: string
  readonly file: string
  readonly reference: TaskReference
  readonly language: Language
  readonly job: { readonly timeMs: number; readonly memoryMb: number; readonly cases?: readonly unknown[] }
}): string {
  const { name, file, reference, language, job } = given
  const tests = job.cases?.length ?? 1
  const seconds = Math.ceil(60 + (tests * (job.timeMs + 1000)) / 1000)
  return [
    'schema_version = "1.4"',
    `artifacts = [${text(`/app/${file}`)}]`,
    '',
    '[task]',
    `name = ${text(name)}`,
    `keywords = ["code", ${text(language)}]`,
    '',
    '[metadata]',
    `environment = ${text(reference.env)}`,
    `split = ${text(reference.split)}`,
    `index = ${reference.index}`,
    `seed = ${text(reference.seed)}`,
    `prompt_digest = ${text(reference.prompt)}`,
    '',
    '[verifier]',
    'environment_mode = "separate"',
    `timeout_sec = ${seconds}.0`,
    '',
    '[agent]',
    'timeout_sec = 900.0',
    '',
    '[environment]',
    'build_timeout_sec = 600.0',
    'cpus = 1',
    `memory_mb = ${Math.max(1024, 2 * job.memoryMb)}`,
    '',
  ].join('\n')
}

/** A basic string of TOML escapes as JSON does, but for DEL. */
function text(value: string): string {
  return JSON.stringify(value).replaceAll('\u007F', String.raw`\u007F`)
}

function testScript({ file, judge }: Image): string {
  return [
    '#!/bin/sh',
    '# Judges the program by the tests beside this file. Where the judge itself fails, no reward is written.',
    'tests=$(cd "$(dirname "$0")" && pwd)',
    'logs=${HARBOR_VERIFIER_LOGS:-/logs/verifier}',
    'mkdir -p "$logs"',
    `${judge} "$PWD/${file}" "$logs/reward.json"`,
    '',
  ].join('\n')
}

/** The mark ends no line of the program. */
function solveScript({ file }: Image, solution: string): string {
  let mark = 'END_OF_PROGRAM'
  while (solution.split('\n').includes(mark)) mark += '_'
  const whole = solution.endsWith('\n') ? solution : `${solution}\n`
  return `#!/bin/sh\nset -e\ncat > "$PWD/${file}" <<'${mark}'\n${whole}${mark}\n`
}

/** In one folder: what is imported stands beside. */
function sourceAt(path: string): string {
  const source = readFileSync(new URL(path, import.meta.url), 'utf8')
  return path.endsWith('.py') ? source : source.replaceAll(/(from ')[^']*\/([\w-]+)\.[tj]s'/g, `$1./$2${asModule}'`)
}
