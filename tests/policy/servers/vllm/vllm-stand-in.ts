// A server on this machine that speaks vLLM's protocol as vLLM 0.32.0 did (`vllm serve --enable-lora`, a tiny Llama on a
// CPU): the same paths, fields and words. Behind it answers this library's own model, with the adapters that it is given
// as PEFT folders, so that what it says is true, or a lie that a test chose.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Json } from '../../../../src/core/json.ts'
import { defaultSampling } from '../../../../src/core/policy.ts'
import { loraOfAdapter } from '../../../../src/policy/transformer/lora-of-adapter.ts'
import { ModelClient } from '../../../../src/policy/transformer/threads/model-client.ts'
import { tinyChatArchitecture } from '../../checkpoints/tiny-chat-model.ts'

export interface Lies {
  /** Statuses that the next requests are answered with, before any is answered as it should be. */
  readonly statuses: number[]
  /** Requests of these paths are never answered. */
  deafTo: string | null
  /** The next answer of this path is lost: the connection breaks off after it was done. */
  loses: string | null
  /** What the next answers hold in place of what they should. */
  choice: { [field: string]: Json }
  body: { [field: string]: Json }
  /** `--logprobs-mode processed_logprobs`. */
  processed: boolean
  /** Adapters are taken and not applied, as if an older one stayed. */
  keepsFirst: boolean
  /** Adapters are refused with this status and these words. */
  refusesAdapters: { readonly status: number; readonly body: Json } | null
  /** Where the list of models says that an adapter comes from. */
  listedRoot: string | null
}

export interface VllmStandIn extends AsyncDisposable {
  readonly url: string
  readonly lies: Lies
  readonly heard: { readonly path: string; readonly body: { readonly [field: string]: Json } }[]
  /** Names of the adapters that are loaded. */
  adapters(): string[]
  /** Forgets all adapters, as a server that was started anew. */
  restart(): void
}

