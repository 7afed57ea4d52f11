// `rlvr export RUN --to hf|peft`: what a run has learned as a folder that transformers, PEFT and vLLM load. Beside it
// stand what is written of environments: `rlvr export rows`.
import { basename, dirname } from 'node:path'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { RlvrError } from '../../core/errors.ts'
import { exportCheckpoint, type ExportedModel } from '../../policy/checkpoints/export-checkpoint.ts'
import type { KeptChange } from '../../policy/checkpoints/kept-change.ts'
import type { WrittenType } from '../../policy/checkpoints/write-safetensors.ts'
import { parameterShapes } from '../../policy/transformer/model/architecture.ts'
import { loraShapes } from '../../policy/transformer/model/lora.ts'
import { exportSteps } from '../display/export-steps.ts'
import { transferLine } from '../display/transfer-line.ts'
import { exportedModel } from '../flags/exported-model.ts'
import { addExportNemoGym } from './export-nemo-gym.ts'
import { addExportHarbor } from './export-harbor.ts'
import { addExportOpenEnv } from './export-openenv.ts'
import { addExportRows } from './export-rows.ts'

interface ExportFlags {
  readonly to?: 'hf' | 'peft'
  readonly merge?: boolean
  readonly dtype?: WrittenType
  readonly output?: string
  readonly base?: string
  readonly json?: boolean
}

export function addExportCommand(program: Command): void {
  const command = program
    .command('export')
    .description(
      'Writes what a run has learned as a folder that transformers, PEFT and vLLM load: a whole model, an adapter merged into it, or the adapter alone. The folder is there whole or not at all. With rows, openenv, nemo-gym or harbor: writes environments for trainers of other people.',
    )
    .argument('[run]', 'a run, a checkpoint or a snapshot; or hf:FOLDER+ADAPTER, to be merged')
    .addOption(
      new Option(
        '--to <form>',
        'hf: a whole model; peft: its adapter (default: peft where an adapter was trained, else hf)',
      ).choices(['hf', 'peft']),
    )
    .option('--merge', 'the adapter in the weights of the model: as --to hf')
    .option(
      '--dtype <name>',
      'how numbers are stored: float32, bfloat16 or float16 (default: float32; 16 bits lose small changes)',
      storedType,
    )
    .option('-o, --output <folder>', 'a new or an empty folder (default: the name of the run and the form)')
    .option('--base <hf:place>', 'where the checkpoint is now that the run stands on')
    .option('--json', 'print what was written as one line of JSON')
    .action(async (name: string | undefined, flags: ExportFlags) => await runExport(name, flags))
  addExportRows(command)
  addExportNemoGym(command)
  addExportHarbor(command)
  addExportOpenEnv(command)
}

async function runExport(name: string | undefined, flags: ExportFlags): Promise<void> {
  if (name === undefined)
    throw new RlvrError(
      'RLVR_USAGE',
      'Say what to export: a run, `rlvr export runs/NAME`, or an environment, `rlvr export rows countdown --to trl` (`openenv`, `nemo-gym` and `harbor` beside `rows`).',
    )
  if (flags.merge === true && flags.to === 'peft')
    throw new RlvrError(
      'RLVR_USAGE',
      '`--merge` makes a whole model of it, which PEFT takes no adapter from: leave one of `--merge` and `--to peft` out.',
    )
  const { model, base, close } = await exportedModel(name, flags.base)
  try {
    const { adapter = null } = model
    const to = flags.to ?? (adapter === null || flags.merge === true || name.startsWith('hf:') ? 'hf' : 'peft')
    if (flags.merge === true && adapter === null)
      throw new RlvrError(
        'RLVR_USAGE',
        `There is no adapter to merge: ${name} was trained whole. Leave \`--merge\` out.`,
      )
    const output = flags.output ?? `${nameOf(name)}-${to === 'hf' && adapter !== null ? 'merged' : to}`
    // What a training changes is often less than what 16 bits tell apart.
    const type = flags.dtype ?? 'F32'
    const { leftOut, kept } = await exportCheckpoint(told(model, { to, output }), output, { to, type })
    if (leftOut.length > 0)
      console.error(`Left out, since such a checkpoint has no place for it: ${leftOut.join(', ')}.`)
    if (type !== 'F32') console.error(roundingLine(typeNames[type], kept))
    const rank = adapter?.settings.rank ?? null
    const place = base === null ? null : base.commit === null ? base.folder : base.source.replace(/@[^@]*$/, '')
    const steps = exportSteps({ to, output, base: place, rank })
    console.error(
      `Written to ${output} (${to === 'peft' ? 'an adapter' : 'a whole model'}, ${typeNames[type]}). Load it with:\n  ${steps.join('\n  ')}`,
    )
    console.log(
      flags.json === true ? JSON.stringify({ output, to, dtype: typeNames[type], base, rank, leftOut, kept }) : output,
    )
  } finally {
    await close()
  }
}

/** The model, with a line that says how far its writing is. */
function told(model: ExportedModel, { to, output }: { to: 'hf' | 'peft'; output: string }): ExportedModel {
  const { architecture, adapter } = model
  const shapes =
    to === 'hf' || adapter === undefined ? parameterShapes(architecture) : loraShapes(architecture, adapter.settings)
  const bytes = (shape: readonly number[]): number => 4 * shape.reduce((product, size) => product * size, 1)
  const total = [...shapes.values()].reduce((sum, shape) => sum + bytes(shape), 0)
  const line = transferLine(`writing ${output}`)
  const written = new Set<string>()
  const counting =
    (read: ExportedModel['read']): ExportedModel['read'] =>
    async (parameter) => {
      const numbers = await read(parameter)
      if (shapes.has(parameter)) written.add(parameter)
      line(
        [...written].reduce((sum, each) => sum + bytes(shapes.get(each) ?? []), 0),
        total,
      )
      return numbers
    }
  return {
    ...model,
    read: counting(model.read),
    ...(adapter !== undefined && { adapter: { ...adapter, read: counting(adapter.read) } }),
  }
}

/** `runs/NAME` and `runs/NAME/checkpoints/step-000010.checkpoint` without what is in their way. */
function nameOf(path: string): string {
  if (path.startsWith('hf:')) return basename(path.slice('hf:'.length).split('+')[0] ?? '').replace(/@.*$/, '')
  const step = /^step-0*(\d+)\.checkpoint$/.exec(basename(path))?.[1]
  return step === undefined ? basename(path) : `${basename(dirname(dirname(path)))}-step-${step}`
}

const typeNames: { readonly [type in WrittenType]: string } = { F32: 'float32', BF16: 'bfloat16', F16: 'float16' }

function storedType(text: string): WrittenType {
  const found = (Object.keys(typeNames) as WrittenType[]).find(
    (type) => typeNames[type] === text || type.toLowerCase() === text.toLowerCase() || `fp${type.slice(1)}` === text,
  )
  if (found === undefined)
    throw new InvalidArgumentError(`Expected float32, bfloat16 or float16; got ${JSON.stringify(text)}.`)
  return found
}

function roundingLine(type: string, kept: KeptChange | null): string {
  if (kept === null || kept.changed === 0)
    return `Every number was rounded to ${type}; float32, the default, keeps all of what was learned.`
  const count = (numbers: number): string => numbers.toLocaleString('en')
  const share = ((100 * kept.kept) / kept.changed).toFixed(1)
  return `Of ${count(kept.changed)} numbers that the training changed ${count(kept.kept)} (${share} %) differ from the checkpoint's once rounded to ${type}; float32, the default, keeps all.`
}
