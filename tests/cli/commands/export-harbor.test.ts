import { readFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderWith, runRlvrHere } from '../run-rlvr.ts'

test('tasks of code become Harbor task folders, each with its gold', async () => {
  const folder = await folderWith({})
  const given = ['export', 'harbor', 'code-basics', '-o', 'language=python', '-n', '2', '--output', 'tasks', '--json']
  const { code, stdout, stderr } = await runRlvrHere(folder, given)
  expect(code, stderr).toBe(0)
  const { tasks } = JSON.parse(stdout) as { tasks: string[] }
  expect((await readdir(join(folder, 'tasks'))).sort()).toEqual([...tasks].sort())
  const [first = ''] = tasks
  const held = await readdir(join(folder, 'tasks', first), { recursive: true })
  for (const path of ['instruction.md', 'task.toml', 'environment/Dockerfile', 'tests/test.sh', 'solution/solve.sh'])
    expect(held).toContain(path)
  expect((await stat(join(folder, 'tasks', first, 'tests/test.sh'))).mode & 0o111).toBe(0o111)
  expect(await readFile(join(folder, 'tasks', first, 'instruction.md'), 'utf8')).toContain('/app/solution.py')
  const again = await runRlvrHere(folder, given)
  expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('holds files already') })
})

test('an environment without tests of programs is refused, and its folder is not made', async () => {
  const folder = await folderWith({})
  const { code, stderr } = await runRlvrHere(folder, ['export', 'harbor', 'countdown', '-n', '2', '--output', 'tasks'])
  expect(code).toBe(2)
  expect(stderr).toContain('2 tasks are left out: it is judged by no tests of a program')
  expect(stderr).toContain('Expected an environment of code')
  expect(await readdir(folder)).toEqual([])
  const named = await runRlvrHere(folder, ['export', 'harbor', 'mbpp', '--output', 'tasks', '--organization', 'a/b'])
  expect(named).toMatchObject({ code: 2, stderr: expect.stringContaining('organization') })
})
