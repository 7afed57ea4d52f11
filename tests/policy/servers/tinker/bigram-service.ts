// A Tinker-compatible service in this process, by the recorded protocol (tinker 0.38, SkyRL 0.4): sessions, numbered
// operations, futures, protocol buffers. Its model is a table: the logits of the next token depend on the last one alone.
// `reduction` is how it puts losses together; `fault` may answer any request in its place.
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { MessageWriter } from '../../../../src/tensor/onnx/protobuf.ts'
import { Rng } from '../../../../src/core/random.ts'
import {
  bytesIn,
  entriesIn,
  messagesIn,
  numberIn,
  wireFields,
} from '../../../../src/policy/servers/tinker/wire-reader.ts'

export interface BigramServiceOptions {
  readonly vocabularySize: number
  readonly reduction?: 'sum' | 'mean'
  /** Whether a step says how long its gradient was. */
  readonly saysNorm?: boolean
  /** True where it has answered, or closed the connection, itself. */
  readonly fault?: (request: HeardRequest, response: ServerResponse) => boolean
}

export interface HeardRequest {
  readonly path: string
  readonly body: Record<string, never> & { readonly [name: string]: unknown }
  readonly headers: { readonly [name: string]: string | string[] | undefined }
}

interface Weights {
  table: Float64Array
  mean: Float64Array
  square: Float64Array
  steps: number
}

interface Model extends Weights {
  gradient: Float64Array
  sequences: number
  /** The operations that it has carried out, by their numbers. */
  readonly done: Map<number, string>
}

export async function bigramService(options: BigramServiceOptions): Promise<
  AsyncDisposable & {
    readonly url: string
    readonly heard: HeardRequest[]
    readonly models: Map<string, Model>
    /** Results may be changed on their way out: what a service that lies would answer. */
    lie: ((path: string, bytes: Uint8Array) => Uint8Array) | null
  }
