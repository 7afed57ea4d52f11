// The only file that loads onnxruntime-node.
import { RlvrError, describeError } from '../../core/errors.ts'

export type Runtime = typeof import('onnxruntime-node')

/** As in package.json. */
export const wantedVersion = '1.30.0'

/** Throws `RLVR_TENSOR` when onnxruntime-node is not installed or cannot load its library. */
export async function loadRuntime(): Promise<Runtime> {
  try {
    return await import('onnxruntime-node')
  } catch (thrown) {
    throw new RlvrError(
      'RLVR_TENSOR',
      `The back ends \`onnx-cpu\`, \`onnx-cuda\` and \`onnx-webgpu\` need the package onnxruntime-node, which ${whyNot(thrown)}. Install it with \`npm install --ignore-scripts onnxruntime-node@${wantedVersion}\`, or choose \`--backend tfjs-wasm\`.`,
      { cause: thrown },
    )
  }
}

/** npm leaves an optional package out without a word where its install script fails, as without a way to nuget.org. */
function whyNot(thrown: unknown): string {
  const isMissing = (thrown as { code?: unknown }).code === 'ERR_MODULE_NOT_FOUND'
  return isMissing ? 'is not installed' : `did not load (${describeError(thrown, 200)})`
}
