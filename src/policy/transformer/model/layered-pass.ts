// Scores and gradients of packed rows, layer by layer: the embedding, each layer forward with its own weights, the head
// over the picked positions in chunks, each layer backward. What a layer's backward part needs of its forward part is
// kept from there, or computed again from the layer's input where memory does not suffice.
import type { TokenScores } from '../../../core/policy.ts'
import type { Backend, CompiledProgram, DeviceTensor, Tensors } from '../../../tensor/backend.ts'
import type { Kept } from '../../../tensor/partition.ts'
import type { Node, OperationKind } from '../../../tensor/program.ts'
import { windowOf } from './architecture.ts'
import { headRowsOf, keptLayers, runMemory, type RunMemory } from './memory-plan.ts'
import type { PackedRun } from './packed-rows.ts'
import { prefixed, type ParameterSet } from './parameter-set.ts'
import { ProgramCache } from './program-cache.ts'
import { runInputs, type RunInputs } from './run-inputs.ts'
import { RunTensors, undropped, type AccumulateOptions, type PickedCoefficients } from './run-tensors.ts'
import { ScoreColumns } from './score-columns.ts'
import { Scratch } from './scratch.ts'
import {
  embeddingGradientProgram,
  embeddingProgram,
  headProgram,
  layerPrograms,
  type Trained,
} from './training-programs.ts'
import type { Weights } from './weights.ts'

/** What of a layer's forward part is kept for its backward part. */
export type Keeping = 'all' | 'nothing'

export interface LayeredPassOptions {
  readonly trained: Trained
  readonly backend: Backend
  /** To which gradients are added; it holds the parameters that learn. */
  readonly gradients: ParameterSet
  /** What a run may take; where it does not suffice, the first layers are computed again. Everything is kept where left out. */
  readonly runBytes?: number
  /** Picked positions whose logits are computed at once. */
  readonly headRows?: number
}

interface LayerParts {
  readonly first: CompiledProgram
  readonly second: CompiledProgram
  readonly kept: ReadonlyMap<string, Kept>
}

/** Sums and transpositions cost more to make again than to read; what is made number by number does not. */
const costly: ReadonlySet<OperationKind> = new Set(['matMul', 'softmax', 'inverseRms', 'transpose'])

export const keeps: { readonly [keeping in Keeping]: (node: Node) => boolean } = {
  all: ({ operation }) => costly.has(operation.kind),
  nothing: () => false,
}

export class LayeredPass {
  readonly #trained: Trained
  readonly #backend: Backend
  readonly #gradients: ParameterSet
  readonly #runBytes: number
  readonly #memory = new Map<string, RunMemory>()
  readonly #headRows: number
  readonly #programs: ProgramCache
  readonly #scratch: Scratch
  readonly #inputs: RunInputs
  /** What the parts of a layer hand on, by their key. */
  readonly #kept = new Map<string, ReadonlyMap<string, Kept>>()

  constructor({ trained, backend, gradients, runBytes = Infinity, headRows }: LayeredPassOptions) {
    this.#trained = trained
    this.#backend = backend
    this.#gradients = gradients
    this.#runBytes = runBytes
    this.#headRows = headRows ?? headRowsOf(trained.architecture)
    this.#programs = new ProgramCache(backend)
    this.#scratch = new Scratch(backend)
    this.#inputs = runInputs({ trained, backend, programs: this.#programs, scratch: this.#scratch })
  }

