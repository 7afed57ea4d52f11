// What a model takes of the memory while it learns, said before the first step: the weights, what learns with its
// gradients and moments, and what a run of packed rows holds on each thread. What is left of the budget goes to keeping
// what the backward parts of layers need; the others compute it again, which takes about a third more time.
import { freemem } from 'node:os'
import { RlvrError } from '../../../core/errors.ts'
import type { Kept } from '../../../tensor/partition.ts'
import { elementCount } from '../../../tensor/program.ts'
import { liveNumbers } from '../../../tensor/row-counts.ts'
import { attentionShape, layerShapes, parameterCount, type Architecture } from './architecture.ts'
import { layerPrograms, type Trained } from './training-programs.ts'
import { maskWidths, wholeProgram } from './whole-program.ts'

const bytesPerNumber = 4

/** Numbers of one chunk of logits: 256 positions of a vocabulary of 49,152. */
const chunkNumbers = 256 * 49_152

/** Chunks that the head holds at once: logits, their logarithms, what gradients make of them. */
const chunksAtOnce = 5

/** The share of the free memory that a model may take where nobody says how much. */
const shareOfFree = 0.8

/** Of one run: N positions in rows of T. */
export interface RunSize {
  readonly rows: number
  readonly positions: number
}

export interface RunMemory {
  /** Whatever is kept: inputs of layers, the work within one layer, logits. */
  readonly atLeast: number
  /** More where some layers are kept and others computed again: those are programs of their own. */
  readonly bothKinds: number
  /** For each layer whose forward work is kept for its backward work. */
  readonly perKeptLayer: number
}

/** From so many parameters on a model is computed layer by layer: a program of all of it takes seconds to make for each length of rows. */
const fewestParametersByLayer = 20e6

/** Picked positions whose logits are computed at once. */
export function headRowsOf({ vocabularySize }: Architecture): number {
  return Math.max(1, Math.floor(chunkNumbers / vocabularySize))
}

/** Bytes that a run takes on its thread. */
export function runMemory(
  trained: Trained,
  { rows, positions }: RunSize,
  keeps: Parameters<typeof layerPrograms>[1]['keeps'],
): RunMemory {
  const { architecture } = trained
  const { width, layers } = architecture
  const { heads, keyValueHeads } = attentionShape(architecture)
  const options = { positions, passesOn: true }
  const again = layerPrograms(trained, { ...options, keeps: () => false })
  const keeping = layerPrograms(trained, { ...options, keeps })
  // Each program keeps its own room from run to run.
  const withinLayer = liveNumbers(again.first, rows) + liveNumbers(again.second, rows)
  const head = Math.min(rows, headRowsOf(architecture)) * architecture.vocabularySize * chunksAtOnce
  return {
    atLeast:
      bytesPerNumber * (rows * ((layers + 3) * width + positions * (heads / keyValueHeads)) + withinLayer + head),
    bothKinds: bytesPerNumber * withinLayer,
    perKeptLayer: bytesPerNumber * keptNumbers(keeping.kept, rows),
  }
}

/**
 * Bytes that a run takes on its thread where the whole model is one program, which keeps everything that gradients need;
 * null where the model is too large for that.
 */
export function wholeRunBytes(trained: Trained, { rows, positions }: RunSize): number | null {
  const { architecture } = trained
  if (parameterCount(architecture) >= fewestParametersByLayer) return null
  const { heads, keyValueHeads } = attentionShape(architecture)
  const masks = maskWidths(architecture, positions).length * rows * positions * (heads / keyValueHeads)
  return bytesPerNumber * (masks + liveNumbers(wholeProgram(trained, { positions, gradient: { entropy: true } }), rows))
}

/** How many layers of a run can be kept within so many bytes. */
export function keptLayers(
  { atLeast, bothKinds, perKeptLayer }: RunMemory,
  { layers }: Architecture,
  bytes: number,
): number {
  if (atLeast + layers * perKeptLayer <= bytes) return layers
  return Math.max(0, Math.min(layers - 1, Math.floor((bytes - atLeast - bothKinds) / Math.max(1, perKeptLayer))))
}

export interface MemoryPlanOptions {
  readonly trained: Trained
  /** How many numbers learn. */
  readonly learnedNumbers: number
  /** Bytes of one frozen number at rest; 0 where everything learns. */
  readonly frozenBytesPerNumber: number
  readonly threads: number
  /** Of the run that the plan is about; longer rows keep less. */
  readonly run: RunSize
  readonly keeps: Parameters<typeof layerPrograms>[1]['keeps']
  /** Keys and values of generation, over all threads. */
  readonly cacheBytes: number
  /** Of the copy of frozen weights that replies may be computed from; there is one where everything else fits beside it. */
  readonly heldBytes?: number
  /** What may be taken; a share of the free memory where left out. */
  readonly budgetBytes?: number
}

export interface MemoryPlan {
  readonly parts: readonly { readonly name: string; readonly bytes: number }[]
  readonly totalBytes: number
  readonly budgetBytes: number
  /** For the runs of one thread. */
  readonly bytesPerThread: number
  readonly layers: number
  readonly keptLayers: number
  /** Whether a run is computed as one program, which keeps everything, rather than layer by layer. */
  readonly isWhole: boolean
  /** Whether there is room for the copy that replies are computed from. */
  readonly holdsWeights: boolean
}

