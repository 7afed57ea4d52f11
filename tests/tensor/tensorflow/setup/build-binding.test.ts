import { chmod, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buildBinding } from '../../../../src/tensor/tensorflow/setup/build-binding.ts'

/** A folder with a program that stands in for a compiler. */
async function compilerThat(does: string): Promise<{ folder: string; compiler: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'rlvr-compiler-'))
  const compiler = join(folder, 'compiler')
  await writeFile(compiler, `#!/bin/sh\n${does}\n`)
  await chmod(compiler, 0o755)
  return { folder, compiler }
}

test("the binding is linked to the wheel's own libraries, which are found again where they are", async () => {
  const { folder, compiler } = await compilerThat('pwd > said; echo "$@" >> said')
  await buildBinding({
    ...{ sources: folder, headers: '/headers', tensorflow: '/wheel/tensorflow', compiler },
    output: join(folder, 'made.node'),
  })
  const [where, given] = (await readFile(join(folder, 'said'), 'utf8')).split('\n')
  expect(where).toBe(folder)
  for (const due of [
    '-I/headers -I/wheel/tensorflow/include tfjs_backend.cc tfjs_binding.cc',
    '-L/wheel/tensorflow -l:libtensorflow_cc.so.2 -l:libtensorflow_framework.so.2 -Wl,-rpath,/wheel/tensorflow',
    `-o ${join(folder, 'made.node')}`,
  ])
    expect(given).toContain(due)
})

test('what a compiler complains of is said in its own words; a compiler that is not there, in ours', async () => {
  const { folder, compiler } = await compilerThat(
    'echo "In file x:" >&2; echo "c_api.h: fatal error: gone" >&2; exit 1',
  )
  const options = { sources: folder, headers: folder, tensorflow: folder, output: join(folder, 'made.node') }
  await expect(buildBinding({ ...options, compiler })).rejects.toThrow(
    /could not build the binding: c_api\.h: fatal error: gone\. A compiler of C\+\+17 is needed/,
  )
  await expect(buildBinding({ ...options, compiler: join(folder, 'none') })).rejects.toThrow('could not build')
})
