// A session at a Tinker-compatible service: what its models and samplers belong to. A heartbeat keeps it; without one the
// service gives everything of it back. Source: tinker 0.38 (PyPI), lib/internal_client_holder.py.
import { RlvrError, show } from '../../../core/errors.ts'
import { field } from '../field.ts'
import { RemoteModel } from './remote-model.ts'
import type { TinkerService } from './service.ts'

/** The protocol that is spoken is that of this version of the SDK. */
const protocolVersion = '0.38.0'
const heartbeatMs = 10_000

export interface SessionModel {
  readonly baseModel: string
  readonly rank: number
  readonly seed: number
}

export class ServiceSession {
  readonly #service: TinkerService
  readonly #id: string
  readonly #model: SessionModel
  readonly #heartbeat: NodeJS.Timeout
  #models = 0
  #samplers = 0

  private constructor(service: TinkerService, id: string, model: SessionModel) {
    this.#service = service
    this.#id = id
    this.#model = model
    // What a lost heartbeat means is told by the next request.
    this.#heartbeat = setInterval(() => {
      void this.#beat().catch(() => {})
    }, heartbeatMs)
    this.#heartbeat.unref()
  }

  /** @throws RlvrError `RLVR_USAGE` for a model that the service does not have */
  static async open(service: TinkerService, model: SessionModel, signal?: AbortSignal): Promise<ServiceSession> {
    const session = await service.ask({
      path: '/api/v1/create_session',
      body: { tags: ['rlvr'], user_metadata: null, sdk_version: protocolVersion, type: 'create_session' },
      repeatable: true,
      what: 'a session',
      signal,
    })
    const refusal = field(session, 'error_message')
    const id = field(session, 'session_id')
    if (typeof refusal === 'string' && refusal !== '')
      throw new RlvrError('RLVR_POLICY', `${service.baseUrl} opens no session: ${refusal}`)
    if (typeof id !== 'string')
      throw new RlvrError('RLVR_POLICY', `${service.baseUrl} gave no session_id; it answered ${show(session, 200)}.`)
    return new ServiceSession(service, id, model)
  }

  /** A fresh adapter, or what was saved at `path`, with its moments or without. */
  async model(from?: { readonly path: string; readonly moments: boolean }): Promise<RemoteModel> {
    const model = await RemoteModel.create(this.#service, {
      sessionId: this.#id,
      modelNumber: this.#models++,
      ...this.#model,
    })
    if (from === undefined) return model
    try {
      await model.load(from.path, { moments: from.moments })
      return model
    } catch (thrown) {
      await model.unload().catch(() => {})
      throw thrown
    }
  }

  /** A sampling session that draws from the model as it is now. */
  async sampler(model: RemoteModel): Promise<string> {
    return await model.sampler(this.#samplers++)
  }

  close(): void {
    clearInterval(this.#heartbeat)
  }

  async #beat(): Promise<void> {
    await this.#service.ask({
      path: '/api/v1/session_heartbeat',
      body: { session_id: this.#id, type: 'session_heartbeat' },
      repeatable: true,
      what: 'a heartbeat',
    })
  }
}
