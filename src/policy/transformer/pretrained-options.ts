// The options of `openPretrained` as someone gives them whom no compiler warns: each fault in a sentence.
import { checkNames } from '../../core/check-names.ts'
import { RlvrError, show } from '../../core/errors.ts'

const known = [
  ...[
    'lora',
    'adapter',
    'trainable',
    'maxLengthTokens',
    'precision',
    'seed',
    'optimizer',
    'backend',
    'threads',
    'memoryBytes',
  ],
  ...['onProgress', 'logger', 'signal', 'hub', 'name', 'templateSwitches', 'chatTemplate', 'date'],
]

/** @throws RlvrError `RLVR_USAGE` naming what is unknown or of no known kind */
export function checkPretrainedOptions(source: unknown, options: unknown): void {
  const refuse = (sentence: string): never => {
    throw new RlvrError('RLVR_USAGE', `openPretrained: ${sentence}`)
  }
  if (typeof source !== 'string')
    refuse(`it takes a folder or \`hf:owner/name\`, such as 'hf:HuggingFaceTB/SmolLM2-135M'; got ${show(source, 80)}.`)
  if (typeof options !== 'object' || options === null)
    refuse(`its second argument is an object of options; got ${show(options, 80)}.`)
  checkNames('openPretrained', options, known)
  const {
    trainable,
    maxLengthTokens,
    precision,
    threads,
    adapter,
    name: called,
    memoryBytes,
  } = options as {
    readonly [name: string]: unknown
  }
  if (trainable !== undefined && typeof trainable !== 'boolean')
    refuse(`\`trainable\` is true or false; got ${show(trainable, 80)}.`)
  if (precision !== undefined && !['float32', 'bfloat16', 'int8', 'int4'].includes(precision as string))
    refuse(`\`precision\` is 'float32', 'bfloat16', 'int8' or 'int4'; got ${show(precision, 80)}.`)
  if ((precision === 'int8' || precision === 'int4') && trainable !== false)
    refuse(
      `\`precision\` ${precision as string} is for a policy that only answers, because what learns must be what is scored. Add \`trainable: false\`, or take 'bfloat16'.`,
    )
  if (adapter !== undefined && typeof adapter !== 'string')
    refuse(`\`adapter\` is the folder or the name of a PEFT adapter; got ${show(adapter, 80)}.`)
  if (called !== undefined && (typeof called !== 'string' || called === ''))
    refuse(`\`name\` is what records call the policy; got ${show(called, 80)}.`)
  for (const [name, value] of Object.entries({ maxLengthTokens, threads, memoryBytes }))
    if (value !== undefined && !(Number.isInteger(value) && (value as number) > 0))
      refuse(`\`${name}\` is a whole number above 0; got ${show(value, 80)}.`)
}
