// AdamW as a step program, for back ends that keep their numbers to themselves. A run gives new tensors, which take the
// place of the old ones only where the gradient is finite.
import type { OptimizerSettings } from '../../../core/policy.ts'
import type { AdamWTensor } from '../../../tensor/adamw.ts'
import type { Backend, CompiledProgram, DeviceTensor } from '../../../tensor/backend.ts'
import type { Shape } from '../../../tensor/program.ts'
import { isMatrix } from './parameter-layout.ts'
import { prefixed, type ParameterSet } from './parameter-set.ts'
import { updateProgram } from './training-programs.ts'
import { biasCorrections, type AdamWStep, type TrainedSets, type Update } from './update.ts'

export class ProgramUpdate implements Update {
  readonly #backend: Backend
  readonly #sets: TrainedSets
  readonly #tensors: ReadonlyMap<string, AdamWTensor>
  /** The program, compiled for the settings that were last in force. */
  #compiled: { readonly settings: OptimizerSettings; readonly program: CompiledProgram } | null = null

  constructor(backend: Backend, shapes: ReadonlyMap<string, Shape>, sets: TrainedSets) {
    this.#backend = backend
    this.#sets = sets
    this.#tensors = new Map([...shapes].map(([name, shape]) => [name, { shape, decays: isMatrix(shape) }]))
  }

  async apply(step: AdamWStep): Promise<number> {
    const { parameters, first, second, gradients } = this.#sets
    const program = await this.#program(step.settings)
    const corrections = biasCorrections(step)
    const scalars = {
      learningRate: step.learningRate,
      correction1: corrections.first,
      correction2: corrections.second,
      maxGradNorm: step.maxGradNorm,
    }
    const given = Object.fromEntries(
      Object.entries(scalars).map(([name, value]) => [name, this.#backend.upload(Float32Array.of(value), [1])]),
    )
    const outputs = await program.run({
      ...given,
      ...prefixed('gradient.', (gradients[0] as ParameterSet).named),
      ...parameters.named,
      ...prefixed('first.', first.named),
      ...prefixed('second.', second.named),
    })
    const { gradNorm, ...moved } = outputs
    const norm = (await this.#backend.download(gradNorm as DeviceTensor))[0] as number
    for (const tensor of [gradNorm as DeviceTensor, ...Object.values(given)]) this.#backend.dispose(tensor)
    if (!Number.isFinite(norm)) {
      for (const tensor of Object.values(moved)) this.#backend.dispose(tensor)
      return norm
    }
    parameters.replace((name) => moved[`parameter.${name}`] as DeviceTensor)
    first.replace((name) => moved[`nextFirst.${name}`] as DeviceTensor)
    second.replace((name) => moved[`nextSecond.${name}`] as DeviceTensor)
    for (const set of gradients) set.clear()
    return norm
  }

  async close(): Promise<void> {
    await this.#compiled?.program.close()
  }

  async #program(settings: OptimizerSettings): Promise<CompiledProgram> {
    const known = this.#compiled
    const names = Object.keys(settings) as (keyof OptimizerSettings)[]
    if (known !== null && names.every((name) => settings[name] === known.settings[name])) return known.program
    const program = await this.#backend.compile(updateProgram(this.#tensors, settings))
    await known?.program.close()
    this.#compiled = { settings, program }
    return program
  }
}
