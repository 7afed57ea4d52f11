import { spawnSync } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { DeviceTensor } from '../../../src/tensor/backend.ts'
import { Program } from '../../../src/tensor/program.ts'
import { loadRuntime } from '../../../src/tensor/onnx/load-runtime.ts'
import { lowerToOnnx } from '../../../src/tensor/onnx/lower.ts'
import { openWebgpuBackend } from '../../../src/tensor/onnx/webgpu-backend.ts'
import { WebgpuSession } from '../../../src/tensor/onnx/webgpu-session.ts'
import { temporaryFolder } from '../../record/temporary-folder.ts'
import { withoutGpu } from './software-gpu.ts'

const reason = await withoutGpu()

describe.skipIf(reason !== null)(`onnx-webgpu${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  test('places no node of any program on the CPU, and copies nothing between nodes', () => {
    // Into a file: the runtime writes past the streams of Node, which write to a pipe when they find the time.
    const path = join(temporaryFolder(), 'log')
    const log = openSync(path, 'w')
    const { status } = spawnSync(process.execPath, [fileURLToPath(new URL('tell-places.ts', import.meta.url))], {
      stdio: ['ignore', 'ignore', log],
    })
    closeSync(log)
    expect(status).toBe(0)
    const programs = readFileSync(path, 'utf8').split('\nPROGRAM ').slice(1)
    expect(programs.length).toBeGreaterThan(30)
    for (const said of programs) {
      const [name] = said.split('\n')
      const places = [...said.matchAll(/placed on \[(\w+)\]/g)].map(([, place]) => place)
      expect([name, places]).toEqual([name, ['WebGpuExecutionProvider']])
      expect([name, said.match(/Add Memcpy.*/g) ?? []]).toEqual([name, []])
    }
  })

  test('refuses a graph of which a node would fall back to the CPU', async () => {
    const program = new Program()
    program.output('y', program.logSoftmax(program.input('x', [2, 3])))
    const open = async (provider: 'cpu' | 'webgpu'): Promise<WebgpuSession> =>
      await WebgpuSession.open(await loadRuntime(), lowerToOnnx(program, provider), 'cpu')
    await expect(open('cpu')).rejects.toThrow('fallback to CPU')
    const session = await open('webgpu')
    session.close()
  })

  test('lets go of a tensor after its program and its back end are closed, and a second time', async () => {
    const program = new Program()
    program.output('y', program.exp(program.input('x', [2])))
    const backend = await openWebgpuBackend()
    const compiled = await backend.compile(program)
    const { y } = await compiled.run({ x: backend.upload(new Float32Array(2), [2]) })
    await compiled.close()
    await backend.close()
    for (let time = 0; time < 2; time++) backend.dispose(y as DeviceTensor)
    const again = await openWebgpuBackend()
    await again.close()
  })
})
