// Parameters and their AdamW moments, in two sets that take turns: an update writes into
// the spare set, and only a finite gradient makes it the current one.
import { RlvrError, unknownName } from '../../../core/errors.ts'
import type { ApplyOptions, ApplyResult, OptimizerSettings } from '../../../core/policy.ts'
import type { Backend, CompiledProgram, DeviceTensor } from '../../../tensor/backend.ts'
import type { Shape } from '../../../tensor/program.ts'
import type { TensorSource } from '../../checkpoints/write-safetensors.ts'
import { parameterShapes, type Architecture } from './architecture.ts'
import { ParameterSet, prefixed, updatedTensors } from './parameter-set.ts'
import type { SnapshotReader } from './snapshot.ts'
import { updateProgram } from './training-programs.ts'

const kinds = ['parameters', 'first', 'second'] as const

type Sets = { readonly [kind in (typeof kinds)[number]]: ParameterSet }

/** What the update program calls the new value of each kind. */
const outputPrefix = { parameters: 'parameter.', first: 'nextFirst.', second: 'nextSecond.' } as const

/** How snapshots, and the inputs of the update program, name the tensors of each kind. */
const prefix = { parameters: '', first: 'first.', second: 'second.' } as const

export class OptimizerState {
  readonly #backend: Backend
  readonly #defaults: OptimizerSettings
  readonly #shapes: ReadonlyMap<string, Shape>
  /** The update program, compiled for the settings that were last in force. */
  #update: { readonly settings: OptimizerSettings; readonly program: CompiledProgram }
  #current: Sets
  #spare: Sets
  #steps = 0

  private constructor(
    backend: Backend,
    settings: OptimizerSettings,
    shapes: ReadonlyMap<string, Shape>,
    program: CompiledProgram,
    parameters: ReadonlyMap<string, Float32Array>,
  ) {
    this.#backend = backend
    this.#defaults = settings
    this.#shapes = shapes
    this.#update = { settings, program }
    this.#current = { ...this.#zeroSets(), parameters: ParameterSet.create(backend, shapes, parameters) }
    this.#spare = this.#zeroSets()
  }

  static async create(
    architecture: Architecture,
    backend: Backend,
    settings: OptimizerSettings,
    parameters: ReadonlyMap<string, Float32Array>,
  ): Promise<OptimizerState> {
    checkOptimizer(settings)
    const shapes = parameterShapes(architecture)
    const update = await backend.compile(updateProgram(updatedTensors(backend, shapes), settings))
    return new OptimizerState(backend, settings, shapes, update, parameters)
  }

  get parameters(): ParameterSet {
    return this.#current.parameters
  }

  get steps(): number {
    return this.#steps
  }