/** Throws `RLVR_POLICY` with the numbers where the model does not fit. */
export function memoryPlan(options: MemoryPlanOptions): MemoryPlan {
  const { trained, learnedNumbers, frozenBytesPerNumber, threads, run, keeps, cacheBytes, heldBytes = 0 } = options
  const budgetBytes = options.budgetBytes ?? Math.floor(Math.min(freemem(), process.availableMemory()) * shareOfFree)
  const { architecture } = trained
  const frozen = frozenBytes(architecture, frozenBytesPerNumber, threads)
  const fixed = [
    { name: 'frozen weights', bytes: frozen },
    { name: 'weights that learn', bytes: learnedNumbers * bytesPerNumber },
    { name: 'moments', bytes: 2 * learnedNumbers * bytesPerNumber },
    { name: 'gradients', bytes: threads * learnedNumbers * bytesPerNumber },
    { name: 'keys and values of generation', bytes: cacheBytes },
  ].filter(({ bytes }) => bytes > 0)
  const memory = runMemory(trained, run, keeps)
  // Weights at rest in 16 bits are widened a layer at a time.
  const wholeBytes = frozenBytesPerNumber === 2 ? null : wholeRunBytes(trained, run)
  const isWhole = wholeBytes !== null && sum(fixed) + threads * wholeBytes <= budgetBytes
  const runs = threads * (isWhole ? wholeBytes : memory.atLeast + architecture.layers * memory.perKeptLayer)
  const holdsWeights = heldBytes > 0 && sum(fixed) + runs + heldBytes <= budgetBytes
  if (holdsWeights) fixed.push({ name: 'weights again, to reply from', bytes: heldBytes })
  const bytesPerThread = Math.max(0, Math.floor((budgetBytes - sum(fixed)) / threads))
  const kept = isWhole ? architecture.layers : keptLayers(memory, architecture, bytesPerThread)
  const layered = memory.atLeast + (kept > 0 && kept < architecture.layers ? memory.bothKinds : 0)
  const work = { name: `work on ${run.rows} tokens at once`, bytes: isWhole ? runs : threads * layered }
  const parts = [
    ...fixed,
    work,
    ...(isWhole || kept === 0 ? [] : [{ name: `kept of ${kept} layers`, bytes: threads * kept * memory.perKeptLayer }]),
  ]
  const plan = {
    parts,
    totalBytes: sum(parts),
    budgetBytes,
    bytesPerThread,
    layers: architecture.layers,
    keptLayers: kept,
    isWhole,
    holdsWeights,
  }
  if (plan.totalBytes > budgetBytes)
    throw new RlvrError(
      'RLVR_POLICY',
      `The model needs ${inWords(plan.totalBytes)} to learn, of which ${inWords(budgetBytes)} may be taken: ${parts.map(({ name, bytes }) => `${name} ${inWords(bytes)}`).join(', ')}. ${frozenBytesPerNumber === 0 ? 'Train an adapter (`--lora`), take' : 'Take'} fewer threads or shorter conversations (\`policy.maxLengthTokens\`), or raise the budget: \`policy.memoryMb\`, in code \`memoryBytes\`.`,
    )
  return plan
}

/** Only layers are kept in 16 bits; each thread widens them into room for two, and what lies outside of them is float32. */
function frozenBytes(architecture: Architecture, perNumber: number, threads: number): number {
  if (perNumber !== 2) return parameterCount(architecture) * perNumber
  const { layers } = architecture
  const ofLayer = [...layerShapes(architecture).values()].reduce((total, shape) => total + elementCount(shape), 0)
  const outside = parameterCount(architecture) - layers * ofLayer
  return layers * ofLayer * perNumber + (outside + 2 * threads * ofLayer) * bytesPerNumber
}

/** For people. */
export function memoryPlanLines(plan: MemoryPlan): string[] {
  const { parts, totalBytes, budgetBytes, layers, keptLayers: kept, isWhole } = plan
  const name = Math.max(...parts.map((part) => part.name.length))
  return [
    `memory       ${inWords(totalBytes)} of ${inWords(budgetBytes)}, ${isWhole ? 'the whole model at once' : 'layer by layer'}; ${kept === layers ? 'what gradients need of each layer is kept' : kept === 0 ? 'what gradients need of each layer is computed again' : `what gradients need of ${kept} of ${layers} layers is kept, of the others computed again`}`,
    ...parts.map((part) => `             ${part.name.padEnd(name)}  ${inWords(part.bytes)}`),
  ]
}

function keptNumbers(kept: ReadonlyMap<string, Kept>, rows: number): number {
  let numbers = 0
  for (const { rest, rows: own } of kept.values())
    numbers += elementCount(rest) * ('count' in own ? own.count : own.perRow * rows)
  return numbers
}

function sum(parts: readonly { readonly bytes: number }[]): number {
  return parts.reduce((total, { bytes }) => total + bytes, 0)
}

function inWords(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.ceil(bytes / 1e6)} MB`
}
