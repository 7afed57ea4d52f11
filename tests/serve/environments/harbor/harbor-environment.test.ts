import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { make } from '../../../../src/core/registry.ts'
import { Rng } from '../../../../src/core/random.ts'
import { harborEnvironment } from '../../../../src/serve/environments/harbor/harbor-environment.ts'
import { openTaskRoom } from '../../../../src/serve/environments/harbor/jailed-task.ts'
import { readHarborFolder } from '../../../../src/serve/environments/harbor/read-folder.ts'

const toml = 'schema_version = "1.4"\n\n[metadata]\nsplit = "train"\n\n[verifier]\ntimeout_sec = 20.0\n'
const plain = {
  'task.toml': toml,
  'instruction.md': 'Write 42 into answer.txt.\n',
  'environment/Dockerfile': 'FROM ubuntu:24.04\n\n# Nothing else.\nWORKDIR /app\n',
  'tests/test.sh':
    '#!/bin/sh\nif [ "$(cat answer.txt)" = "$(cat /tests/gold.txt)" ]; then echo 1; else echo 0; fi > /logs/verifier/reward.txt\n',
  'tests/gold.txt': '42\n',
  'solution/solve.sh': '#!/bin/sh\necho 42 > answer.txt\n',
}

async function folderWith(tasks: { readonly [name: string]: { readonly [path: string]: string } }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rlvr-harbor-'))
  onTestFinished(async () => await rm(folder, { recursive: true, force: true }))
  // Whoever runs in the jail is another user.
  const place = join(folder, 'some-tasks')
  for (const [name, files] of Object.entries(tasks))
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(place, name, path)), { recursive: true })
      await writeFile(join(place, name, path), content)
    }
  return place
}

const room = await openTaskRoom()

describe.skipIf('whyNot' in room)('a folder that needs no image of its own', () => {
  const rewardOf = async (folder: string, reply: string): Promise<number | null> => {
    const env = await make(await harborEnvironment(folder))
    try {
      await env.reset({ index: 0 })
      return (await env.step(reply)).reward
    } finally {
      await env.close()
    }
  }

  it('is judged by its tests, in what the reply’s script left', async () => {
    const folder = await folderWith({ answer: plain })
    const script = (text: string): string => `\`\`\`sh\n${text}\n\`\`\``
    expect(await rewardOf(folder, script('echo 42 > answer.txt'))).toBe(1)
    expect(await rewardOf(folder, script('echo 41 > answer.txt'))).toBe(0)
    expect(await rewardOf(folder, 'echo 42 > answer.txt')).toBe(0)
    // The tests are not there while the script runs, and nothing of it runs on.
    expect(await rewardOf(folder, script('cp /tests/gold.txt answer.txt'))).toBe(0)
    const late = 'while :; do mkdir -p /logs/verifier; echo 1 > /logs/verifier/reward.json; done'
    expect(await rewardOf(folder, script(`(${late}) >/dev/null 2>&1 &`))).toBe(0)
  })

  it('demonstrates its own solution', async () => {
    const spec = (await harborEnvironment(await folderWith({ answer: plain }))).configure()
    const task = (await spec.tasks({ split: 'train', seed: '0' })).at(0)
    expect(spec.id).toBe('harbor-some-tasks')
    expect(task.prompt).toMatch(/^Write 42 into answer\.txt\.\n\nReply with one shell script/)
    expect(spec.demonstrate(task, Rng.fromSeed(0))).toEqual([
      expect.objectContaining({ text: '```sh\n#!/bin/sh\necho 42 > answer.txt\n```' }),
    ])
  })

  it('has no reward where its tests write none, or one that is none', async () => {
    const broken = { ...plain, 'tests/test.sh': '#!/bin/sh\nexit 1\n' }
    const strange = { ...plain, 'tests/test.sh': '#!/bin/sh\necho \'{"a": 1, "b": 0}\' > /logs/verifier/reward.json\n' }
    const slow = { ...plain, 'task.toml': toml.replace('20.0', '0.5'), 'tests/test.sh': '#!/bin/sh\nsleep 60\n' }
    for (const files of [broken, strange, slow])
      expect(await rewardOf(await folderWith({ one: files }), '```sh\ntrue\n```')).toBeNull()
  })
})

it('refuses folders that need more, each with its reason', async () => {
  const folder = await folderWith({
    fine: plain,
    built: { ...plain, 'environment/Dockerfile': 'FROM ubuntu:24.04\nRUN apt-get install -y git\nWORKDIR /app\n' },
    other: { ...plain, 'environment/Dockerfile': 'FROM ghcr.io/somebody/image:1\nWORKDIR /app\n' },
    composed: { ...plain, 'environment/docker-compose.yaml': 'services: {}\n' },
    fetching: { ...plain, 'tests/test.sh': '#!/bin/bash\napt-get update\n' },
    stepwise: { ...plain, 'task.toml': `${toml}\n[[steps]]\nname = "one"\n` },
    asking: { ...plain, 'task.toml': `${toml}\n[environment.env]\nKEY = "\${KEY}"\n` },
    broken: { ...plain, 'task.toml': 'schema_version = \n' },
    placeless: { ...plain, 'environment/Dockerfile': 'FROM ubuntu:24.04\n' },
    rooted: { ...plain, 'environment/Dockerfile': 'FROM ubuntu:24.04\nWORKDIR /usr/src\n' },
  })
  const { tasks, refused } = await readHarborFolder(folder)
  expect(tasks.map(({ name, workdir, shell }) => ({ name, workdir, shell }))).toEqual([
    { name: 'fine', workdir: '/app', shell: ['/bin/sh'] },
  ])
  expect(Object.fromEntries(refused.map(({ name, refused: reason }) => [name, reason]))).toEqual({
    asking: 'its environment asks for env',
    broken: expect.stringContaining('no TOML') as string,
    built: expect.stringContaining('RUN apt-get install') as string,
    composed: expect.stringContaining('docker-compose') as string,
    fetching: expect.stringContaining('apt-get') as string,
    other: expect.stringContaining('ghcr.io/somebody/image:1') as string,
    placeless: 'its image has no working directory',
    rooted: 'its working directory is /usr/src',
    stepwise: 'it has several steps',
  })
})

it('is refused whole where no task is left, or the folder holds none', async () => {
  const folder = await folderWith({ stepwise: { ...plain, 'task.toml': `${toml}\n[[steps]]\nname = "one"\n` } })
  await expect(harborEnvironment(folder)).rejects.toThrow(/stepwise: it has several steps/)
  await expect(harborEnvironment(dirname(folder))).rejects.toThrow(/holds no Harbor task/)
  await expect(harborEnvironment(join(folder, 'none'))).rejects.toThrow(/Cannot read the folder/)
})
