// Parameters, their AdamW moments and the accumulated gradient, in two sets that take turns: an update writes into
// the spare set, and only a finite gradient makes it the current one.
import { RlvrError } from '../../core/errors.ts'
import type { ApplyResult } from '../../core/policy.ts'
import type { AdamWSettings } from '../../tensor/adamw.ts'
import type { Backend, CompiledProgram, DeviceTensor, Tensors } from '../../tensor/backend.ts'
import type { Shape } from '../../tensor/program.ts'
import { parameterShapes, type Architecture } from './architecture.ts'
import { updateProgram } from './training-programs.ts'

type TensorSet = {
  parameters: Record<string, DeviceTensor>
  first: Record<string, DeviceTensor>
  second: Record<string, DeviceTensor>
}

const kinds = ['parameters', 'first', 'second'] as const

/** What the update program calls the new value of each kind. */
const outputPrefix = { parameters: 'parameter.', first: 'nextFirst.', second: 'nextSecond.' } as const

/** How snapshots name the tensors of each kind. */
const snapshotPrefix = { parameters: '', first: 'first.', second: 'second.' } as const

export class OptimizerState {
  readonly #backend: Backend
  readonly #settings: AdamWSettings
  readonly #shapes: ReadonlyMap<string, Shape>
  readonly #update: CompiledProgram
  #current: TensorSet
  #spare: TensorSet
  #gradients: Record<string, DeviceTensor>
  #steps = 0

  private constructor(
    backend: Backend,
    settings: AdamWSettings,
    shapes: ReadonlyMap<string, Shape>,
    update: CompiledProgram,
    parameters: ReadonlyMap<string, Float32Array>,
  ) {
    this.#backend = backend
    this.#settings = settings
    this.#shapes = shapes
    this.#update = update
    this.#current = {
      parameters: this.#tensors((name) => parameters.get(name)),
      first: this.#tensors(),
      second: this.#tensors(),
    }
    this.#spare = { parameters: this.#tensors(), first: this.#tensors(), second: this.#tensors() }
    this.#gradients = this.#tensors()
  }

  static async create(
    architecture: Architecture,
    backend: Backend,
    settings: AdamWSettings,
    parameters: ReadonlyMap<string, Float32Array>,
  ): Promise<OptimizerState> {
    const update = await backend.compile(updateProgram(architecture, settings))
    return new OptimizerState(backend, settings, parameterShapes(architecture), update, parameters)
  }

  get parameters(): Tensors {
    return this.#current.parameters
  }

  get steps(): number {
    return this.#steps
  }

  accumulatedInputs(): Tensors {
    return prefixed('accumulated.', this.#gradients)
  }

  /** Where the gradient program may write: over what was accumulated. */
  gradientOutputs(): Tensors {
    return prefixed('gradient.', this.#gradients)
  }

  async takeGradients(outputs: Tensors): Promise<void> {
    for (const name of this.#shapes.keys())
      this.#replace(this.#gradients, name, outputs[`gradient.${name}`] as DeviceTensor)
  }

  async clearGradients(): Promise<void> {
    for (const tensor of Object.values(this.#gradients)) this.#backend.dispose(tensor)
    this.#gradients = this.#tensors()
  }

  async apply({ learningRate, maxGradNorm }: { learningRate: number; maxGradNorm: number }): Promise<ApplyResult> {
    const step = this.#steps + 1
    const { beta1, beta2 } = this.#settings
    const scalars = {
      learningRate,
      correction1: 1 / (1 - beta1 ** step),
      correction2: 1 / (1 - beta2 ** step),
      maxGradNorm,
    }
    const given = Object.fromEntries(
      Object.entries(scalars).map(([name, value]) => [name, this.#backend.upload(Float32Array.of(value), [1])]),
    )
    const { parameters, first, second } = this.#current
    const inputs = {
      ...parameters,
      ...prefixed('gradient.', this.#gradients),
      ...prefixed('first.', first),
      ...prefixed('second.', second),
      ...given,
    }
    const into = Object.assign({}, ...kinds.map((kind) => prefixed(outputPrefix[kind], this.#spare[kind]))) as Tensors
    const outputs = await this.#update.run(inputs, into)
    for (const tensor of Object.values(given)) this.#backend.dispose(tensor)
    for (const kind of kinds) {
      for (const name of this.#shapes.keys())
        this.#replace(this.#spare[kind], name, outputs[outputPrefix[kind] + name] as DeviceTensor)
    }
    const norm = outputs['gradNorm'] as DeviceTensor
    const gradNorm = (await this.#backend.download(norm))[0] as number
    this.#backend.dispose(norm)
    await this.clearGradients()
    const skipped = !Number.isFinite(gradNorm)
    if (!skipped) {
      ;[this.#current, this.#spare] = [this.#spare, this.#current]
      this.#steps = step
    }
    return { gradNorm, skipped }
  }

  /** Copies of everything a restart needs, by snapshot name. */
  async download(): Promise<Map<string, Float32Array>> {
    const copies = new Map<string, Float32Array>()
    for (const kind of kinds) {
      for (const name of this.#shapes.keys()) {
        const data = (await this.#backend.download(this.#current[kind][name] as DeviceTensor)) as Float32Array
        copies.set(snapshotPrefix[kind] + name, data.slice())
      }
    }
    return copies
  }

  /** Throws `RLVR_POLICY` at the first tensor that is missing or of another size; nothing has changed then. */
  async upload(tensors: ReadonlyMap<string, Float32Array>, steps: number): Promise<void> {
    const next: TensorSet = { parameters: {}, first: {}, second: {} }
    for (const kind of kinds) {
      for (const [name, shape] of this.#shapes) {
        const data = tensors.get(snapshotPrefix[kind] + name)
        const size = shape.reduce((product, each) => product * each, 1)
        if (data?.length !== size) {
          throw new RlvrError(
            'RLVR_POLICY',
            `The snapshot does not fit this policy: \`${snapshotPrefix[kind] + name}\` should hold ${size} numbers (shape [${shape.join()}]); it ${data === undefined ? 'is missing' : `holds ${data.length}`}.`,
          )
        }
        next[kind][name] = this.#backend.upload(data.slice(), shape)
      }
    }
    this.#disposeSet(this.#current)
    this.#current = next
    this.#steps = steps
    await this.clearGradients()
  }

  async close(): Promise<void> {
    this.#disposeSet(this.#current)
    this.#disposeSet(this.#spare)
    for (const tensor of Object.values(this.#gradients)) this.#backend.dispose(tensor)
    await this.#update.close()
  }

  #tensors(dataOf: (name: string) => Float32Array | undefined = () => undefined): Record<string, DeviceTensor> {
    const tensors: Record<string, DeviceTensor> = {}
    for (const [name, shape] of this.#shapes) {
      const size = shape.reduce((product, each) => product * each, 1)
      tensors[name] = this.#backend.upload(dataOf(name) ?? new Float32Array(size), shape)
    }
    return tensors
  }

  #replace(tensors: Record<string, DeviceTensor>, name: string, next: DeviceTensor): void {
    const old = tensors[name]
    if (old === next) return
    if (old !== undefined) this.#backend.dispose(old)
    tensors[name] = next
  }

  #disposeSet(set: TensorSet): void {
    for (const kind of kinds) for (const tensor of Object.values(set[kind])) this.#backend.dispose(tensor)
  }
}

function prefixed(prefix: string, tensors: Tensors): Tensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [prefix + name, tensor]))
}
