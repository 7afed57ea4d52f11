import { expect, test } from 'vitest'
import { folderWith, runRlvr } from '../run-rlvr.ts'

test(
  'the machine and every back end are tried, and how to get what is missing is said',
  { timeout: 120_000 },
  async () => {
    const { code, stdout } = await runRlvr(await folderWith({}), ['doctor', '--json'])
    const { findings } = JSON.parse(stdout) as {
      findings: { name: string; ok: boolean; required: boolean; detail: string }[]
    }
    const named = new Map(findings.map((finding) => [finding.name, finding]))
    expect(named.get('Node')).toMatchObject({ ok: true, required: true, detail: process.version })
    expect(named.get('machine')?.detail).toMatch(/^\d+ cores, .* GiB of memory, \d+ free$/)
    expect(named.get('checkpoints')).toMatchObject({
      ok: true,
      detail: expect.stringContaining('hf:./model') as string,
    })
    expect(named.get('tfjs-cpu')).toMatchObject({ ok: true, detail: expect.stringMatching(/^multiplies \(/) as string })
    expect(named.get('training')).toMatchObject({ ok: true, required: true })
    expect(named.get('training')?.detail).toContain('tfjs-cpu')
    for (const name of ['onnx-cpu', 'tfjs-wasm']) expect(named.get(name)?.ok, name).toBe(true)
    expect(named.get('tfjs-gpu')).toMatchObject({
      ok: false,
      detail: expect.stringContaining('rlvr setup tensorflow --gpu') as string,
    })
    expect(code).toBe(findings.some(({ ok, required }) => required && !ok) ? 1 : 0)
  },
)
