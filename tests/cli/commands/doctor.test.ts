import { expect, test } from 'vitest'
import { folderWith, runRlvr } from '../run-rlvr.ts'

test('the machine is tried, and a Node and a back end that train are found', { timeout: 120_000 }, async () => {
  const { code, stdout } = await runRlvr(await folderWith({}), ['doctor', '--json'])
  const { findings } = JSON.parse(stdout) as {
    findings: { name: string; ok: boolean; required: boolean; detail: string }[]
  }
  const named = new Map(findings.map((finding) => [finding.name, finding]))
  expect(named.get('Node')).toMatchObject({ ok: true, required: true, detail: process.version })
  expect(named.get('machine')?.detail).toMatch(/^\d+ cores, /)
  expect(named.get('tfjs-cpu')).toMatchObject({ ok: true, detail: expect.stringMatching(/^multiplies \(/) as string })
  expect(named.get('training')).toMatchObject({ ok: true, required: true })
  expect(named.get('training')?.detail).toContain('tfjs-cpu')
  expect(code).toBe(findings.some(({ ok, required }) => required && !ok) ? 1 : 0)
})