/** Serves the model of a folder as `tiny`. */
export async function vllmStandIn(folder: string): Promise<VllmStandIn> {
  const heard: VllmStandIn['heard'] = []
  const lies: Lies = {
    ...{ statuses: [], deafTo: null, loses: null, choice: {}, body: {}, processed: false, keepsFirst: false },
    ...{ refusesAdapters: null, listedRoot: null },
  }
  const adapters = new Map<string, { path: string; model: ModelClient }>()
  const opened: ModelClient[] = []
  let first: ModelClient | null = null

  const open = async (path: string | null): Promise<ModelClient> => {
    const lora = path === null ? undefined : (await loraOfAdapter(path, tinyChatArchitecture)).lora
    const model = await ModelClient.open({
      architecture: tinyChatArchitecture,
      seed: 0,
      checkpoint: { folder, source: folder, adapter: path ?? undefined, precision: undefined },
      lora,
      trainable: false,
      backend: 'tfjs-cpu',
      threads: 1,
    })
    opened.push(model)
    first ??= model
    return model
  }

  const answers: { readonly [path: string]: (body: { readonly [field: string]: Json }) => Promise<[number, Json]> } = {
    '/v1/models': async () => [
      200,
      {
        object: 'list',
        data: [
          { id: 'tiny', object: 'model', owned_by: 'vllm', root: folder, parent: null, max_model_len: 64 },
          ...[...adapters].map(([id, { path }]) => ({
            ...{ id, object: 'model', owned_by: 'vllm', root: lies.listedRoot ?? path },
            ...{ parent: 'tiny', max_model_len: null },
          })),
        ],
      },
    ],
    '/v1/load_lora_adapter': async ({ lora_name: name, lora_path: path }) => {
      if (lies.refusesAdapters !== null) return [lies.refusesAdapters.status, lies.refusesAdapters.body]
      const taken = `The lora adapter '${name as string}' has already been loaded. If you want to load the adapter in place, set 'load_inplace' to True.`
      if (adapters.has(name as string)) return [400, fault(taken, 400)]
      adapters.set(name as string, { path: path as string, model: await open(path as string) })
      return [200, `Success: LoRA adapter '${name as string}' added successfully.`]
    },
    '/v1/unload_lora_adapter': async ({ lora_name: name }) =>
      adapters.delete(name as string)
        ? [200, `Success: LoRA adapter '${name as string}' removed successfully.`]
        : [404, fault(`The lora adapter '${name as string}' cannot be found.`, 404)],
    '/v1/completions': async (body) => {
      const found = adapters.get(body['model'] as string)
      if (found === undefined) return [404, fault(`The model \`${body['model'] as string}\` does not exist.`, 404)]
      return [200, await completion(lies.keepsFirst && first !== null ? first : found.model, body)]
    },
  }

  const completion = async (model: ModelClient, body: { readonly [field: string]: Json }): Promise<Json> => {
    const [prompt, allowed] = [body['prompt'] as number[], body['allowed_token_ids'] as number[] | undefined]
    const temperature = body['temperature'] as number
    const asked = { prompt: Int32Array.from(prompt), seed: body['seed'] as number }
    const sampling = {
      ...{ ...defaultSampling, temperature, topP: body['top_p'] as number, topK: Math.max(0, body['top_k'] as number) },
      maxTokens: body['max_tokens'] as number,
    }
    const rule = { tokens: body['stop_token_ids'] as number[], texts: [], pieces: null }
    const [reply] = await model.call('generate', [asked], sampling, rule)
    const [tokens, finish] = allowed === undefined ? [[...(reply?.tokens ?? [])], reply?.finish] : [allowed, 'length']
    // Raw log-probabilities are those at temperature 1.
    const at = lies.processed && temperature > 0 ? temperature : 1
    const sequence = {
      tokens: Int32Array.from([...prompt, ...tokens]),
      sampled: Uint8Array.from([...prompt.map(() => 0), ...tokens.map(() => 1)]),
      ...{ logProbs: new Float32Array(tokens.length), sampledBy: null },
    }
    const [scores] = await model.call('score', [sequence], at)
    const logProbs = lies.processed && allowed !== undefined ? [0] : [...(scores?.logProbs ?? [])]
    return {
      ...{
        id: 'cmpl-b0e1f6f1c5a64a5c',
        object: 'text_completion',
        created: 1_796_000_000,
        model: body['model'] ?? null,
      },
      choices: [
        {
          ...{
            index: 0,
            text: '',
            finish_reason: finish ?? null,
            stop_reason: finish === 'stop' ? (tokens.at(-1) ?? null) : null,
          },
          logprobs: { text_offset: [], token_logprobs: logProbs, tokens: [], top_logprobs: [] },
          ...{
            token_ids: tokens,
            prompt_logprobs: null,
            prompt_token_ids: prompt,
            routed_experts: null,
            ...lies.choice,
          },
        },
      ],
      usage: {
        prompt_tokens: prompt.length,
        completion_tokens: tokens.length,
        total_tokens: prompt.length + tokens.length,
      },
      ...lies.body,
    }
  }

  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => {
      const path = request.url ?? ''
      const body = (text === '' ? {} : JSON.parse(text)) as { readonly [field: string]: Json }
      heard.push({ path, body })
      if (path === lies.deafTo) return
      const status = lies.statuses.shift()
      const answering =
        status === undefined ? answers[path]?.(body) : Promise.resolve([status, fault('busy', status)] as const)
      void (answering ?? Promise.resolve([404, { detail: 'Not Found' }] as const)).then(([code, answer]) => {
        if (path === lies.loses) {
          lies.loses = null
          return response.destroy()
        }
        response.writeHead(code, { 'content-type': 'application/json' })
        response.end(typeof answer === 'string' ? answer : JSON.stringify(answer))
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lies,
    heard,
    adapters: () => [...adapters.keys()],
    restart: () => adapters.clear(),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      for (const model of opened) await model.close()
    },
  }
}

function fault(message: string, code: number): Json {
  return { error: { message, type: code === 404 ? 'NotFoundError' : 'InternalServerError', param: null, code } }
}
