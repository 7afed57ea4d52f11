// The adapter of a policy that learns here, in a vLLM server: written as a PEFT folder after each update, loaded under a
// name of its own, the one before unloaded. A name and a path are never used twice: blocks of vLLM's prefix cache are
// kept by adapter, and are not forgotten where one is loaded again in its place.
// Source: vllm-project/vllm 0.32, `vllm/entrypoints/openai/models/serving.py`.
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { RlvrError } from '../../../core/errors.ts'
import { silentLogger, type Logger } from '../../../core/logger.ts'
import { writeAdapterFolder } from '../../checkpoints/adapter-folder.ts'
import { SnapshotReader } from '../../transformer/model/snapshot.ts'
import type { TransformerPolicy } from '../../transformer/transformer-policy.ts'
import { VllmRefusal, type VllmServer } from './vllm-server.ts'

export interface VllmAdapterOptions {
  /** The name under which the server has the model that the adapter stands on. */
  readonly model: string
  /** Where adapters are written, a folder that the server can read; one of the temporary folder where left out. */
  readonly folder?: string
  /** The same folder as the server sees it, where it is elsewhere there. */
  readonly folderThere?: string
  readonly logger?: Logger
}

/** An adapter that stays goes with the server. */
const longestFarewellMs = 5000

export class VllmAdapter {
  readonly #server: VllmServer
  readonly #options: VllmAdapterOptions
  readonly #place: string
  /** Tells this training's adapters from those of others at the same server. */
  readonly #mark = `rlvr-${randomBytes(4).toString('hex')}`
  #count = 0
  #loaded: string | null = null
  /** What is under way in the server: one thing at a time. */
  #last: Promise<unknown> = Promise.resolve()
  /** Ends what is under way where whoever holds the adapter has done with it. */
  readonly #closing = new AbortController()

  constructor(server: VllmServer, options: VllmAdapterOptions) {
    this.#server = server
    this.#options = options
    if (options.folder !== undefined) mkdirSync(options.folder, { recursive: true })
    this.#place = mkdtempSync(join(resolve(options.folder ?? tmpdir()), `${this.#mark}-`))
  }

  /**
   * Puts the adapter of the policy as it is now into the server, and the one before out of it.
   * @returns the name to ask it by
   * @throws RlvrError `RLVR_POLICY` where the server does not take it, with what to change there
   */
  async load(policy: TransformerPolicy): Promise<string> {
    const loading = this.#last.then(async () => await this.#load(policy))
    this.#last = loading.catch(() => null)
    return await loading
  }

  async #load(policy: TransformerPolicy): Promise<string> {
    const name = `${this.#mark}-${this.#count++}`
    const here = join(this.#place, name)
    await this.#write(policy, here)
    const { folderThere } = this.#options
    const there = folderThere === undefined ? here : join(folderThere, basename(this.#place), name)
    try {
      const asked = { lora_name: name, lora_path: there }
      await this.#server.post('/v1/load_lora_adapter', asked, this.#closing.signal)
    } catch (thrown) {
      // A try whose answer was lost has loaded it; nobody else has this name.
      if (!(thrown instanceof VllmRefusal && /has already been\s+loaded/.test(thrown.message))) {
        rmSync(here, { recursive: true, force: true })
        throw thrown instanceof VllmRefusal ? this.#refused(thrown, there) : thrown
      }
    }
    try {
      await this.#checkListed(name, there)
    } catch (thrown) {
      await this.#unload(name)
      throw thrown
    }
    const before = this.#loaded
    this.#loaded = name
    if (before !== null) await this.#unload(before)
    return name
  }

  /** Takes out what is loaded and removes what was written; a server that does not answer is not waited for long. */
  async close(): Promise<void> {
    this.#closing.abort()
    await this.#last
    if (this.#loaded !== null) await this.#unload(this.#loaded, AbortSignal.timeout(longestFarewellMs))
    this.#loaded = null
    rmSync(this.#place, { recursive: true, force: true })
  }

  async #write(policy: TransformerPolicy, folder: string): Promise<void> {
    const snapshot = `${folder}.snapshot`
    mkdirSync(folder)
    mkdirSync(snapshot)
    try {
      await policy.snapshot(snapshot)
      const reader = await SnapshotReader.open(snapshot)
      try {
        const { architecture, adapter } = reader.header
        if (adapter === undefined)
          throw new RlvrError(
            'RLVR_USAGE',
            'Rollouts through vLLM need a policy that learns by an adapter, which a server can load while it runs: open it with `lora`.',
          )
        await writeAdapterFolder(folder, {
          architecture,
          settings: adapter.lora,
          base: { name: this.#options.model },
          read: async (parameter) => await reader.read(parameter),
        })
      } finally {
        await reader.close()
      }
    } finally {
      rmSync(snapshot, { recursive: true, force: true })
    }
  }

  /** An adapter under this name must be the one that was just written, over the model that was named. */
  async #checkListed(name: string, path: string): Promise<void> {
    const card = (await this.#server.models(this.#closing.signal)).find(({ id }) => id === name)
    const { model } = this.#options
    const fault =
      card === undefined
        ? `does not list the adapter ${name} that it has just loaded: several servers behind one address? Give the address of one.`
        : card.root !== null && card.root !== path
          ? `has the adapter ${name} from ${card.root}; it was given ${path}.`
          : card.parent !== null && card.parent !== model
            ? `has put the adapter ${name} on the model ${card.parent}; it belongs to ${model}.`
            : null
    if (fault !== null) throw new RlvrError('RLVR_POLICY', `vLLM at ${this.#server.url} ${fault}`)
  }

  async #unload(name: string, signal: AbortSignal = this.#closing.signal): Promise<void> {
    const { logger = silentLogger } = this.#options
    try {
      await this.#server.post('/v1/unload_lora_adapter', { lora_name: name }, signal)
    } catch (thrown) {
      // A server that was started anew has it no more.
      if (!(thrown instanceof VllmRefusal && thrown.status === 404))
        logger.warn(`The adapter ${name} stays in the server: ${(thrown as Error).message}`)
    }
    rmSync(join(this.#place, name), { recursive: true, force: true })
  }

  #refused(refusal: VllmRefusal, there: string): RlvrError {
    const { status, message } = refusal
    // Without the setting there is no such path, and FastAPI says `Not Found`.
    const advice =
      status === 404 && message.endsWith(': Not Found.')
        ? ' Start it with VLLM_ALLOW_RUNTIME_LORA_UPDATING=True and `--enable-lora`.'
        : /rank/i.test(message)
          ? ' Start it with a larger `--max-lora-rank`.'
          : /not enabled|enable.?lora/i.test(message)
            ? ' Start it with `--enable-lora`.'
            : /no adapter|not found|no such file/i.test(message)
              ? ` The server must be able to read ${there}: give a folder that both see (\`folder\`, \`folderThere\`).`
              : ''
    return new RlvrError('RLVR_POLICY', `${message}${advice}`, { cause: refusal })
  }
}
