import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { backendNotice } from '../../../src/cli/display/backend-notice.ts'
import type { Backend } from '../../../src/tensor/backend.ts'
import { wantedVersion } from '../../../src/tensor/onnx/load-runtime.ts'
import type { BackendOpeners } from '../../../src/tensor/open-backend.ts'

function openers(onnx: () => Promise<Backend>): BackendOpeners {
  return { 'onnx-cpu': onnx } as unknown as BackendOpeners
}

const missing = openers(async () => {
  throw new Error(
    'onnxruntime-node is not installed. Install it with `npm install …`, or choose `--backend tfjs-wasm`.',
  )
})

test('a slow back end that nobody asked for is said to be slow, with the cause and the mend', async () => {
  const notice = await backendNotice('auto', 'tfjs-wasm', missing)
  expect(notice).toBe(
    'SLOW: this computes with tfjs-wasm, which takes about 5 times as long as onnx-cpu. onnxruntime-node is not installed. Install it with `npm install …`.',
  )
})

test('nothing is said of a fast back end, of one that was asked for, or where the fast one would start', async () => {
  expect(await backendNotice('auto', 'onnx-cpu', missing)).toBeNull()
  expect(await backendNotice('tfjs-wasm', 'tfjs-wasm', missing)).toBeNull()
  const started = openers(async () => ({ close: async () => {} }) as unknown as Backend)
  expect(await backendNotice('auto', 'tfjs-cpu', started)).toBeNull()
})

test('the version that is named is the one that this package was tested with', () => {
  const { optionalDependencies } = JSON.parse(
    readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
  ) as { optionalDependencies: Record<string, string> }
  expect(wantedVersion).toBe(optionalDependencies['onnxruntime-node'])
})
