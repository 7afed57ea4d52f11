import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openAdapterFolder, writeAdapterFolder } from '../../../src/policy/checkpoints/adapter-folder.ts'
import { SafetensorsFile } from '../../../src/policy/checkpoints/safetensors.ts'
import type { Architecture } from '../../../src/policy/transformer/model/architecture.ts'
import { loraShapes, type LoraSettings } from '../../../src/policy/transformer/model/lora.ts'
import { temporaryFolder } from '../../record/temporary-folder.ts'
import { fileOfTensors, type SmallTensor } from './small-checkpoint.ts'

const architecture: Architecture = {
  vocabularySize: 11,
  width: 8,
  layers: 2,
  heads: 2,
  keyValueHeads: 1,
  headWidth: 4,
  maxLengthTokens: 64,
  positions: 'rotary',
  mlp: 'swiglu',
  mlpWidth: 12,
}
const settings: LoraSettings = { rank: 2, alpha: 8, targets: ['query', 'down'], dropout: 0.1, rankStabilised: true }

/** As PEFT 0.21 writes it for `settings`. */
const peftConfig = {
  alora_invocation_tokens: null,
  alpha_pattern: {},
  arrow_config: null,
  auto_mapping: null,
  base_model_name_or_path: 'someone/small',
  bias: 'none',
  ensure_weight_tying: false,
  fan_in_fan_out: false,
  inference_mode: true,
  init_lora_weights: true,
  layers_to_transform: null,
  loftq_config: {},
  lora_alpha: 8,
  lora_bias: false,
  lora_dropout: 0.1,
  megatron_core: 'megatron.core',
  modules_to_save: null,
  peft_type: 'LORA',
  peft_version: '0.21.2',
  qalora_group_size: 16,
  r: 2,
  rank_pattern: {},
  revision: 'v1',
  target_modules: ['down_proj', 'q_proj'],
  task_type: 'CAUSAL_LM',
  trainable_token_indices: null,
  use_dora: false,
  use_rslora: true,
}

function peftTensors(): Map<string, SmallTensor> {
  const tensors = new Map<string, SmallTensor>()
  for (const layer of [0, 1])
    for (const [module, inner, outer] of [
      ['self_attn.q_proj', 8, 8],
      ['mlp.down_proj', 12, 8],
    ] as const)
      for (const [part, shape] of [
        ['A', [2, inner]],
        ['B', [outer, 2]],
      ] as const) {
        const first = 1000 * tensors.size
        const numbers = Float32Array.from({ length: shape[0] * shape[1] }, (_, index) => first + index)
        tensors.set(`base_model.model.model.layers.${layer}.${module}.lora_${part}.weight`, { shape, numbers })
      }
  return tensors
}

function peftFolder(changes: Record<string, unknown> = {}, tensors: Map<string, SmallTensor> = peftTensors()): string {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'adapter_config.json'), JSON.stringify({ ...peftConfig, ...changes }))
  writeFileSync(join(folder, 'adapter_model.safetensors'), fileOfTensors(tensors))
  return folder
}

async function refusal(folder: string): Promise<string> {
  const opened = await openAdapterFolder(folder, architecture).catch((thrown: unknown) => thrown as Error)
  if (!(opened instanceof Error)) await opened.close()
  return opened instanceof Error ? opened.message : 'none'
}

test("PEFT's adapter is read in our layout with its settings and its base", async () => {
  const adapter = await openAdapterFolder(peftFolder(), architecture)
  expect(adapter.settings).toEqual(settings)
  expect(adapter.base).toEqual({ name: 'someone/small', revision: 'v1' })
  const down = new Float32Array(new SharedArrayBuffer(4 * 12 * 2))
  await adapter.readInto('layers.1.down.loraA', down)
  // [r, in] became [in, r]: the numbers of the second row stand beside those of the first.
  expect([...down.subarray(0, 4)]).toEqual([6000, 6012, 6001, 6013])
  const up = new Float32Array(2 * 8)
  await adapter.readInto('layers.1.down.loraB', up)
  expect([...up.subarray(0, 4)]).toEqual([7000, 7002, 7004, 7006])
  await expect(adapter.readInto('layers.1.gate.loraA', up)).rejects.toThrow(/has no `layers\.1\.gate\.loraA`/)
  await adapter.close()
})

test('what is written is read back, to the bit, under the names that PEFT has', async () => {
  const folder = temporaryFolder()
  const numbers = new Map(
    [...loraShapes(architecture, settings)].map(([name, [rows = 0, columns = 0]], at) => [
      name,
      Float32Array.from({ length: rows * columns }, (_, index) => at + index / 8),
    ]),
  )
  const base = { name: 'someone/small', revision: 'v1' }
  await writeAdapterFolder(folder, {
    architecture,
    settings,
    base,
    read: (name) => numbers.get(name) as Float32Array,
  })
  const file = await SafetensorsFile.open(join(folder, 'adapter_model.safetensors'))
  expect(new Map(file.shapes)).toEqual(new Map([...peftTensors()].map(([name, { shape }]) => [name, shape])))
  expect(file.metadata).toEqual({ format: 'pt' })
  await file.close()
  const config = JSON.parse(readFileSync(join(folder, 'adapter_config.json'), 'utf8')) as Record<string, unknown>
  expect(config).toMatchObject({ r: 2, lora_alpha: 8, use_rslora: true, target_modules: ['q_proj', 'down_proj'] })
  const adapter = await openAdapterFolder(folder, architecture)
  expect([adapter.settings, adapter.base]).toEqual([settings, base])
  for (const [name, due] of numbers) {
    const target = new Float32Array(due.length)
    await adapter.readInto(name, target)
    expect(target).toEqual(due)
  }
  await adapter.close()
})

