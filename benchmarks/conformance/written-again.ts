// What this library writes, read by transformers and PEFT: every golden checkpoint in each type and in shards, adapters,
// adapters taken into the weights, and models of our own with their tokenizers.
//     node benchmarks/conformance/written-again.ts --python /path/to/python
// The Python needs torch, transformers 5 and PEFT. Exit code 1 where anything is missing, unexpected or too far off.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { defaultSampling } from '../../src/core/policy.ts'
import { openAdapterFolder } from '../../src/policy/checkpoints/adapter-folder.ts'
import { exportCheckpoint, type ExportedModel } from '../../src/policy/checkpoints/export-checkpoint.ts'
import { openCheckpointFolder } from '../../src/policy/checkpoints/open-checkpoint-folder.ts'
import { parameterShapes } from '../../src/policy/transformer/model/architecture.ts'
import { loraShapes } from '../../src/policy/transformer/model/lora.ts'
import { SnapshotReader } from '../../src/policy/transformer/model/snapshot.ts'
import { ownTokenizerFiles } from '../../src/policy/transformer/text/own-tokenizer-files.ts'
import { openTransformer } from '../../src/policy/transformer/transformer-policy.ts'

/** One folder to be read, and what it must give; `read_again.py` says how. */
interface Case {
  readonly name: string
  readonly folder: string
  /** The checkpoint or the adapter whose logits are due. */
  readonly like?: string
  /** Beside an adapter: its model. */
  readonly base?: string
  /** Of a model of our own: what it was shown, said and thought likely. */
  readonly spoken?: {
    readonly messages: object
    readonly tokens: readonly number[]
    readonly logProbs: readonly number[]
  }
  readonly bound: number
}

const golden = fileURLToPath(new URL('../../tests/golden/checkpoints', import.meta.url))

type Reader = (shapes: ReadonlyMap<string, readonly number[]>, from: { readInto: ReadInto }) => ExportedModel['read']
type ReadInto = (parameter: string, target: Float32Array) => Promise<void>

const reader: Reader = (shapes, from) => async (parameter) => {
  const target = new Float32Array((shapes.get(parameter) ?? []).reduce((product, size) => product * size, 1))
  await from.readInto(parameter, target)
  return target
}

async function casesOf(name: string, into: string): Promise<Case[]> {
  const like = join(golden, name)
  const checkpoint = await openCheckpointFolder(like)
  const { architecture, config } = checkpoint
  const model: ExportedModel = { architecture, config, read: reader(parameterShapes(architecture), checkpoint) }
  const cases: Case[] = []
  for (const [type, bound] of [
    ['F32', 0],
    ['F16', 0.05],
    ['BF16', 0.5],
  ] as const) {
    const folder = join(into, `${name}-${type}`)
    await exportCheckpoint(model, folder, { to: 'hf', type, ...(type === 'F32' && { shardBytes: 8000 }) })
    cases.push({ name: `${name}, ${type === 'F32' ? 'F32 in shards' : type}`, folder, like, bound })
  }
  if (readdirSync(like).includes('adapter')) {
    const adapterLike = join(like, 'adapter')
    const opened = await openAdapterFolder(adapterLike, architecture)
    const { settings, base } = opened
    const adapter = { settings, base, read: reader(loraShapes(architecture, settings), opened) }
    const [peft, hf] = [join(into, `${name}-adapter`), join(into, `${name}-merged`)]
    await exportCheckpoint({ ...model, adapter }, peft, { to: 'peft' })
    await exportCheckpoint({ ...model, adapter }, hf, { to: 'hf' })
    cases.push({ name: `${name}, adapter`, folder: peft, like: adapterLike, base: like, bound: 0 })
    cases.push({ name: `${name}, merged`, folder: hf, like: adapterLike, base: like, bound: 1e-4 })
    await opened.close()
  }
  await checkpoint.close()
  return cases
}

async function ownCase(mlp: 'silu' | 'swiglu', into: string): Promise<Case> {
  const tokenizer =
    mlp === 'silu' ? ({ kind: 'byte' } as const) : ({ kind: 'character', alphabet: ' +=0123456789' } as const)
  const architecture = {
    width: 32,
    layers: 2,
    heads: 4,
    maxLengthTokens: 64,
    positions: 'rotary',
    mlp,
    mlpWidth: 64,
  } as const
  const policy = await openTransformer({ architecture, tokenizer, seed: 3 })
  const messages = [{ role: 'user', content: '12 + 34 =' }] as const
  const sampling = { ...defaultSampling, maxTokens: 20 }
  const [reply] = await policy.generate([{ messages, seed: 1 }], sampling)
  const sequence = reply?.sequence
  if (sequence === undefined) throw new Error('A policy of this library gives its tokens.')
  const [scores] = await policy.score([sequence], { temperature: 1 })
  const snapshot = join(into, `snapshot-${mlp}`)
  mkdirSync(snapshot)
  await policy.snapshot(snapshot)
  await policy.close()
  const opened = await SnapshotReader.open(snapshot)
  const { architecture: whole } = opened.header
  const files = ownTokenizerFiles(tokenizer, whole)
  const folder = join(into, `own-${mlp}`)
  await exportCheckpoint({ architecture: whole, files, read: (name) => opened.read(name) }, folder, { to: 'hf' })
  await opened.close()
  const spoken = { messages, tokens: [...sequence.tokens], logProbs: [...(scores?.logProbs ?? [])] }
  return { name: `a model of ours, ${mlp}`, folder, spoken, bound: 1e-5 }
}

const { values } = parseArgs({ options: { python: { type: 'string', default: 'python3' } } })
const into = mkdtempSync(join(tmpdir(), 'rlvr-written-again-'))
try {
  const cases: Case[] = []
  for (const name of readdirSync(golden)) cases.push(...(await casesOf(name, into)))
  for (const mlp of ['silu', 'swiglu'] as const) cases.push(await ownCase(mlp, into))
  writeFileSync(join(into, 'cases.json'), JSON.stringify(cases))
  const script = fileURLToPath(new URL('read_again.py', import.meta.url))
  execFileSync(values.python, [script, join(into, 'cases.json')], { stdio: 'inherit' })
} catch (thrown) {
  process.exitCode = 1
  if (!(thrown instanceof Error && 'status' in thrown)) throw thrown
} finally {
  rmSync(into, { recursive: true })
}
