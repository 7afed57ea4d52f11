// One model of a Tinker-compatible service: an adapter (LoRA) over a base model, with its gradient and its moments there.
// Its operations go one after another and are numbered, so that a service carries out each of them once and in order. Where
// it is not known whether one that changes something was carried out, the model is in doubt and takes no more: whoever
// holds it goes on from what it saved. Source: tinker 0.38 (PyPI), lib/public_interfaces/training_client.py.
import { RlvrError, show } from '../../../core/errors.ts'
import type { Json, JsonObject } from '../../../core/json.ts'
import type { OptimizerSettings } from '../../../core/policy.ts'
import { field } from '../field.ts'
import { bytesOf, decodePass, encodePass, type Datum, type PassRequest } from './messages.ts'
import { ServiceFault, type Operation, type Outcome, type TinkerService } from './service.ts'

export interface ModelSettings {
  readonly sessionId: string
  /** The number of the model within its session. */
  readonly modelNumber: number
  readonly baseModel: string
  readonly rank: number
  readonly seed: number
}

/** The most that one request of a pass holds (`fwdbwd_max_chunk_len`, `fwdbwd_max_chunk_bytes_count`). */
const mostData = 1024
const mostBytes = 5_000_000

export class RemoteModel {
  readonly id: string
  readonly #service: TinkerService
  #taken = 0
  #doubt: string | null = null
  /** Whether a gradient is there that no step has used. */
  #holdsGradient = false
  #turn: Promise<unknown> = Promise.resolve()

  private constructor(service: TinkerService, id: string) {
    this.#service = service
    this.id = id
  }

  static async create(service: TinkerService, settings: ModelSettings): Promise<RemoteModel> {
    const { sessionId, modelNumber, baseModel, rank, seed } = settings
    const what = `a model over ${baseModel}`
    const outcome = await service.carryOut({
      what,
      path: '/api/v1/create_model',
      body: {
        session_id: sessionId,
        model_seq_id: modelNumber,
        base_model: baseModel,
        lora_config: { rank, seed },
        type: 'create_model',
      },
      repeatable: true,
    })
    return new RemoteModel(service, textIn('json' in outcome ? outcome.json : null, 'model_id', what))
  }

  /** Why it takes no more operations; null where it does. */
  get doubt(): string | null {
    return this.#doubt
  }

  /** The log-probability of each target of each datum. */
  async forward(data: readonly Datum[]): Promise<Float32Array[]> {
    return await this.#pass(data, { loss: 'cross_entropy', forwardOnly: true })
  }

  /** The same, and adds the gradient of the loss to what is accumulated there. */
  async forwardBackward(data: readonly Datum[], loss: PassRequest['loss']): Promise<Float32Array[]> {
    return await this.#pass(data, { loss, forwardOnly: false })
  }

