// AdamW as step programs, for back ends that keep their numbers to themselves. Gradients, parameters and moments stay
// there: the norm is read, one number, and says how much of the gradient counts; then a stack after the other takes its
// step, so that no more than one of them is there twice.
import { adamWInputsOf, appendAdamWStep, appendGradNorm, inStack } from '../../../tensor/adamw.ts'
import type { Backend, CompiledProgram, DeviceTensor, Tensors } from '../../../tensor/backend.ts'
import { Program, type Shape } from '../../../tensor/program.ts'
import type { ParameterSet } from './parameter-set.ts'
import { stacksOf, type ParameterStack } from './parameter-stacks.ts'
import { ProgramCache } from './program-cache.ts'
import type { StackedSet } from './stacked-set.ts'
import { clipOf, scalarsOf, type AdamWStep, type TrainedSets, type Update } from './update.ts'

export class ProgramUpdate implements Update {
  readonly #backend: Backend
  readonly #sets: TrainedSets
  readonly #stacks: readonly ParameterStack[]
  readonly #programs: ProgramCache

  constructor(backend: Backend, shapes: ReadonlyMap<string, Shape>, sets: TrainedSets) {
    this.#backend = backend
    this.#sets = sets
    this.#stacks = stacksOf(shapes)
    this.#programs = new ProgramCache(backend)
  }

  async apply(step: AdamWStep): Promise<number> {
    const norm = await this.#norm()
    if (!Number.isFinite(norm)) return norm
    const clipped = { ...step, clip: clipOf(norm, step.maxGradNorm) }
    const [matrices, vectors] = [true, false].map((decays) => adamWInputsOf(scalarsOf(clipped, decays)))
    const told = this.#told({ ...matrices, keepVectors: vectors?.keep as number })
    const { keepVectors, ...ofMatrices } = told
    const ofVectors = { ...ofMatrices, keep: keepVectors as DeviceTensor }
    for (const [index, stack] of this.#stacks.entries())
      await this.#step(index, stack, stack.decays ? ofMatrices : ofVectors)
    for (const tensor of Object.values(told)) this.#backend.dispose(tensor)
    for (const set of this.#sets.gradients) set.clear()
    return norm
  }

  async close(): Promise<void> {
    await this.#programs.close()
  }

  async #norm(): Promise<number> {
    const program = await this.#programs.get('norm', () => normProgram(this.#stacks))
    const inputs = this.#stacks.map((stack, index) =>
      this.#ofStack(this.#gradients, stack, `${inStack('stack', index)}.gradient`),
    )
    const { gradNorm } = await program.run(Object.assign({}, ...inputs) as Tensors)
    const norm = (await this.#backend.download(gradNorm as DeviceTensor))[0] as number
    this.#backend.dispose(gradNorm as DeviceTensor)
    return norm
  }

  async #step(index: number, stack: ParameterStack, told: Tensors): Promise<void> {
    const { parameters } = this.#sets
    const [first, second] = [this.#sets.first as StackedSet, this.#sets.second as StackedSet]
    const program = await this.#programs.get(`step ${JSON.stringify(stack.shapes)}`, () => stepProgram(stack))
    const zeros = first.tensor(index) === null || second.tensor(index) === null ? await this.#zeros(stack.shape) : null
    const outputs = await program.run({
      ...told,
      ...this.#ofStack(this.#gradients, stack, 'gradient'),
      ...this.#ofStack(parameters, stack, 'parameter'),
      first: first.tensor(index) ?? (zeros as DeviceTensor),
      second: second.tensor(index) ?? (zeros as DeviceTensor),
    })
    if (zeros !== null) this.#backend.dispose(zeros)
    stack.names.forEach((name, place) => parameters.put(name, outputs[inStack('parameter', place)] as DeviceTensor))
    first.put(index, outputs['first'] as DeviceTensor)
    second.put(index, outputs['second'] as DeviceTensor)
  }

  /** Moments before the first step, made where they stay. */
  async #zeros(shape: Shape): Promise<DeviceTensor> {
    const program: CompiledProgram = await this.#programs.get(`zeros ${shape.join()}`, () => zerosProgram(shape))
    const zero = this.#backend.upload(new Float32Array(1), [1])
    const { zeros } = await program.run({ zero })
    this.#backend.dispose(zero)
    return zeros as DeviceTensor
  }

  get #gradients(): ParameterSet {
    return this.#sets.gradients[0] as ParameterSet
  }

  #ofStack(set: ParameterSet, { names }: ParameterStack, as: string): Tensors {
    return Object.fromEntries(names.map((name, place) => [inStack(as, place), set.named[name] as DeviceTensor]))
  }

  #told(values: { readonly [name: string]: number }): Tensors {
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, this.#backend.upload(Float32Array.of(value), [1])]),
    )
  }
}

function normProgram(stacks: readonly ParameterStack[]): Program {
  const program = new Program()
  appendGradNorm(
    program,
    stacks.map(({ shapes }) => shapes),
  )
  return program
}

function stepProgram({ shapes }: ParameterStack): Program {
  const program = new Program()
  appendAdamWStep(program, shapes)
  return program
}

/** Input `zero` [1], which is 0; output `zeros`. */
function zerosProgram(shape: Shape): Program {
  const program = new Program()
  const one = program.reshape(
    program.input('zero', [1]),
    shape.map(() => 1),
  )
  program.output('zeros', program.broadcast(one, shape))
  return program
}
