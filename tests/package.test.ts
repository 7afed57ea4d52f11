// What a user's `npm install` brings: the guides and examples beside the code, and nothing of ours alone.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

test('the package carries its documents, and what they link to', { timeout: 60_000 }, () => {
  const listing = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32',
  })
  const [{ files }] = JSON.parse(listing) as [{ files: { path: string }[] }]
  const packed = new Set(files.map(({ path }) => path))
  for (const path of ['README.md', 'CHANGELOG.md', 'LICENSE', 'docs/train.md', 'examples/01-score-a-reply.ts'])
    expect(packed).toContain(path)
  const own = [...packed].filter((path) => /^(tests|src|benchmarks|scripts|trainers|envs|verifiers)\//.test(path))
  expect(own).toEqual([])

  const documents = [...packed].filter((path) => path.endsWith('.md'))
  expect(documents.length).toBeGreaterThan(12)
  const dead = documents.flatMap((path) =>
    [...readFileSync(join(root, path), 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
      .map(([, target = '']) => normalize(join(dirname(path), target)))
      .filter((target) => !packed.has(target) && ![...packed].some((each) => each.startsWith(`${target}/`)))
      .map((target) => `${path} → ${target}`),
  )
  expect(dead).toEqual([])
})
