// Has onnxruntime say on its standard error where it places the nodes of each program. Run by `lower-webgpu.test.ts`, since
// the runtime's log goes past the process's own streams.
import { InferenceSession } from 'onnxruntime-node'
import { lowerToOnnx } from '../../../src/tensor/onnx/lower.ts'
import { programsOf, tinyModels } from './model-programs.ts'

const verbose = 0

for (const [model, given] of Object.entries(tinyModels))
  for (const [name, program] of programsOf(given)) {
    process.stderr.write(`\nPROGRAM ${model}: ${name}\n`)
    const session = await InferenceSession.create(lowerToOnnx(program, 'webgpu'), {
      executionProviders: ['webgpu'],
      logSeverityLevel: verbose,
    })
    await session.release()
  }
