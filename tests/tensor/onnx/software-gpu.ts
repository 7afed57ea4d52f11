// A GPU for tests of onnxruntime's WebGPU provider: a real one, or SwiftShader, which computes Vulkan on the CPU. Debian's
// packages chromium-common and libvulkan1 bring it; elsewhere VK_DRIVER_FILES names its `vk_swiftshader_icd.json` and
// LD_LIBRARY_PATH the folder of the loader libvulkan.so.1, both set before the process starts.
import { existsSync } from 'node:fs'
import { describeError } from '../../../src/core/errors.ts'
import { openBackend } from '../../../src/tensor/open-backend.ts'

const debians = '/usr/lib/chromium/vk_swiftshader_icd.json'

/** Why tests of the WebGPU provider are skipped; null where a device is there. */
export async function withoutGpu(): Promise<string | null> {
  if (process.env['VK_DRIVER_FILES'] === undefined) {
    if (!existsSync(debians)) return 'no GPU that is meant for tests: VK_DRIVER_FILES is not set'
    process.env['VK_DRIVER_FILES'] = debians
  }
  try {
    const backend = await openBackend({ name: 'onnx-webgpu' })
    await backend.close()
    return null
  } catch (thrown) {
    return describeError(thrown, 300)
  }
}
