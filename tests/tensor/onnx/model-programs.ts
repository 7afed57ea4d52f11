// Every program of some tiny models, as they are scored, learn and answer: shapes S and M of the benchmarks in small, and
// a Llama of grouped heads with biases, norms of heads, an untied head and an adapter beside every product.
import type { Architecture } from '../../../src/policy/transformer/model/architecture.ts'
import { keeps } from '../../../src/policy/transformer/model/layered-pass.ts'
import { loraTargets, type LoraSettings } from '../../../src/policy/transformer/model/lora.ts'
import { learnedShapes } from '../../../src/policy/transformer/model/model-numbers.ts'
import { stacksOf } from '../../../src/policy/transformer/model/parameter-stacks.ts'
import {
  embeddingGradientProgram,
  embeddingProgram,
  headProgram,
  layerPrograms,
} from '../../../src/policy/transformer/model/training-programs.ts'
import { wholeProgram } from '../../../src/policy/transformer/model/whole-program.ts'
import * as decode from '../../../src/policy/transformer/decode/decode-programs.ts'
import { bodyProgram, headProgram as drawingProgram } from '../../../src/policy/transformer/decode/device/programs.ts'
import { trainedOf } from '../../../src/policy/transformer/threads/shard.ts'
import { appendAdamWStep, appendGradNorm } from '../../../src/tensor/adamw.ts'
import { Program } from '../../../src/tensor/program.ts'

export interface TinyModel {
  readonly architecture: Architecture
  readonly lora?: LoraSettings
}

const plain = { vocabularySize: 32, layers: 2, maxLengthTokens: 32 }

export const tinyModels: { readonly [name: string]: TinyModel } = {
  S: { architecture: { ...plain, width: 16, heads: 4, positions: 'learned', mlp: 'silu', mlpWidth: 64 } },
  M: {
    architecture: {
      ...plain,
      width: 32,
      heads: 8,
      positions: 'learned',
      mlp: 'swiglu',
      mlpWidth: 96,
      valueHead: true,
    },
  },
  Llama: {
    architecture: {
      ...plain,
      width: 24,
      heads: 6,
      keyValueHeads: 2,
      headWidth: 8,
      positions: 'rotary',
      mlp: 'swiglu',
      mlpWidth: 40,
      attentionBias: 'query-key-value',
      queryKeyNorm: true,
      untiedHead: true,
    },
    lora: { rank: 4, alpha: 8, targets: loraTargets },
  },
}

const samplings = {
  all: { temperature: 1, topK: 0, topP: 1 },
  'the likeliest': { temperature: 0, topK: 0, topP: 1 },
  some: { temperature: 1, topK: 5, topP: 0.9, minP: 0.1 },
}

export function programsOf({ architecture, lora }: TinyModel): Map<string, Program> {
  const shapes = learnedShapes(architecture, lora ?? null)
  const trained = trainedOf(architecture, lora ?? null, shapes)
  const gradient = { entropy: true }
  const stacks = stacksOf(shapes).map((stack) => stack.shapes)
  const programs = new Map<string, Program>([
    ['scores of the whole', wholeProgram(trained, { positions: 16, gradient: null })],
    ['gradient of the whole', wholeProgram(trained, { positions: 16, gradient })],
    ['embedding', embeddingProgram(architecture)],
    ['head', headProgram(trained, { gradient: null })],
    ['gradient of the head', headProgram(trained, { gradient })],
    ['norm of the gradient', written((program) => appendGradNorm(program, stacks))],
    ['first products of a step', decode.embedProgram({ architecture, lora })],
    ['products of a step between layers', decode.blockProgram({ architecture, lora })],
    ['last products of a step', decode.headProgram({ architecture, lora })],
  ])
  if (lora === undefined) programs.set('gradient of the embedding', embeddingGradientProgram(trained))
  for (const queries of [1, 8])
    programs.set(
      `a step on the device, ${queries} rows a sequence`,
      bodyProgram({ architecture, lora }, { positions: 16, queries }),
    )
  for (const [kept, sampling] of Object.entries(samplings))
    programs.set(
      `tokens drawn from ${kept}`,
      drawingProgram({ architecture, lora }, { sampling, picks: kept !== 'all' }),
    )
  for (const [keeping, keepsOf] of Object.entries(keeps)) {
    const { first, second } = layerPrograms(trained, { positions: 16, keeps: keepsOf, passesOn: true })
    programs.set(`layer, keeping ${keeping}`, first).set(`gradient of a layer, keeping ${keeping}`, second)
  }
  stacks.forEach((stack, index) =>
    programs.set(
      `update of stack ${index}`,
      written((program) => appendAdamWStep(program, stack)),
    ),
  )
  return programs
}

function written(write: (program: Program) => void): Program {
  const program = new Program()
  write(program)
  return program
}