  /** One step of AdamW over what was accumulated. @returns the metrics that the service gives */
  async optimizerStep(
    { beta1, beta2, epsilon, weightDecay }: OptimizerSettings,
    { learningRate, maxGradNorm }: { readonly learningRate: number; readonly maxGradNorm: number },
  ): Promise<{ readonly [name: string]: number }> {
    const adam = {
      learning_rate: learningRate,
      beta1,
      beta2,
      eps: epsilon,
      weight_decay: weightDecay,
      grad_clip_norm: maxGradNorm,
    }
    const result = await this.#json('an optimizer step', '/api/v1/optim_step', {
      repeatable: true,
      body: { adam_params: adam, type: 'optim_step' },
      changes: true,
    })
    this.#holdsGradient = false
    const metrics = field(result, 'metrics')
    const entries = typeof metrics === 'object' && metrics !== null ? Object.entries(metrics) : []
    return Object.fromEntries(entries.filter((each): each is [string, number] => typeof each[1] === 'number'))
  }

  /** Keeps weights and moments at the service. @returns their address, `tinker://…` */
  async save(name: string): Promise<string> {
    const what = 'a saved state'
    const result = await this.#json(what, '/api/v1/save_weights', {
      repeatable: false,
      body: { path: name, type: 'save_weights' },
      changes: false,
    })
    return textIn(result, 'path', what)
  }

  /** Takes what was saved at that address; the model must be new. */
  async load(path: string, { moments }: { readonly moments: boolean }): Promise<void> {
    await this.#json(`the state ${path}`, '/api/v1/load_weights', {
      repeatable: false,
      body: { path, optimizer: moments, type: 'load_weights' },
      changes: true,
    })
  }

  /** Gives the weights as they are now to samplers. @returns the sampling session that draws from them */
  async sampler(samplerNumber: number): Promise<string> {
    const what = 'a sampler of the present weights'
    const result = await this.#json(what, '/api/v1/save_weights_for_sampler', {
      repeatable: false,
      body: { sampling_session_seq_id: samplerNumber, type: 'save_weights_for_sampler' },
      changes: false,
    })
    return textIn(result, 'sampling_session_id', what)
  }

  /** Gives its place at the service back. */
  async unload(signal?: AbortSignal): Promise<void> {
    // Some services (SkyRL 0.4, JAX) keep a gradient for whoever gets the place next; a step clears it.
    if (this.#doubt !== null)
      await this.#service
        .carryOut({
          path: '/api/v1/optim_step',
          body: { model_id: this.id, seq_id: this.#taken + 1, adam_params: { learning_rate: 0 }, type: 'optim_step' },
          repeatable: false,
          what: 'a step that clears what is left',
          signal,
        })
        .catch(() => {})
    await this.#service.carryOut({
      path: '/api/v1/unload_model',
      body: { model_id: this.id, type: 'unload_model' },
      repeatable: false,
      what: 'a model to be unloaded',
      signal,
    })
  }

  /** After an answer that cannot be: what the service holds is not to be trusted. */
  distrust(why: string): void {
    this.#doubt ??= why
  }

  async #pass(
    data: readonly Datum[],
    { loss, forwardOnly }: Pick<PassRequest, 'loss' | 'forwardOnly'>,
  ): Promise<Float32Array[]> {
    const what = forwardOnly ? 'log-probabilities' : 'a gradient'
    const logProbs: Float32Array[] = []
    for (const chunk of chunks(data)) {
      const outcome = await this.#numbered({
        what,
        changes: !forwardOnly,
        operation: (sequenceId) => ({
          path: '/api/v1/forward_backward',
          body: encodePass({ modelId: this.id, sequenceId, loss, forwardOnly, data: chunk }),
          repeatable: true,
          what,
        }),
      })
      this.#holdsGradient ||= !forwardOnly
      try {
        logProbs.push(...checkedPass(outcome, chunk))
      } catch (thrown) {
        if (!forwardOnly) this.distrust('it answered a gradient with numbers that cannot be')
        throw thrown
      }
    }
    return logProbs
  }

  async #json(
    what: string,
    path: string,
    { body, repeatable, changes }: { body: JsonObject; repeatable: boolean; changes: boolean },
  ): Promise<Json> {
    const outcome = await this.#numbered({
      what,
      changes,
      operation: (sequenceId) => ({
        path,
        body: { model_id: this.id, seq_id: sequenceId, ...body },
        repeatable,
        what,
      }),
    })
    return 'json' in outcome ? outcome.json : null
  }

  /** One operation at a time, each with the next number; a number that the service did not take is used again. */
  async #numbered(asked: {
    readonly what: string
    readonly changes: boolean
    readonly operation: (sequenceId: number) => Operation
  }): Promise<Outcome> {
    const run = async (): Promise<Outcome> => {
      if (this.#doubt !== null)
        throw new RlvrError(
          'RLVR_POLICY',
          `The model at ${this.#service.baseUrl} takes no more: ${this.#doubt}. Go on from a checkpoint: \`rlvr train --resume RUN\`, or \`restore\` of a snapshot.`,
        )
      try {
        const outcome = await this.#service.carryOut(asked.operation(this.#taken + 1))
        this.#taken++
        return outcome
      } catch (thrown) {
        const fate = thrown instanceof ServiceFault ? thrown.fate : 'unknown'
        if (fate === 'failed') this.#taken++
        if (fate === 'unknown' || (fate === 'failed' && asked.changes))
          this.#doubt = `it is not known what became of ${asked.what} that it was asked for`
        // A gradient stays there, and the next step would learn from it too.
        else if (asked.changes && this.#holdsGradient)
          this.#doubt = `it holds a gradient whose step was not made, for want of ${asked.what}`
        throw thrown
      }
    }
    const turn = this.#turn.then(run, run)
    this.#turn = turn.catch(() => {})
    return await turn
  }
}

function textIn(result: Json, name: string, what: string): string {
  const text = field(result, name)
  if (typeof text === 'string' && text !== '') return text
  throw new RlvrError(
    'RLVR_POLICY',
    `The service was asked for ${what} and gave no \`${name}\`; it answered ${show(result, 200)}.`,
  )
}

function* chunks(data: readonly Datum[]): Generator<Datum[]> {
  let chunk: Datum[] = []
  let bytes = 0
  for (const datum of data) {
    const own = bytesOf(datum)
    if (chunk.length > 0 && (chunk.length === mostData || bytes + own > mostBytes)) {
      yield chunk
      chunk = []
      bytes = 0
    }
    chunk.push(datum)
    bytes += own
  }
  if (chunk.length > 0) yield chunk
}

/** A log-probability for each target, each a finite number of at most 0. */
function checkedPass(outcome: Outcome, data: readonly Datum[]): Float32Array[] {
  const refuse = (words: string): never => {
    throw new RlvrError(
      'RLVR_POLICY',
      `The service was asked for the log-probabilities of ${data.length} sequences and ${words}.`,
    )
  }
  if (!('bytes' in outcome)) return refuse(`answered with ${show(outcome.json, 200)}, no protocol buffer message`)
  const { logProbs } = decodePass(outcome.bytes)
  if (logProbs.length !== data.length) refuse(`gave those of ${logProbs.length}`)
  return logProbs.map((values, index) => {
    const due = data[index]?.targets.length
    if (values === undefined) return refuse(`gave none for sequence ${index}`)
    if (values.length !== due) refuse(`gave ${values.length} for sequence ${index}, which has ${due} targets`)
    // bfloat16 rounds a log-probability near 0 to either side of it.
    const at = values.findIndex((value) => !(value <= 0.01 && value > -Infinity))
    if (at >= 0) refuse(`gave ${values[at]} for target ${at} of sequence ${index}`)
    return values
  })
}
