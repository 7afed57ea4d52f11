// `rlvr setup cuda`: puts the CUDA provider of onnxruntime in place, from the wheel that pip has.
import type { Command } from 'commander'
import { setUpCuda } from '../../tensor/onnx/set-up-cuda.ts'
import { exitCode } from '../exit-code.ts'

export function addSetupCuda(setup: Command): void {
  setup
    .command('cuda')
    .description(
      'Copies the CUDA provider out of the onnxruntime-gpu that a Python has, of the version of onnxruntime-node, beside the runtime, and says which libraries of CUDA 13 and which driver are missing: for --backend onnx-cuda.',
    )
    .option('--python <path>', 'the Python that has onnxruntime-gpu (default: python3)')
    .option('--json', 'one JSON object on stdout')
    .action(async ({ python, json = false }: { readonly python?: string; readonly json?: boolean }) => {
      const result = await setUpCuda({ python })
      if (json) console.log(JSON.stringify(result))
      else
        console.log(
          `The CUDA provider is in ${result.folder}${result.mend === null ? ': train with --backend onnx-cuda' : ''}`,
        )
      if (result.mend !== null) {
        console.error(`rlvr: It does not start yet. ${result.mend}`)
        process.exitCode = exitCode.failed
      }
    })
}
