// What `rlvr setup tensorflow` runs in a process of its own: `trial FOLDER DEVICE` computes a small gradient with the
// binding in a folder and with plain JavaScript, and prints one `TrialResult` where they agree.
import { RlvrError } from '../../../core/errors.ts'
import type { Backend } from '../../backend.ts'
import { appendGradients } from '../../gradients.ts'
import { elementCount, Program, type Value } from '../../program.ts'
import { absentGpu } from '../absent-gpu.ts'
import type { TensorFlowDevice } from '../binding-place.ts'
import { setupPlace } from '../binding-place.ts'
import { loadEither } from '../load-binding.ts'
import { TensorFlowBackend } from '../tensorflow-backend.ts'
import { openTfjsBackend } from '../../tfjs/tfjs-backend.ts'

export interface TrialResult {
  readonly usesGpu: boolean
  /** Why TensorFlow takes no GPU, where it was built for one; null elsewhere. */
  readonly absent: string | null
}

/** Runs the trial. Throws `RLVR_TENSOR` where the binding does not load or gives other numbers. */
export async function trial(folder: string, device: TensorFlowDevice): Promise<TrialResult> {
  const place = setupPlace(folder)
  const { binding } = loadEither(device, place === null ? [] : [place])
  const [given, due] = [
    await gradientsOn(new TensorFlowBackend(binding, device)),
    await gradientsOn(await openTfjsBackend('cpu')),
  ]
  const worst = Math.max(...due.map((value, index) => Math.abs(value - (given[index] ?? Number.NaN))))
  if (!(worst < 1e-4))
    throw new RlvrError('RLVR_TENSOR', `A gradient that TensorFlow computes is off by ${worst.toExponential(1)}.`)
  const usesGpu = binding.isUsingGpuDevice()
  const isMissing = device === 'gpu' && !usesGpu
  return { usesGpu, absent: isMissing ? await absentGpu({ tensorflow: place?.setup?.tensorflow ?? null }) : null }
}

/** A table of tokens, a product with SiLU, attention among the rows and log-probabilities: what training is made of. */
async function gradientsOn(backend: Backend): Promise<number[]> {
  const program = new Program()
  const indices = program.input('indices', [3], 'int32')
  const inputs = new Map<string, Value>([
    ['table', program.input('table', [5, 4])],
    ['weight', program.input('weight', [4, 4])],
  ])
  const [table, weight] = [...inputs.values()] as [Value, Value]
  const x = program.gatherRows(table, indices)
  const hidden = program.silu(program.matMul(program.multiply(x, program.inverseRms(x, 1e-5)), weight))
  const mixed = program.matMul(program.softmax(program.matMul(hidden, x, { transposeB: true, scale: 0.5 })), hidden)
  const logits = program.matMul(program.add(mixed, x), table, { transposeB: true })
  const logProbs = program.pick(program.logSoftmax(logits), indices)
  const seed = program.input('seed', logProbs.shape)
  const gradients = appendGradients(program, [[logProbs, seed]], [table, weight])
  gradients.forEach((gradient, index) => program.output(`gradient.${index}`, gradient as Value))

  const compiled = await backend.compile(program)
  const numbers = (value: Value): Float32Array =>
    Float32Array.from({ length: elementCount(value.shape) }, (_, index) => Math.sin(1 + 3 * index + value.id))
  const outputs = await compiled.run({
    indices: backend.upload(Int32Array.of(4, 0, 4), [3]),
    ...Object.fromEntries(
      [...inputs, ['seed', seed] as const].map(([name, value]) => [name, backend.upload(numbers(value), value.shape)]),
    ),
  })
  const all: number[] = []
  for (const output of Object.values(outputs)) all.push(...(await backend.download(output)))
  return all
}

if (import.meta.main) {
  const [folder = '', device = 'node'] = process.argv.slice(2)
  process.stdout.write(JSON.stringify(await trial(folder, device as TensorFlowDevice)))
}
