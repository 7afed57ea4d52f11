// The package of a new environment: one of `examples/templates` under its own name, with a test, types and a card. It is
// found as other people's are: by the keyword `rlvr-env`, and by `exports["./rlvr"]`.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packageFolder } from '../package-folder.ts'

export interface PackageChoice {
  /** The id of the environment: lower-case words joined by hyphens. */
  readonly id: string
  readonly template: TemplateName
  /** What its package.json asks for as `rlvr`: a version, or a place that npm knows. */
  readonly rlvr: string
}

/** What there is to begin from, and what it is an example of. */
export const templates = {
  'single-turn': 'one question, one reply',
  'multi-turn': 'the environment answers each reply, and keeps a state',
  tools: 'what is needed can only be learned by calling tools',
  code: 'replies are programs, judged by hidden tests in a sandbox',
  judge: 'a policy judges what no program can decide',
  dataset: 'tasks from a file, checked by a schema',
} as const

export type TemplateName = keyof typeof templates

/** The id that templates bear. */
const placeholder = 'my-env'

/** The files by their names. */
export function environmentPackage({ id, template, rlvr }: PackageChoice): { readonly [name: string]: string } {
  const own = Object.fromEntries(
    readdirSync(templateFolder(template)).map((name) => [name, templateFile(template, name).replace(placeholder, id)]),
  )
  const description = /description: '(.*)'/.exec(own['env.ts'] ?? '')?.[1] ?? ''
  return {
    'env.test.ts': test,
    ...own,
    'package.json': manifest({ id, description, rlvr, data: Object.keys(own).filter((name) => !name.endsWith('.ts')) }),
    'tsconfig.json': `${JSON.stringify(compiler, null, 2)}\n`,
    'README.md': readme(id, { description, judged: own['judge.ts'] !== undefined }),
    '.gitignore': 'node_modules/\nruns/\nenv.js\nenv.js.map\nenv.d.ts\n',
  }
}

function templateFolder(template: TemplateName): string {
  return join(fileURLToPath(packageFolder()), 'examples', 'templates', template)
}

function templateFile(template: TemplateName, name: string): string {
  return readFileSync(join(templateFolder(template), name), 'utf8')
}

function manifest({
  id,
  description,
  rlvr,
  data,
}: {
  readonly id: string
  readonly description: string
  readonly rlvr: string
  readonly data: readonly string[]
}): string {
  const fields = {
    name: `rlvr-env-${id}`,
    version: '0.1.0',
    description,
    keywords: ['rlvr-env'],
    type: 'module',
    exports: { './rlvr': { types: './env.d.ts', default: './env.js' } },
    files: ['env.js', 'env.d.ts', ...data],
    scripts: { test: 'tsc --noEmit && vitest run', build: 'tsc', prepack: 'npm run build' },
    peerDependencies: { rlvr },
    devDependencies: { '@types/node': '^24.0.0', rlvr, typescript: '^7.0.2', vitest: '^5.1.0' },
  }
  return `${JSON.stringify(fields, null, 2)}\n`
}

const compiler = {
  compilerOptions: {
    module: 'nodenext',
    target: 'es2024',
    types: ['node'],
    strict: true,
    noUncheckedIndexedAccess: true,
    erasableSyntaxOnly: true,
    verbatimModuleSyntax: true,
    allowImportingTsExtensions: true,
    rewriteRelativeImportExtensions: true,
    declaration: true,
    skipLibCheck: true,
  },
  include: ['env.ts'],
}

const test = `// The promises of an environment: pure tasks, disjoint splits, gold that earns the most, junk that earns nothing.
import { expect, test } from 'vitest'
import { checkEnvironment } from 'rlvr/testing'
import env from './env.ts'

test('the environment keeps its promises', { timeout: 120_000 }, async () => {
  const promises = await checkEnvironment(env)
  expect(promises.map(({ name }) => name)).toContain('a demonstration solves its task')
})
`

function readme(
  id: string,
  { description, judged }: { readonly description: string; readonly judged: boolean },
): string {
  const judge = judged ? ' --judge ./judge.ts' : ''
  const model = judged
    ? '\n`judge.ts` is a script that stands in for a model: `--judge openai:MODEL@URL`, or any name that `rlvr eval -m` takes, is one.\n'
    : ''
  return `# ${id}

${description}

**Source.** Where the tasks come from, and under which licence.

**Verifier.** What decides, and how strictly.

**Known limits.** What it cannot judge or teach.

\`\`\`sh
npm test                                   # types, and the promises of an environment
npx rlvr eval ./env.ts -m scripted:gold${judge}    # what its own demonstrations earn
npx rlvr train ./env.ts --steps 20${judge}         # a small policy learns it
npm publish                                # then: npm i rlvr-env-${id}, and rlvr eval rlvr-env-${id}
\`\`\`
${model}`
}
