// The options of `openTransformer` as someone gives them whom no compiler warns: each fault in a sentence.
import { checkNames } from '../../core/check-names.ts'
import { RlvrError, nearestName, show } from '../../core/errors.ts'

const example =
  "openTransformer({ architecture: { width: 64, layers: 2, heads: 4, maxLengthTokens: 64, positions: 'learned', mlp: 'swiglu', mlpWidth: 256 }, tokenizer: { kind: 'byte' } })"

/** @throws RlvrError `RLVR_USAGE` naming what is missing, unknown or of no known kind */
export function checkTransformerOptions(options: unknown): void {
  const refuse = (sentence: string): never => {
    throw new RlvrError('RLVR_USAGE', `openTransformer: ${sentence}`)
  }
  const oneOf = (name: string, value: unknown, known: readonly string[]): void => {
    if (typeof value === 'string' && known.includes(value)) return
    const nearest = typeof value === 'string' ? nearestName(value, known) : null
    const listing = known.map((each) => `'${each}'`).join(' or ')
    refuse(`\`${name}\` is ${listing}; got ${show(value, 80)}.${nearest === null ? '' : ` Did you mean '${nearest}'?`}`)
  }
  if (typeof options !== 'object' || options === null)
    refuse(`it takes options; got ${show(options, 80)}. As in ${example}.`)
  checkNames('openTransformer', options, ['architecture', 'tokenizer', 'seed', 'optimizer', 'backend', 'threads'])
  const { architecture, tokenizer } = options as { architecture?: unknown; tokenizer?: unknown }
  if (typeof architecture !== 'object' || architecture === null)
    refuse(`\`architecture\` is the shape of the model; got ${show(architecture, 80)}. As in ${example}.`)
  if (typeof tokenizer !== 'object' || tokenizer === null)
    refuse(`\`tokenizer\` is { kind: 'byte' } or { kind: 'character', alphabet: '…' }; got ${show(tokenizer, 80)}.`)
  const sizes = ['width', 'layers', 'heads', 'maxLengthTokens', 'mlpWidth'] as const
  const shape = architecture as { readonly [name: string]: unknown }
  checkNames('openTransformer, `architecture`', shape, [...sizes, 'positions', 'mlp', 'valueHead', 'vocabularySize'], {
    word: 'field',
  })
  for (const name of sizes)
    if (typeof shape[name] !== 'number')
      refuse(`\`architecture.${name}\` is a whole number above 0; got ${show(shape[name], 80)}. As in ${example}.`)
  oneOf('architecture.positions', shape['positions'], ['learned', 'rotary'])
  oneOf('architecture.mlp', shape['mlp'], ['silu', 'swiglu'])
  if (shape['valueHead'] !== undefined && typeof shape['valueHead'] !== 'boolean')
    refuse(`\`architecture.valueHead\` is true or false; got ${show(shape['valueHead'], 80)}.`)
  const { kind, alphabet } = tokenizer as { kind?: unknown; alphabet?: unknown }
  oneOf('tokenizer.kind', kind, ['byte', 'character'])
  if (kind === 'character' && typeof alphabet !== 'string')
    refuse(`\`tokenizer.alphabet\` is a text of all characters; got ${show(alphabet, 80)}.`)
}