  /** One AdamW step; a gradient that is not finite changes nothing. */
  async apply(
    gradients: ParameterSet,
    { learningRate, maxGradNorm, optimizer = {} }: ApplyOptions,
  ): Promise<ApplyResult> {
    const step = this.#steps + 1
    const settings = { ...this.#defaults, ...optimizer }
    checkOptimizer(settings)
    const update = await this.#updateWith(settings)
    const { beta1, beta2 } = settings
    const scalars = {
      learningRate,
      correction1: 1 / (1 - beta1 ** step),
      correction2: 1 / (1 - beta2 ** step),
      maxGradNorm,
    }
    const given = Object.fromEntries(
      Object.entries(scalars).map(([name, value]) => [name, this.#backend.upload(Float32Array.of(value), [1])]),
    )
    const inputs: Record<string, DeviceTensor> = { ...given, ...prefixed('gradient.', gradients.merged) }
    const into: Record<string, DeviceTensor> = {}
    for (const kind of kinds) {
      Object.assign(inputs, prefixed(prefix[kind], this.#current[kind].merged))
      Object.assign(into, prefixed(outputPrefix[kind], this.#spare[kind].merged))
    }
    const outputs = await update.run(inputs, into)
    for (const kind of kinds)
      this.#spare[kind].replace('merged', (name) => outputs[outputPrefix[kind] + name] as DeviceTensor)
    const norm = outputs['gradNorm'] as DeviceTensor
    const gradNorm = (await this.#backend.download(norm))[0] as number
    for (const tensor of [norm, ...Object.values(given)]) this.#backend.dispose(tensor)
    const skipped = !Number.isFinite(gradNorm)
    if (!skipped) {
      ;[this.#current, this.#spare] = [this.#spare, this.#current]
      this.#steps = step
    }
    return { gradNorm, skipped }
  }

  /** Everything a restart needs, to be read a tensor at a time; good until the next update. */
  sources(): { readonly weights: TensorSource[]; readonly moments: TensorSource[] } {
    const of = (kind: (typeof kinds)[number]): TensorSource[] =>
      [...this.#shapes].map(([name, shape]) => ({
        name: prefix[kind] + name,
        shape,
        read: async () =>
          (await this.#backend.download(this.#current[kind].named[name] as DeviceTensor)) as Float32Array,
      }))
    return { weights: of('parameters'), moments: [...of('first'), ...of('second')] }
  }

  /**
   * Takes a snapshot's tensors, one after another, into the spare sets, which then become the current ones.
   * Throws `RLVR_POLICY` at the first that does not fit; nothing has changed then.
   */
  async load(snapshot: SnapshotReader): Promise<void> {
    for (const kind of snapshot.hasMoments ? kinds : (['parameters'] as const))
      for (const [name, shape] of this.#shapes)
        this.#spare[kind].write(name, await snapshot.read(prefix[kind] + name, shape))
    if (!snapshot.hasMoments) for (const kind of ['first', 'second'] as const) this.#spare[kind].clear()
    ;[this.#current, this.#spare] = [this.#spare, this.#current]
    this.#steps = snapshot.hasMoments ? snapshot.header.optimizerSteps : 0
  }

  async close(): Promise<void> {
    disposeSets(this.#current)
    disposeSets(this.#spare)
    await this.#update.program.close()
  }

  async #updateWith(settings: OptimizerSettings): Promise<CompiledProgram> {
    const names = Object.keys(this.#defaults) as (keyof OptimizerSettings)[]
    if (names.some((name) => settings[name] !== this.#update.settings[name])) {
      const program = await this.#backend.compile(updateProgram(updatedTensors(this.#backend, this.#shapes), settings))
      await this.#update.program.close()
      this.#update = { settings, program }
    }
    return this.#update.program
  }

  #zeroSets(): Sets {
    const zeros = (): ParameterSet => ParameterSet.create(this.#backend, this.#shapes)
    return { parameters: zeros(), first: zeros(), second: zeros() }
  }
}

/** Throws `RLVR_POLICY` naming the first setting that is out of its range or of no such name. */
function checkOptimizer(settings: OptimizerSettings): void {
  const ranges: {
    readonly [name in keyof OptimizerSettings]: readonly [holds: (value: number) => boolean, range: string]
  } = {
    beta1: [(value) => value >= 0 && value < 1, 'from 0 to below 1'],
    beta2: [(value) => value >= 0 && value < 1, 'from 0 to below 1'],
    epsilon: [(value) => value > 0 && value < Infinity, 'a finite number above 0'],
    weightDecay: [(value) => value >= 0 && value < Infinity, 'a finite number from 0'],
  }
  for (const [name, value] of Object.entries(settings)) {
    if (!Object.hasOwn(ranges, name)) throw unknownName('optimizer setting', name, Object.keys(ranges))
    const [holds, range] = ranges[name as keyof OptimizerSettings]
    if (!holds(value as number)) throw new RlvrError('RLVR_POLICY', `Optimizer: \`${name}\` is ${range}; got ${value}.`)
  }
}

function disposeSets(sets: Sets): void {
  for (const kind of kinds) sets[kind].dispose()
}