  /** [S] each. */
  async score(weights: Weights, run: PackedRun, temperature: number): Promise<TokenScores> {
    const pass = this.#tensors(run)
    let x = await this.#embed(pass, weights)
    for (let layer = 0; layer < weights.layers; layer++) {
      const program = await this.#forward(run.positions)
      const inputs = { x, ...(await this.#shared(pass, layer)), ...weights.layer(layer) }
      const { y } = await program.run(inputs, pass.into('y', `x.${layer % 2}`, this.#width))
      this.#backend.dispose(x)
      x = y as DeviceTensor
    }
    const scores = await this.#head(pass, weights, { x, temperature, coefficients: null })
    this.#backend.dispose(x)
    pass.dispose()
    return scores
  }

  /** Adds the gradient of Σ coefficient · score; gives the scores. */
  async accumulate(
    weights: Weights,
    run: PackedRun,
    { temperature, coefficients, drops }: AccumulateOptions,
  ): Promise<TokenScores> {
    const pass = this.#tensors(run)
    const inputs_x = [await this.#embed(pass, weights, 'input.0')]
    const kept: Tensors[] = []
    for (let layer = 0; layer < weights.layers; layer++) {
      const parts = await this.#layer(run, layer)
      const x = inputs_x[layer] as DeviceTensor
      const into = {
        ...pass.into('y', `input.${layer + 1}`, this.#width),
        ...[...parts.kept].reduce((all, [name, each]) => Object.assign(all, pass.intoKept(name, layer, each)), {}),
      }
      const dropped = await pass.dropped(layer, drops)
      const inputs = { x, ...(await this.#shared(pass, layer)), ...weights.layer(layer), ...dropped }
      const { y, ...others } = await parts.first.run(inputs, into)
      for (const tensor of Object.values(dropped)) this.#backend.dispose(tensor)
      inputs_x.push(y as DeviceTensor)
      kept.push(others)
    }

    const dx = { tensor: await pass.zeros('dx.0', this.#trained.architecture.width) }
    const scores = await this.#head(pass, weights, {
      x: inputs_x.at(-1) as DeviceTensor,
      temperature,
      coefficients,
      dx,
    })
    this.#backend.dispose(inputs_x.pop() as DeviceTensor)
    for (let layer = weights.layers - 1; layer >= 0; layer--) {
      const parts = await this.#layer(run, layer)
      const accumulated = this.#gradients.layer(layer)
      const x = inputs_x.pop() as DeviceTensor
      const dropped = await pass.dropped(layer, drops)
      const inputs = {
        x,
        dy: dx.tensor,
        ...(await this.#shared(pass, layer)),
        ...weights.layer(layer),
        ...dropped,
        ...kept[layer],
        ...prefixed('accumulated.', accumulated),
      }
      const into = {
        ...pass.into('dx', `dx.${(weights.layers - layer) % 2}`, this.#width),
        ...prefixed('gradient.', accumulated),
      }
      const outputs = await parts.second.run(inputs, into)
      this.#gradients.take(outputs, `layers.${layer}.`)
      for (const tensor of [x, dx.tensor, ...Object.values(kept[layer] as Tensors), ...Object.values(dropped)])
        this.#backend.dispose(tensor)
      if (outputs['dx'] !== undefined) dx.tensor = outputs['dx']
    }
    await this.#embeddingGradient(pass, dx.tensor)
    if (weights.layers === 0 || this.#passesOn(0)) this.#backend.dispose(dx.tensor)
    pass.dispose()
    return scores
  }

  async close(): Promise<void> {
    this.#inputs.dispose()
    await this.#programs.close()
  }

  #tensors(run: PackedRun): RunTensors {
    return new RunTensors(run, {
      backend: this.#backend,
      scratch: this.#scratch,
      inputs: this.#inputs,
      valueHead: this.#trained.architecture.valueHead === true,
    })
  }

  get #width(): readonly number[] {
    return [this.#trained.architecture.width]
  }

  async #embed(pass: RunTensors, weights: Weights, name: string = 'x.1'): Promise<DeviceTensor> {
    const { architecture } = this.#trained
    const program = await this.#programs.get('embedding', () => embeddingProgram(architecture))
    const { x } = await program.run({ ...pass.rows, ...weights.outside }, pass.into('x', name, this.#width))
    return x as DeviceTensor
  }

  async #embeddingGradient(pass: RunTensors, dx: DeviceTensor): Promise<void> {
    if (!this.#passesOn(0)) return
    const program = await this.#programs.get('embedding gradient', () => embeddingGradientProgram(this.#trained))
    const { outside } = this.#gradients
    this.#gradients.take(
      await program.run({ ...pass.rows, dx, ...prefixed('accumulated.', outside) }, prefixed('gradient.', outside)),
    )
  }

  /** Scores of all picked positions, in chunks; where there are coefficients, adds to `dx` and to gradients. */
  async #head(
    pass: RunTensors,
    weights: Weights,
    {
      x,
      temperature,
      coefficients,
      dx,
    }: {
      readonly x: DeviceTensor
      readonly temperature: number
      readonly coefficients: PickedCoefficients | null
      readonly dx?: { tensor: DeviceTensor }
    },
  ): Promise<TokenScores> {
    const { picked } = pass.run
    const entropy = coefficients?.entropies !== undefined
    const program = await this.#programs.get(`head ${coefficients !== null} ${entropy}`, () =>
      headProgram(this.#trained, { gradient: coefficients === null ? null : { entropy } }),
    )
    const scores = new ScoreColumns(picked.length, { backend: this.#backend, programs: this.#programs })
    const { outside } = this.#gradients
    for (let from = 0; from < picked.length; from += this.#headRows) {
      const to = Math.min(picked.length, from + this.#headRows)
      const given = pass.picked({ from, to, temperature, coefficients })
      const inputs: Record<string, DeviceTensor> = { x, ...weights.outside, ...given }
      let into: Tensors = {}
      if (dx !== undefined) {
        Object.assign(inputs, prefixed('accumulated.', outside), { 'accumulated.x': dx.tensor })
        into = { ...prefixed('gradient.', outside), ...(this.#backend.keepsArrays && { dx: dx.tensor }) }
      }
      const outputs = await program.run(inputs, into)
      await scores.take(outputs, from)
      if (dx !== undefined && outputs['dx'] !== undefined && outputs['dx'] !== dx.tensor) {
        this.#backend.dispose(dx.tensor)
        dx.tensor = outputs['dx']
      }
      this.#gradients.take(outputs)
      for (const tensor of Object.values(given)) this.#backend.dispose(tensor)
    }
    return scores.columns
  }

  /** Inputs of a layer that are the same for every layer, or for those of one window. */
  async #shared(pass: RunTensors, layer: number): Promise<Tensors> {
    return { ...pass.rows, mask: await pass.mask(windowOf(this.#trained.architecture, layer)) }
  }

  async #forward(positions: number): Promise<CompiledProgram> {
    return await this.#programs.get(
      `forward ${positions}`,
      () => layerPrograms(undropped(this.#trained), { positions, keeps: keeps.nothing, passesOn: true }).first,
    )
  }

  async #layer(run: PackedRun, layer: number): Promise<LayerParts> {
    const { positions } = run
    const keeping = this.#keeping(run, layer)
    const passesOn = this.#passesOn(layer)
    const key = `layer ${positions} ${keeping} ${passesOn}`
    const written = (): ReturnType<typeof layerPrograms> =>
      layerPrograms(this.#trained, { positions, keeps: keeps[keeping], passesOn })
    const first = await this.#programs.get(`${key} first`, () => written().first)
    const second = await this.#programs.get(`${key} second`, () => written().second)
    const known = this.#kept.get(key) ?? written().kept
    this.#kept.set(key, known)
    return { first, second, kept: known }
  }

  /** Computed again are the first layers, whose turn comes last on the way back. */
  #keeping({ positions, tokens }: PackedRun, layer: number): Keeping {
    if (this.#runBytes === Infinity) return 'all'
    const { architecture } = this.#trained
    const rows = 2 ** Math.ceil(Math.log2(tokens.length))
    const key = `${rows} ${positions}`
    const memory = this.#memory.get(key) ?? runMemory(this.#trained, { rows, positions }, keeps.all)
    this.#memory.set(key, memory)
    return layer >= architecture.layers - keptLayers(memory, architecture, this.#runBytes) ? 'all' : 'nothing'
  }

  /** Whether what stands before a layer learns. */
  #passesOn(layer: number): boolean {
    const { learns } = this.#trained
    return layer > 0 || learns('embedding') || learns('positions')
  }
}
