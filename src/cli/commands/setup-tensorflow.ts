// `rlvr setup tensorflow [--gpu]`: builds the binding of TensorFlow.js on a TensorFlow that pip has.
import type { Command } from 'commander'
import { setUpTensorFlow } from '../../tensor/tensorflow/setup/set-up-tensorflow.ts'
import { exitCode } from '../exit-code.ts'

interface SetupFlags {
  readonly gpu?: boolean
  readonly python?: string
  readonly json?: boolean
}

export function addSetupTensorFlow(setup: Command): void {
  setup
    .command('tensorflow')
    .description(
      'Builds the binding of TensorFlow.js on the TensorFlow 2.21 that a Python has, into ~/.cache/rlvr (or $RLVR_CACHE), and computes a gradient with it. Needs npm and a C++ compiler; changes nothing where one of them fails.',
    )
    .option('--gpu', 'on CUDA, for the back end tfjs-gpu (default: on the CPU, for tfjs-node)')
    .option('--python <path>', 'the Python that has TensorFlow (default: that of $VIRTUAL_ENV, .venv, or the PATH)')
    .option('--json', 'one JSON object on stdout')
    .action(async ({ gpu = false, python, json = false }: SetupFlags) => {
      const device = gpu ? 'gpu' : 'node'
      const result = await setUpTensorFlow({ device, python, onStep: (words) => console.error(words) })
      const { folder, version, usesGpu, absent } = result
      if (json) console.log(JSON.stringify(result))
      else
        console.log(
          `TensorFlow ${version} is set up in ${folder}${gpu && !usesGpu ? '' : `: train with --backend tfjs-${device}`}`,
        )
      if (gpu && !usesGpu) {
        console.error(`rlvr: It finds no GPU yet. ${absent}`)
        process.exitCode = exitCode.failed
      }
    })
}
