// What to do with an export: the lines that load it in transformers, PEFT, vLLM and here.
import { basename } from 'node:path'

export interface Exported {
  readonly to: 'hf' | 'peft'
  /** The folder that was written. */
  readonly output: string
  /** The checkpoint that an adapter is for, as it was named; null for a whole model. */
  readonly base: string | null
  /** Of an adapter. */
  readonly rank: number | null
}

/** A line each, ready to be copied. */
export function exportSteps({ to, output, base, rank }: Exported): string[] {
  const folder = JSON.stringify(output)
  if (to === 'hf' || base === null)
    return [
      `transformers  AutoModelForCausalLM.from_pretrained(${folder}), AutoTokenizer.from_pretrained(${folder})`,
      `vLLM          vllm serve ${output}`,
      `rlvr          rlvr eval ENV -m hf:${output}`,
    ]
  const model = `AutoModelForCausalLM.from_pretrained(${JSON.stringify(base)})`
  // vLLM takes ranks of these sizes alone.
  const largest = [8, 16, 32, 64, 128, 256, 512].find((size) => size >= (rank ?? 8)) ?? rank
  return [
    `PEFT          PeftModel.from_pretrained(${model}, ${folder})`,
    `vLLM          vllm serve ${base} --enable-lora --max-lora-rank ${largest} --lora-modules ${basename(output)}=${output}`,
    `rlvr          rlvr eval ENV -m hf:${base}+${output}`,
  ]
}