test('a pattern of targets does not matter, for the tensors tell them', async () => {
  const adapter = await openAdapterFolder(
    peftFolder({ target_modules: '.*(q|down)_proj', init_lora_weights: 'gaussian' }),
    architecture,
  )
  expect(adapter.settings.targets).toEqual(['query', 'down'])
  await adapter.close()
})

test('what would change the computation, and is not ours, is refused by its name', async () => {
  for (const [changes, words] of [
    [{ peft_type: 'IA3' }, /kind IA3 \(`peft_type`\) are not supported; LORA is/],
    [{ task_type: 'SEQ_CLS' }, /task SEQ_CLS/],
    [{ bias: 'lora_only' }, /`bias`: lora_only/],
    [{ use_dora: true }, /`use_dora`: true is not supported/],
    [{ rank_pattern: { q_proj: 4 } }, /`rank_pattern`: \{"q_proj":4\}/],
    [{ alpha_pattern: { q_proj: 4 } }, /`alpha_pattern`/],
    [{ modules_to_save: ['lm_head'] }, /`modules_to_save`: \["lm_head"\]/],
    [{ fan_in_fan_out: true }, /`fan_in_fan_out`/],
    [{ layers_to_transform: [1] }, /`layers_to_transform`/],
    [{ lora_bias: true }, /`lora_bias`/],
    [{ something_new: 3 }, /`something_new`: 3/],
    [{ init_lora_weights: 'pissa' }, /began as "pissa" \(`init_lora_weights`\) belongs to a changed base/],
    [{ r: 0 }, /`r` must be a whole number above 0/],
    [{ lora_alpha: undefined }, /`lora_alpha` is missing/],
  ] as const)
    expect(await refusal(peftFolder(changes))).toMatch(words)
})

test('an adapter of another model is refused by what does not fit', async () => {
  const wide = peftTensors()
  wide.set('base_model.model.model.layers.1.mlp.down_proj.lora_A.weight', {
    shape: [2, 13],
    numbers: new Float32Array(26),
  })
  expect(await refusal(peftFolder({}, wide))).toMatch(
    /layers\.1\.mlp\.down_proj\.lora_A\.weight is \[2,13\], and should be \[2,12\]/,
  )
  const ranked = peftFolder({ r: 3 })
  expect(await refusal(ranked)).toMatch(/lora_A\.weight is \[2,8\], and should be \[3,8\]/)
  const short = peftTensors()
  short.delete('base_model.model.model.layers.1.self_attn.q_proj.lora_B.weight')
  expect(await refusal(peftFolder({}, short))).toMatch(
    /lacks 1 tensor \(base_model\.model\.model\.layers\.1\.self_attn\.q_proj\.lora_B/,
  )
  const deep = peftTensors()
  deep.set('base_model.model.model.layers.2.self_attn.q_proj.lora_B.weight', {
    shape: [1],
    numbers: new Float32Array(1),
  })
  expect(await refusal(peftFolder({}, deep))).toMatch(/no place for 1 tensor \(base_model\.model\.model\.layers\.2/)
  const other = new Map([['transformer.h.0.lora_A', { shape: [1], numbers: new Float32Array(1) }]])
  expect(await refusal(peftFolder({}, other))).toMatch(
    /holds no adapter of self_attn\.q_proj, .*; its tensors are transformer\.h\.0/,
  )
})

test('a folder without the files of an adapter says which it lacks', async () => {
  expect(await refusal(temporaryFolder())).toMatch(/adapter_config\.json is missing/)
  const folder = peftFolder()
  rmSync(join(folder, 'adapter_model.safetensors'))
  writeFileSync(join(folder, 'adapter_model.bin'), '')
  expect(await refusal(folder)).toMatch(
    /adapter_model\.safetensors is missing\. Save it from PEFT with `safe_serialization=True`/,
  )
})

test('weights that the configuration does not name, or leaves out, are refused by their modules', async () => {
  for (const [changes, words] of [
    [{ target_modules: ['q_proj'] }, /adapter_config.json: `target_modules` leaves out down_proj, and the weights/],
    [{ target_modules: ['v_proj'] }, /leaves out down_proj, q_proj/],
    [{ target_modules: String.raw`.*\.self_attn\.q_proj` }, /leaves out down_proj/],
    [{ target_modules: ['layers.0.self_attn.q_proj', 'down_proj'] }, /leaves out q_proj/],
    [{ exclude_modules: ['q_proj'] }, /leaves out q_proj/],
  ] as const)
    expect(await refusal(peftFolder(changes))).toMatch(words)
  for (const target_modules of [
    'all-linear',
    String.raw`.*\.(q|down)_proj`,
    ['self_attn.q_proj', 'mlp.down_proj', 'v_proj'],
  ])
    expect(await refusal(peftFolder({ target_modules }))).toBe('none')
})

test('an adapter with a number that is none is refused with its tensor', async () => {
  const tensors = peftTensors()
  const name = 'base_model.model.model.layers.1.mlp.down_proj.lora_B.weight'
  ;(tensors.get(name) as SmallTensor).numbers[3] = NaN
  const adapter = await openAdapterFolder(peftFolder({}, tensors), architecture)
  await expect(adapter.readInto('layers.1.down.loraB', new Float32Array(16))).rejects.toThrow(
    /lora_B\.weight` is no number \(NaN\) at \[1, 1\]/,
  )
  await adapter.close()
})
