import { chmodSync, cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { arch, platform } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { describeError } from '../../../src/core/errors.ts'
import { openBackend } from '../../../src/tensor/open-backend.ts'
import { providerLibraries, setUpCuda } from '../../../src/tensor/onnx/set-up-cuda.ts'
import { temporaryFolder } from '../../record/temporary-folder.ts'

/** A Python that answers as one with this wheel; libraries are copies of Node, which `ldd` can read. */
function pythonWith(folder: string, wheel: object | null): string {
  const python = join(folder, 'python3')
  writeFileSync(python, `#!/bin/sh\ncat <<'END'\n${JSON.stringify(wheel)}\nEND\n`)
  chmodSync(python, 0o755)
  return python
}

describe.skipIf(platform() !== 'linux' || arch() !== 'x64')('rlvr setup cuda (Linux on x64 alone)', () => {
  test('puts both libraries in place where the versions are one', async () => {
    const folder = temporaryFolder()
    const capi = join(folder, 'capi')
    const place = join(folder, 'place')
    for (const each of [capi, place]) mkdirSync(each)
    for (const library of providerLibraries) cpSync(process.execPath, join(capi, library))
    const python = pythonWith(folder, { version: '1.30.0', capi, nvidia: [] })
    expect(await setUpCuda({ python, folder: place })).toEqual({ folder: place, absent: [], mend: null })
    expect(providerLibraries.map((library) => existsSync(join(place, library)))).toEqual([true, true])
  })

  test('changes nothing for a wheel of another version, or none, and says what to install', async () => {
    const folder = temporaryFolder()
    const other = pythonWith(folder, { version: '1.29.0', capi: folder, nvidia: [] })
    await expect(setUpCuda({ python: other, folder })).rejects.toThrow('is of version 1.29.0: they must be the same')
    await expect(setUpCuda({ python: pythonWith(folder, null), folder })).rejects.toThrow('has no onnxruntime-gpu')
    await expect(setUpCuda({ python: join(folder, 'none'), folder })).rejects.toThrow('does not run')
    expect(providerLibraries.some((library) => existsSync(join(folder, library)))).toBe(false)
  })

  test('the back end starts, or says what puts the provider in place', async () => {
    const said = await openBackend({ name: 'onnx-cuda' }).then(
      async (backend) => {
        await backend.close()
        return null
      },
      (thrown: unknown) => describeError(thrown),
    )
    if (said !== null) expect(said).toContain('`rlvr setup cuda`')
  })
})
