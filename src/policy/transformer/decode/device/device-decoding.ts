// Decoding where tensors live on a device: weights, keys, values and probabilities stay there. Of a decoded token its id,
// its position and a random number go up; the drawn token and its probability come back.
import { RlvrError } from '../../../../core/errors.ts'
import type { Sampling } from '../../../../core/policy.ts'
import type { Backend, DeviceTensor, Tensors } from '../../../../tensor/backend.ts'
import { attentionShape } from '../../model/architecture.ts'
import { ProgramCache } from '../../model/program-cache.ts'
import type { Weights } from '../../model/weights.ts'
import type { DecodedModel } from '../decode-programs.ts'
import type { Decoding, Draw, Extent, StepRow } from '../decoding.ts'
import type { SampledToken } from '../sample-token.ts'
import { DeviceRows } from './device-rows.ts'
import { DeviceTables } from './device-tables.ts'
import { bodyProgram, headProgram } from './programs.ts'

/** Stands for 0: a target that something lies before. */
const leastUniform = 2 ** -60

export class DeviceDecoding implements Decoding {
  readonly promptRows = 1024
  readonly tokenBytes: number
  readonly #model: DecodedModel
  readonly #backend: Backend
  readonly #programs: ProgramCache
  readonly #tables: DeviceTables
  readonly #rows: DeviceRows
  readonly #inverseTemperatures = new Map<number, DeviceTensor>()

  constructor(model: DecodedModel, backend: Backend) {
    const { architecture } = model
    this.#model = model
    this.#backend = backend
    this.#programs = new ProgramCache(backend)
    this.#tables = new DeviceTables(architecture, backend)
    this.#rows = new DeviceRows(architecture, backend, this.#programs, this.#tables)
    this.tokenBytes = 2 * architecture.layers * attentionShape(architecture).keyValueWidth * 4
  }

  get mostTokens(): number {
    return this.#tables.mostTokens
  }

  async layOut({ tokens }: Extent): Promise<void> {
    this.#rows.forget()
    await this.#tables.layOut(tokens)
  }

  async step(
    weights: Weights,
    rows: readonly StepRow[],
    draws: readonly Draw[],
    sampling: Sampling,
  ): Promise<SampledToken[]> {
    const placed = await this.#rows.place(rows)
    const { positions, queries, indices } = placed
    const { model, key, parameters } = this.#given(weights)
    const body = await this.#programs.get(`body ${key} ${positions} ${queries}`, () =>
      bodyProgram(model, { positions, queries }),
    )
    const { tables, fixed, into } = this.#tables
    const outputs = await body.run({ ...parameters, ...tables, ...fixed, ...placed.inputs }, into)
    const { residual, nextPlaces } = outputs
    this.#tables.take(outputs)
    this.#rows.passed(rows, placed, nextPlaces as DeviceTensor)
    try {
      const isOneEach = queries === 1 && draws.length === rows.length && draws.every(({ row }, at) => row === at)
      const picks = isOneEach ? null : draws.map(({ row }) => indices[row] as number)
      const given = { ...parameters, residual: residual as DeviceTensor }
      return draws.length === 0 ? [] : await this.#draw(given, picks, draws, sampling)
    } finally {
      this.#backend.dispose(residual as DeviceTensor)
    }
  }

  async rest(): Promise<void> {
    this.#rows.forget()
    this.#tables.dispose()
    for (const tensor of this.#inverseTemperatures.values()) this.#backend.dispose(tensor)
    this.#inverseTemperatures.clear()
  }

  async close(): Promise<void> {
    await this.rest()
    await this.#programs.close()
  }

  /** @param picks the rows that draws follow, ascending; null where one follows each */
  async #draw(
    given: Tensors,
    picks: readonly number[] | null,
    draws: readonly Draw[],
    sampling: Sampling,
  ): Promise<SampledToken[]> {
    const { temperature, topK, topP, minP = 0 } = sampling
    const isGreedy = temperature === 0
    const key = isGreedy ? 'greedy' : `${topK} ${topP} ${minP}`
    const head = await this.#programs.get(`head ${key} ${picks !== null}`, () =>
      headProgram(this.#model, { sampling, picks: picks !== null }),
    )
    const wanted = [...new Set(picks)]
    const uniform = Float32Array.from(draws, (draw) => Math.max(draw.uniform, leastUniform))
    const passing = {
      uniform: this.#backend.upload(uniform, [draws.length, 1]),
      ...(picks !== null && {
        wanted: this.#backend.upload(Int32Array.from(wanted), [wanted.length]),
        drawnFrom: this.#backend.upload(
          Int32Array.from(picks, (row) => wanted.indexOf(row)),
          [picks.length],
        ),
      }),
    }
    // What greedy tokens are drawn from has no temperature; their probabilities are those at 1.
    const inverseTemperature = this.#inverseTemperature(isGreedy ? 1 : temperature)
    const { drawn } = await head.run({ ...given, ...passing, inverseTemperature })
    const pairs_D2 = await this.#backend.download(drawn as DeviceTensor)
    for (const tensor of [...Object.values(passing), drawn as DeviceTensor]) this.#backend.dispose(tensor)
    return draws.map((_, at) => {
      const probability = pairs_D2[2 * at] as number
      // What has none is never drawn of numbers; where there are none, some GPUs compute with zeros.
      return { token: pairs_D2[2 * at + 1] as number, logProb: probability > 0 ? Math.log(probability) : Number.NaN }
    })
  }

  #inverseTemperature(temperature: number): DeviceTensor {
    let tensor = this.#inverseTemperatures.get(temperature)
    if (tensor === undefined) {
      tensor = this.#backend.upload(Float32Array.of(1 / temperature), [1])
      this.#inverseTemperatures.set(temperature, tensor)
    }
    return tensor
  }

  /** Weights that come without adapters' matrices are the base's: the adapter is off. */
  #given({ lora, whole }: Weights): {
    readonly model: DecodedModel
    readonly key: string
    readonly parameters: Tensors
  } {
    if (whole === null)
      throw new RlvrError('RLVR_TENSOR', 'Weights that are widened a layer at a time are for a back end on the host.')
    const { positions, ...others } = whole
    return {
      model: lora === null ? { architecture: this.#model.architecture } : this.#model,
      key: lora === null ? 'base' : 'adapted',
      parameters: positions === undefined ? others : { ...others, positionTable: positions },
    }
  }
}