> {
  const { vocabularySize: size, reduction = 'sum', saysNorm = true, fault } = options
  const heard: HeardRequest[] = []
  const models = new Map<string, Model>()
  const states = new Map<string, Weights>()
  const samplers = new Map<string, Float64Array>()
  const futures = new Map<string, { json?: unknown; bytes?: Uint8Array }>()
  const running = { lie: null as ((path: string, bytes: Uint8Array) => Uint8Array) | null }
  let [count, modelCount] = [0, 0]

  const promise = (result: { json?: unknown; bytes?: Uint8Array }): { request_id: string } => {
    const id = String(++count)
    futures.set(id, result)
    return { request_id: id }
  }
  const modelOf = (id: unknown): Model => {
    const model = models.get(String(id))
    if (model === undefined) throw new Error(`Model ${String(id)} not loaded`)
    return model
  }
  /** What was asked under this number before is answered as before. */
  const numbered = (model: Model, number: number, work: () => { json?: unknown; bytes?: Uint8Array }): object => {
    const before = model.done.get(number)
    if (before !== undefined) return { request_id: before }
    if (number !== model.done.size + 1) throw new Error(`seq_id ${number} is not ${model.done.size + 1}`)
    const promised = promise(work())
    model.done.set(number, promised.request_id)
    return promised
  }
  const logProbsAfter = (table: Float64Array, from: number, temperature = 1): Float64Array => {
    const row = table.subarray(from * size, (from + 1) * size).map((logit) => logit / temperature)
    const highest = Math.max(...row)
    const sum = Math.log(row.reduce((total, logit) => total + Math.exp(logit - highest), 0)) + highest
    return row.map((logit) => logit - sum)
  }

  const pass = (bytes: Uint8Array): object => {
    const fields = wireFields(bytes)
    const model = modelOf(new TextDecoder().decode(bytesIn(fields, 1)))
    const isForward = numberIn(fields, 6) === 1
    const loss = new TextDecoder().decode(bytesIn(fields, 4))
    return numbered(model, numberIn(fields, 2), () => {
      const outputs = messagesIn(fields, 3).map((datum) => {
        const [chunk] = messagesIn(datum, 1)
        const [text] = messagesIn(chunk ?? [], 1)
        const inputs = new Int32Array(Uint8Array.from(bytesIn(text ?? [], 1)).buffer)
        const tensors = new Map(
          entriesIn(datum, 2).map(([name, entry]) => [name, bytesIn(wireFields(bytesIn(entry, 2)), 1)] as const),
        )
        const numbers = (name: string): Float32Array =>
          new Float32Array(Uint8Array.from(tensors.get(name) ?? new Uint8Array(4 * inputs.length)).buffer)
        const targets = new BigInt64Array(Uint8Array.from(tensors.get('target_tokens') ?? []).buffer)
        const weights = tensors.has('weights') ? numbers('weights') : new Float32Array(inputs.length).fill(1)
        const [advantages, sampled] = [numbers('advantages'), numbers('logprobs')]
        const share =
          reduction === 'sum'
            ? 1
            : Math.max(
                weights.reduce((sum, weight) => sum + weight, 0),
                1e-9,
              )
        const logProbs = Float32Array.from(inputs, (from, at) => {
          const after = logProbsAfter(model.table, from)
          const logProb = after[Number(targets[at])] as number
          // dLoss/dlogProb of the loss at hand.
          const slope =
            loss === 'cross_entropy'
              ? -(weights[at] as number)
              : -Math.exp(logProb - (sampled[at] as number)) * (advantages[at] as number)
          if (!isForward)
            after.forEach((value, to) => {
              const own = from * size + to
              const change = ((to === Number(targets[at]) ? 1 : 0) - Math.exp(value)) * (slope / share)
              model.gradient[own] = (model.gradient[own] as number) + change
            })
          return logProb
        })
        if (!isForward) model.sequences++
        return logProbs
      })
      return { bytes: encodeOutputs(outputs) }
    })
  }

  const step = (body: HeardRequest['body']): object => {
    const model = modelOf(body['model_id'])
    const adam = body['adam_params'] as unknown as { [name: string]: number }
    return numbered(model, Number(body['seq_id']), () => {
      const share = reduction === 'sum' ? 1 : Math.max(1, model.sequences)
      const gradient = model.gradient.map((value) => value / share)
      const norm = Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0))
      const clip = adam['grad_clip_norm'] ?? 0
      const scale = clip > 0 ? Math.min(1, clip / norm || 1) : 1
      const { beta1 = 0.9, beta2 = 0.95, eps = 1e-12, learning_rate: rate = 0 } = adam
      model.steps++
      gradient.forEach((raw, at) => {
        const value = raw * scale
        model.mean[at] = beta1 * (model.mean[at] as number) + (1 - beta1) * value
        model.square[at] = beta2 * (model.square[at] as number) + (1 - beta2) * value * value
        const mean = model.mean[at] / (1 - beta1 ** model.steps)
        const square = model.square[at] / (1 - beta2 ** model.steps)
        model.table[at] = (model.table[at] as number) - (rate * mean) / (Math.sqrt(square) + eps)
      })
      model.gradient.fill(0)
      model.sequences = 0
      return { json: { metrics: saysNorm ? { 'skyrl.ai/grad_norm': norm } : {} } }
    })
  }

  const samples = (body: HeardRequest['body']): object => {
    const table = samplers.get(String(body['sampling_session_id']))
    if (table === undefined) throw new Error('Sampling session not found')
    const { chunks } = body['prompt'] as unknown as { chunks: { tokens: number[] }[] }
    const asked = body['sampling_params'] as unknown as {
      temperature: number
      max_tokens: number
      seed: number
      stop?: number[]
    }
    const prompt = chunks.flatMap(({ tokens }) => tokens)
    const drawn = Array.from({ length: Number(body['num_samples']) }, (_, index) => {
      const rng = Rng.fromSeed(asked.seed + index)
      const tokens: number[] = []
      const logProbs: number[] = []
      while (tokens.length < asked.max_tokens && !asked.stop?.includes(tokens.at(-1) ?? -1)) {
        const from = tokens.at(-1) ?? prompt.at(-1) ?? 0
        const greedy = asked.temperature === 0
        const after = logProbsAfter(table, from, greedy ? 1 : asked.temperature)
        let rest = rng.float()
        const picked = greedy ? -1 : after.findIndex((value) => (rest -= Math.exp(value)) < 0)
        const token = picked < 0 ? after.indexOf(Math.max(...after)) : picked
        tokens.push(token)
        logProbs.push(logProbsAfter(table, from)[token] as number)
      }
      return { isLength: !asked.stop?.includes(tokens.at(-1) ?? -1), tokens, logProbs }
    })
    return promise({ bytes: encodeSamples(drawn) })
  }

  const answer = (path: string, body: HeardRequest['body'], raw: Uint8Array): unknown => {
    switch (path.replace('/api/v1/', '')) {
      case 'create_session':
        return { session_id: 'session_1' }
      case 'session_heartbeat':
        return {}
      case 'create_model': {
        const id = `model_${++modelCount}`
        const rng = Rng.fromSeed((body['lora_config'] as unknown as { seed: number }).seed)
        const zeros = (): Float64Array => new Float64Array(size * size)
        models.set(id, {
          table: zeros().map(() => rng.normal() * 0.1),
          ...{ mean: zeros(), square: zeros(), gradient: zeros(), steps: 0, sequences: 0, done: new Map() },
        })
        return promise({ json: { model_id: id } })
      }
      case 'unload_model':
        models.delete(String(body['model_id']))
        return promise({ json: { model_id: body['model_id'] } })
      case 'forward_backward':
        return pass(raw)
      case 'optim_step':
        return step(body)
      case 'save_weights': {
        const model = modelOf(body['model_id'])
        const path = `tinker://${String(body['model_id'])}/weights/${String(body['path'])}`
        return numbered(model, Number(body['seq_id']), () => {
          states.set(path, copyOf(model))
          return { json: { path } }
        })
      }
      case 'load_weights': {
        const model = modelOf(body['model_id'])
        const kept = states.get(String(body['path']))
        if (kept === undefined) throw new Error(`Checkpoint not found: ${String(body['path'])}`)
        return numbered(model, Number(body['seq_id']), () => {
          const { table, mean, square, steps } = copyOf(kept)
          Object.assign(model, { table }, body['optimizer'] === true && { mean, square, steps })
          return { json: {} }
        })
      }
      case 'save_weights_for_sampler': {
        const model = modelOf(body['model_id'])
        return numbered(model, Number(body['seq_id']), () => {
          const id = `sampling_${String(body['sampling_session_seq_id'])}`
          samplers.set(id, model.table.slice())
          return { json: { sampling_session_id: id } }
        })
      }
      case 'asample':
        return samples(body)
      default:
        throw new Error('Not found')
    }
  }

  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const raw = Buffer.concat(parts)
      const isBinary = request.headers['content-type'] === 'application/x-protobuf'
      const body = isBinary ? {} : (JSON.parse(raw.toString()) as Record<string, never>)
      const path = request.url ?? ''
      const told: HeardRequest = { path, body, headers: request.headers }
      heard.push(told)
      if (fault?.(told, response) === true) return
      if (path === '/api/v1/retrieve_future') {
        const future = futures.get(String(body['request_id']))
        if (future === undefined) return reply(response, 404, { detail: 'Future not found' })
        if (future.bytes === undefined) return reply(response, 200, future.json)
        response.writeHead(200, { 'content-type': 'application/x-protobuf' })
        response.end(running.lie === null ? future.bytes : running.lie(path, future.bytes))
        return undefined
      }
      try {
        return reply(response, 200, answer(path, body, raw))
      } catch (thrown) {
        return reply(response, 400, { detail: (thrown as Error).message })
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    models,
    get lie() {
      return running.lie
    },
    set lie(lie) {
      running.lie = lie
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function reply(response: ServerResponse, status: number, json: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(json))
}

function copyOf({ table, mean, square, steps }: Weights): Weights {
  return { table: table.slice(), mean: mean.slice(), square: square.slice(), steps }
}

/** `ForwardBackwardOutput` with one record. */
export function encodeOutputs(perDatum: readonly Float32Array[]): Uint8Array {
  const offsets = new BigInt64Array(perDatum.length + 1)
  perDatum.forEach((values, at) => (offsets[at + 1] = (offsets[at] as bigint) + BigInt(values.byteLength)))
  const data = Buffer.concat(perDatum.map((values) => new Uint8Array(values.buffer)))
  const tensor = new MessageWriter().bytes(1, data).bytes(2, new Uint8Array(offsets.buffer)).int(3, 1)
  const entry = new MessageWriter().text(1, 'logprobs').message(2, tensor)
  return new MessageWriter().message(2, new MessageWriter().message(2, entry).int(3, perDatum.length)).finish()
}

/** `SampleResponse`. */
export function encodeSamples(
  drawn: readonly { isLength: boolean; tokens: readonly number[]; logProbs: readonly number[] }[],
): Uint8Array {
  const message = new MessageWriter()
  for (const { isLength, tokens, logProbs } of drawn)
    message.message(
      1,
      new MessageWriter()
        .int(1, isLength ? 1 : 0)
        .bytes(2, new Uint8Array(Int32Array.from(tokens).buffer))
        .bytes(3, new Uint8Array(Float32Array.from(logProbs).buffer)),
    )
  return message.finish()
}
