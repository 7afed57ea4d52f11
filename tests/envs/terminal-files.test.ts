import { describe, expect, test } from 'vitest'
import { filesFault } from '../../envs/terminal-files/files-fault.ts'
import terminalFiles from '../../envs/terminal-files/index.ts'
import type { FileJob } from '../../envs/terminal-files/job.ts'
import { readTar } from '../../envs/terminal-files/read-tar.ts'
import { makeTask, type Task } from '../../src/core/task.ts'
import type { TerminalSnapshot } from '../../src/sandbox/terminal/terminal.ts'
import { terminals, whyNoTerminals } from '../sandbox/terminal/terminals-here.ts'
import { play, tasksOf } from './play.ts'

const call = (command: string): string =>
  `<tool_call>${JSON.stringify({ name: 'terminal', arguments: { command } })}</tool_call>`

const job: FileJob = {
  kind: 'any',
  files: { 'a.txt': 'one\n', 'b.sh': 'two\n', 'c.txt': 'three\n' },
  wanted: { 'answer.txt': 'a/b.txt' },
  gone: ['c.txt'],
  executable: { 'b.sh': true, 'a.txt': false },
  commands: [],
}

type Left = Record<string, string | Partial<TerminalSnapshot['entries'][number]>>

const right: Left = {
  'a.txt': 'one\n',
  'answer.txt': 'a/b.txt\n',
  'b.sh': { mode: 0o744, content: Buffer.from('two\n') },
}

function left(files: Left, complete = true): TerminalSnapshot {
  const entries = Object.entries(files).map(([path, given]) => ({
    path,
    ...{ kind: 'file' as const, mode: 0o644, bytes: 0, links: 1 },
    ...(typeof given === 'string' ? { content: Buffer.from(given) } : given),
  }))
  return { entries, complete }
}

test.each([
  ['all as it has to be', right, null],
  ['a file made on the way', { ...right, 'other.txt': 'x' }, null],
  ['a path as find tells it', { ...right, 'answer.txt': './a/b.txt' }, null],
  ['nothing done', { 'a.txt': 'one\n', 'b.sh': 'two\n', 'c.txt': 'three\n' }, '`c.txt` is still there.'],
  ['a wrong answer', { ...right, 'answer.txt': 'a/b.txt a/c.txt' }, '`answer.txt` does not hold what it has to.'],
  ['a link for a file', { ...right, 'answer.txt': { kind: 'link' as const } }, /is no file of its own, but a link/],
  ['a changed file', { ...right, 'a.txt': 'one' }, '`a.txt` does not hold what it has to.'],
  ['a file nobody can read', { ...right, 'a.txt': {} }, '`a.txt` cannot be read.'],
  ['a missing right', { ...right, 'b.sh': 'two\n' }, '`b.sh` has the permissions 644.'],
  ['a right too much', { ...right, 'a.txt': { mode: 0o645, content: Buffer.from('one\n') } }, /permissions 645/],
] as const)('%s', (_, files, fault) => {
  const told = filesFault(left(files), job)
  if (fault instanceof RegExp) expect(told).toMatch(fault)
  else expect(told).toBe(fault)
})

test('more than anybody reads is not as it has to be', () => {
  expect(filesFault(left(right, false), job)).toMatch(/More was left/)
})

test.each([
  ['nothing', Buffer.alloc(0)],
  ['noise', Buffer.alloc(2048, 7)],
  ['a header cut off', Buffer.alloc(700, 'a')],
])('%s is no archive', (_, bytes) => {
  expect(readTar(bytes)).toBeNull()
})

describe.skipIf(terminals === null)(`in a terminal${whyNoTerminals}`, { timeout: 120_000 }, () => {
  const spec = terminalFiles.configure({ level: 4 }, terminals === null ? {} : { terminals })
  const solved = async (task: Task<FileJob>, commands: readonly string[]): Promise<boolean | null> =>
    (await play(spec, task, [...commands.map(call), 'Done.'])).outcome
  const files = { 'logs/a.log': 'x\n', 'logs/b.txt': 'y\n', [`deep/${'n'.repeat(120)}.log`]: 'é\n' }
  const holds = Object.fromEntries(Object.entries(files).filter(([path]) => path.endsWith('.log')))
  const backup: FileJob = { kind: 'archive', files, archive: { path: 'backup.tar', holds }, commands: [] }
  const task = makeTask({ prompt: 'Make backup.tar.', answer: backup }, 'tar')

  test.each([
    ['of tar as it is', 'tar -cf backup.tar $(find . -name "*.log")', true],
    ['of the format pax', 'tar --format=pax -cf backup.tar deep logs/a.log', true],
    [
      'of Python',
      "python3 -c \"import tarfile,glob; t=tarfile.open('backup.tar','w'); [t.add(p) for p in glob.glob('*/*.log')]; t.close()\"",
      true,
    ],
    ['that holds too much', 'tar -cf backup.tar deep logs', false],
    ['that holds too little', 'tar -cf backup.tar logs/a.log', false],
    ['that is compressed', 'tar -czf backup.tar deep logs/a.log', false],
    [
      'of links',
      'mkdir l; cd l; cp -r ../deep .; mkdir logs; ln -s /etc/passwd logs/a.log; tar -cf ../backup.tar *',
      false,
    ],
    ['that is a link to one elsewhere', 'tar -cf /tmp/b.tar deep logs/a.log; ln -s /tmp/b.tar backup.tar', false],
    ['after which the files are gone', 'tar --remove-files -cf backup.tar deep logs/a.log', false],
  ])('an archive %s', async (_, command, isRight) => {
    expect(await solved(task, [command])).toBe(isRight)
  })

  test('what goes on after the last reply changes nothing that is judged', async () => {
    const commands = [
      'tar -cf backup.tar deep logs/a.log',
      '(while :; do echo x >> logs/a.log; done) & rm -f backup.tar',
    ]
    expect(await solved(task, commands)).toBe(false)
    expect(await solved(task, [...commands.slice(0, 1), 'sleep 1000 & echo $!'])).toBe(true)
  })

  test('a terminal that is lost leaves an episode without a verdict', async () => {
    const [one] = await tasksOf(spec, 1)
    const own = await terminals!.open()
    await using broken = terminalFiles.configure({}, { terminals: { ...terminals!, open: async () => own } })
    const conversation = await broken.begin({ task: one! })
    await own.close()
    const { judgement } = await conversation.step('Done.')
    expect([judgement?.reward, judgement?.outcome]).toEqual([null, null])
    await conversation.close()
  })
})
