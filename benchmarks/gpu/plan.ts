// What a card of 12 GB holds and what bounds it, on paper: bytes by part from shapes, operations as they are counted on the
// device's path, arithmetic from shapes. `node benchmarks/gpu/plan.ts` prints the section of docs/gpu.md.
import { elementCount } from '../../src/tensor/program.ts'
import { attentionShape, parameterCount, type Architecture } from '../../src/policy/transformer/model/architecture.ts'
import { runMemory } from '../../src/policy/transformer/model/memory-plan.ts'
import { keeps } from '../../src/policy/transformer/model/layered-pass.ts'
import { learnedShapes } from '../../src/policy/transformer/model/model-numbers.ts'
import { positionsPerRun } from '../../src/policy/transformer/model/packed-rows.ts'
import { trainedOf } from '../../src/policy/transformer/threads/shard.ts'
import { stepOperations, tokenOperations } from './arithmetic.ts'
import { countedOperations, operationsOfStep } from './counted-operations.ts'
import { markdownTable } from './markdown-table.ts'
import { plannedLora, plannedModels } from './shapes.ts'

/** What is planned: conversations of 512 tokens, of which half are the reply; a step learns from 64 replies. */
export const planned = { conversation: 512, prompt: 256, replies: 64 } as const

/** A GeForce RTX 3060 of 12 GB: float32 operations and bytes a second by its data sheet. */
export const card = { name: 'GeForce RTX 3060', bytes: 12e9, operations: 12.7e12, bandwidth: 360e9 } as const

/** What driver, CUDA's libraries and a screen take before anything is computed. */
const reservedBytes = 1.2e9

/** Host time of an operation through TensorFlow.js, in microseconds (`docs/decisions`, measured on a CPU). */
const hostMicroseconds = 25

export interface BytePlan {
  readonly parts: readonly { readonly name: string; readonly bytes: number }[]
  /** While it learns, with what gradients need of every layer kept, or computed again. */
  readonly learning: { readonly kept: number; readonly again: number }
  /** While it replies: `replies` at once. */
  readonly replying: { readonly bytes: number; readonly replies: number }
}

export function bytePlan(architecture: Architecture): BytePlan {
  const shapes = learnedShapes(architecture, plannedLora)
  const learned = [...shapes.values()].reduce((total, shape) => total + elementCount(shape), 0)
  const trained = trainedOf(architecture, plannedLora, shapes)
  const { layers, vocabularySize, width } = architecture
  const memory = runMemory(
    trained,
    { rows: positionsPerRun(architecture, true), positions: planned.conversation },
    keeps.all,
  )
  const parts = [
    { name: 'driver, libraries, screen', bytes: reservedBytes },
    { name: 'frozen weights', bytes: 4 * parameterCount(architecture) },
    { name: 'adapter', bytes: 4 * learned },
    { name: 'its moments', bytes: 8 * learned },
    { name: 'its gradient', bytes: 4 * learned },
  ]
  const fixed = parts.reduce((total, { bytes }) => total + bytes, 0)
  const perReply = planned.conversation * layers * 2 * attentionShape(architecture).keyValueWidth * 4
  // One step of all replies: logits, their probabilities and what sorts them; the widest of a layer is little beside that.
  const perRow = 4 * (4 * vocabularySize + 16 * width)
  const replies = Math.max(0, Math.min(planned.replies, Math.floor((card.bytes - fixed) / (perReply + perRow))))
  return {
    parts,
    learning: { kept: fixed + memory.atLeast + layers * memory.perKeptLayer, again: fixed + memory.atLeast },
    replying: { bytes: fixed + replies * (perReply + perRow), replies },
  }
}

export async function planMarkdown(): Promise<string> {
  const models = Object.entries(plannedModels)
  const plans = models.map(([, architecture]) => bytePlan(architecture))
  const names = (plans[0] as BytePlan).parts.map(({ name }) => name)
  const bytes = [
    ...names.map((name, place) => [name, ...plans.map(({ parts }) => gigabytes(parts[place]?.bytes ?? 0))]),
    [
      `**while it learns**, ${positionsPerRun(models[0]?.[1] as Architecture, true)} tokens at a time, what gradients need of each layer kept`,
      ...plans.map(({ learning }) => gigabytes(learning.kept)),
    ],
    ['**while it learns**, computed again', ...plans.map(({ learning }) => gigabytes(learning.again))],
    [
      `**while it replies**, keys and values of so many of ${planned.replies} replies at once`,
      ...plans.map(({ replying }) => `${gigabytes(replying.bytes)}, ${replying.replies} replies`),
    ],
  ]
  const tokens = planned.conversation * planned.replies
  const bounds: string[][] = []
  for (const [name, architecture] of models) {
    const counted = await countedOperations(architecture, plannedLora)
    const picked = (planned.conversation - planned.prompt) * planned.replies
    const sampled = { tokens, tokensPerRun: positionsPerRun(architecture, true) }
    const dispatched = operationsOfStep(counted, architecture, sampled)
    const size = { rows: planned.replies, tokens: planned.conversation, picked, lora: plannedLora }
    const computed = stepOperations(architecture, size)
    const past = (planned.prompt + planned.conversation) / 2
    const read = 4 * parameterCount(architecture)
    const perToken = counted.token.operations
    bounds.push([
      name,
      `${dispatched.toLocaleString('en')}: ${seconds((dispatched * hostMicroseconds) / 1e6)}`,
      `${(computed / 1e12).toFixed(0)} TFLOP: ${seconds(computed / card.operations)}`,
      `${perToken.toLocaleString('en')}: ${milliseconds((perToken * hostMicroseconds) / 1e6)}`,
      `${gigabytes(read)} of weights: ${milliseconds(read / card.bandwidth)}; ${((planned.replies * tokenOperations(architecture, past)) / 1e9).toFixed(0)} GFLOP: ${milliseconds((planned.replies * tokenOperations(architecture, past)) / card.operations)}`,
    ])
  }
  return [
    markdownTable(['part', ...models.map(([name]) => `${name}, LoRA of rank ${plannedLora.rank}`)], bytes),
    markdownTable(
      [
        'model',
        `host operations a step of ${planned.replies} × ${planned.conversation} tokens`,
        'arithmetic of the step',
        `host operations a token of ${planned.replies} replies`,
        'what the card does for it',
      ],
      bounds,
    ),
  ].join('\n\n')
}

function gigabytes(bytes: number): string {
  return bytes < 0.1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(2)} GB`
}

function seconds(value: number): string {
  return `${value.toFixed(1)} s`
}

function milliseconds(value: number): string {
  return `${(1000 * value).toFixed(0)} ms`
}

if (import.meta.main) console.log(await planMarkdown())
