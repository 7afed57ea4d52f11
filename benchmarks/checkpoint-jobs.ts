// Training, generating and loading with checkpoints of real shapes, beside transformers (and PEFT for LoRA): each side in
// a process of its own over one folder, float32 on both sides.
import { fileURLToPath } from 'node:url'
import { RlvrError } from '../src/core/errors.ts'
import { checkpointFolder } from './checkpoint-shapes.ts'
import { bothWaitPolicies, sideBySide, type Side, type SideReport } from './side-by-side.ts'
import { wholeNumber, type SideOptions } from './side-options.ts'

type Given = { readonly [name: string]: string }

/** One optimizer step over random tokens, all of them sampled: gradient and AdamW. */
export async function checkpointStep(options: SideOptions, given: Given): Promise<SideReport> {
  const { shape = '135M', mode = 'lora', batch = '16', tokens = '128', rank = '16', 'memory-mb': memory } = given
  if (mode !== 'lora' && mode !== 'full') throw new RlvrError('RLVR_USAGE', `--mode is lora or full, not \`${mode}\`.`)
  const [B, T, r] = [wholeNumber('batch', batch, 1), wholeNumber('tokens', tokens, 2), wholeNumber('rank', rank, 1)]
  const job = {
    name: 'step',
    settings: {
      mode,
      batch: B,
      tokens: T,
      rank: r,
      ...(memory !== undefined && { memoryMb: wholeNumber('memory-mb', memory, 1) }),
    },
    subject: `${shape}, ${mode === 'lora' ? `LoRA of rank ${r} on all linear layers` : 'all weights'}, ${B} x ${T} = ${B * T} tokens, one optimizer step${memory === undefined ? '' : `, ours within ${memory} MB`}`,
    unit: 'ms',
    fresh: false,
  } as const
  return await measured(job, shape, options)
}

/** Greedy replies to prompts that differ from one another. */
export async function checkpointGenerate(options: SideOptions, given: Given): Promise<SideReport> {
  const { shape = '135M', batch = '64', prompt = '128', new: fresh = '64' } = given
  const [B, P, N] = [wholeNumber('batch', batch, 1), wholeNumber('prompt', prompt, 24), wholeNumber('new', fresh, 2)]
  const job = {
    name: 'generate',
    settings: { batch: B, prompt: P, new: N },
    subject: `${shape}, ${B} prompts of ${P} tokens, ${N} new tokens each, greedy; tokens a second of it all`,
    unit: 'tokens/s',
    fresh: false,
  } as const
  return await measured(job, shape, options)
}

/** From a folder to the first token of a reply, in a new process each round; imports are not counted. */
export async function checkpointLoad(options: SideOptions, given: Given): Promise<SideReport> {
  const { shape = '135M', prompt = '32' } = given
  const P = wholeNumber('prompt', prompt, 24)
  const job = {
    name: 'load',
    settings: { prompt: P },
    subject: `${shape}, from the folder to the first token of a reply to ${P} tokens, in a new process`,
    unit: 'ms',
    fresh: true,
  } as const
  return await measured(job, shape, options)
}

interface Job {
  readonly name: 'step' | 'generate' | 'load'
  readonly settings: object
  readonly subject: string
  readonly unit: 'ms' | 'tokens/s'
  readonly fresh: boolean
}

async function measured(job: Job, shape: string, options: SideOptions): Promise<SideReport> {
  const { threads, rounds, pythons, peersOnly, note } = options
  const folder = checkpointFolder(shape, options.folderPython, note)
  const parameters = [folder, String(threads), JSON.stringify(job.settings)]
  const side = (command: string, flags: readonly string[], script: string): Side => ({
    command,
    parameters: [...flags, fileURLToPath(new URL(script, import.meta.url)), job.name, ...parameters],
    fresh: job.fresh,
  })
  return await sideBySide({
    benchmark: `checkpoint-${job.name}`,
    subject: job.subject,
    unit: job.unit,
    threads,
    rounds,
    warmUpRounds: 1,
    ours: peersOnly
      ? null
      : side(process.execPath, ['--disable-warning=ExperimentalWarning'], 'contenders/ours-checkpoint.ts'),
    peers: pythons.map((python) => bothWaitPolicies(side(python, ['-B'], 'peers/checkpoint_peer.py'), threads)),
    note,
  })
}
