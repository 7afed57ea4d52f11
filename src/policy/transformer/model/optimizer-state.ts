// Parameters and their AdamW moments, changed in place, and how many steps have been made. An update whose gradient is
// not finite changes nothing, and neither does a snapshot that does not fit.
import { RlvrError, unknownName } from '../../../core/errors.ts'
import type { ApplyOptions, ApplyResult, OptimizerSettings } from '../../../core/policy.ts'
import type { Backend } from '../../../tensor/backend.ts'
import type { Shape } from '../../../tensor/program.ts'
import type { TensorSource } from '../../checkpoints/write-safetensors.ts'
import type { NumberSet } from './number-set.ts'
import { ParameterSet } from './parameter-set.ts'
import { StackedSet } from './stacked-set.ts'
import type { SnapshotReader } from './snapshot.ts'
import type { AdamWStep, TrainedSets } from './update.ts'

const kinds = ['parameters', 'first', 'second'] as const

/** How snapshots name the tensors of each kind. */
const prefix = { parameters: '', first: 'first.', second: 'second.' } as const

export class OptimizerState {
  readonly sets: TrainedSets
  readonly #settings: OptimizerSettings
  readonly #shapes: ReadonlyMap<string, Shape>
  #steps = 0

  private constructor(shapes: ReadonlyMap<string, Shape>, settings: OptimizerSettings, sets: TrainedSets) {
    this.#shapes = shapes
    this.#settings = settings
    this.sets = sets
  }

  /** @param options.gradients how many threads accumulate */
  static create(
    backend: Backend,
    shapes: ReadonlyMap<string, Shape>,
    options: {
      readonly settings: OptimizerSettings
      readonly values: ReadonlyMap<string, Float32Array>
      readonly gradients: number
    },
  ): OptimizerState {
    checkOptimizer(options.settings)
    const zeros = (place: number): ParameterSet => ParameterSet.create(backend, shapes, { place })
    const moments = (place: number): NumberSet => (backend.keepsArrays ? zeros(place) : new StackedSet(backend, shapes))
    return new OptimizerState(shapes, options.settings, {
      parameters: ParameterSet.create(backend, shapes, { values: options.values }),
      first: moments(1),
      second: moments(2),
      gradients: Array.from({ length: options.gradients }, (_, thread) => zeros(3 + thread)),
    })
  }

  get parameters(): ParameterSet {
    return this.sets.parameters
  }

  get steps(): number {
    return this.#steps
  }

  /**
   * One AdamW step; a gradient that is not finite changes nothing.
   * @param carryOut makes the step and gives the norm of the gradient
   */
  async apply(
    { learningRate, maxGradNorm, optimizer = {} }: ApplyOptions,
    carryOut: (step: AdamWStep) => Promise<number>,
  ): Promise<ApplyResult> {
    const settings = { ...this.#settings, ...optimizer }
    checkOptimizer(settings)
    const gradNorm = await carryOut({ settings, learningRate, maxGradNorm, step: this.#steps + 1 })
    const skipped = !Number.isFinite(gradNorm)
    if (!skipped) this.#steps++
    return { gradNorm, skipped }
  }

  /** Everything a restart needs, to be read a tensor at a time; good until the next update. */
  sources(): { readonly weights: TensorSource[]; readonly moments: TensorSource[] } {
    const of = (kind: (typeof kinds)[number]): TensorSource[] =>
      this.sets[kind].names.map((name) => ({
        name: prefix[kind] + name,
        shape: this.#shapes.get(name) as Shape,
        read: async () => await this.sets[kind].read(name),
      }))
    return { weights: of('parameters'), moments: [...of('first'), ...of('second')] }
  }

  /**
   * Takes a snapshot's tensors, one after another, once all have been found to fit.
   * Throws `RLVR_POLICY` at the first that does not; nothing has changed then.
   */
  async load(snapshot: SnapshotReader): Promise<void> {
    await loadSets(snapshot, this.#shapes, snapshot.hasMoments ? this.sets : { parameters: this.sets.parameters })
    if (!snapshot.hasMoments) for (const kind of ['first', 'second'] as const) this.sets[kind].clear()
    this.#steps = snapshot.hasMoments ? snapshot.header.optimizerSteps : 0
  }

  dispose(): void {
    const { gradients, ...sets } = this.sets
    for (const set of [...Object.values(sets), ...gradients]) set.dispose()
  }
}

/** Takes the given kinds of a snapshot's tensors, once all have been found to fit. */
export async function loadSets(
  snapshot: SnapshotReader,
  shapes: ReadonlyMap<string, Shape>,
  sets: { readonly [kind in (typeof kinds)[number]]?: NumberSet },
): Promise<void> {
  const present = kinds.flatMap((kind) => (sets[kind] === undefined ? [] : [{ kind, set: sets[kind] }]))
  for (const { kind } of present) for (const [name, shape] of shapes) snapshot.check(prefix[kind] + name, shape)
  for (const { kind, set } of present)
    for (const name of set.names) set.write(name, await snapshot.read(prefix[kind] + name))
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
