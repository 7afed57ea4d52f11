// The options of `openTransformer` as someone gives them whom no compiler warns: each fault in a sentence.
import { checkNames } from '../../core/check-names.ts'
import { RlvrError, nearestName, show } from '../../core/errors.ts'
import type { RotaryScaling } from './model/architecture.ts'

type Refuse = (sentence: string) => never
type OneOf = (name: string, value: unknown, known: readonly string[]) => void

const example =
  "openTransformer({ architecture: { width: 64, layers: 2, heads: 4, maxLengthTokens: 64, positions: 'learned', mlp: 'swiglu', mlpWidth: 256 }, tokenizer: { kind: 'byte' } })"

const sizes = ['width', 'layers', 'heads', 'maxLengthTokens', 'mlpWidth'] as const

const switches = ['mlpBias', 'queryKeyNorm', 'untiedHead', 'valueHead'] as const

const architectureFields = [
  ...sizes,
  ...switches,
  'positions',
  'mlp',
  'keyValueHeads',
  'headWidth',
  'normEpsilon',
  'attentionBias',
  'slidingWindow',
  'rotary',
  'vocabularySize',
]

/** The numbers of each kind of scaling. */
const scalings: { readonly [kind in RotaryScaling['kind']]: readonly string[] } = {
  linear: ['factor'],
  dynamic: ['factor', 'originalLengthTokens'],
  llama3: ['factor', 'lowFrequencyFactor', 'highFrequencyFactor', 'originalLengthTokens'],
  yarn: ['factor', 'originalLengthTokens', 'betaFast', 'betaSlow'],
}

/** @throws RlvrError `RLVR_USAGE` naming what is missing, unknown or of no known kind */
export function checkTransformerOptions(options: unknown): void {
  const refuse: Refuse = (sentence) => {
    throw new RlvrError('RLVR_USAGE', `openTransformer: ${sentence}`)
  }
  const oneOf: OneOf = (name, value, known) => {
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
  const shape = architecture as { readonly [name: string]: unknown }
  checkNames('openTransformer, `architecture`', shape, architectureFields, { word: 'field' })
  for (const name of sizes)
    if (typeof shape[name] !== 'number')
      refuse(`\`architecture.${name}\` is a whole number above 0; got ${show(shape[name], 80)}. As in ${example}.`)
  oneOf('architecture.positions', shape['positions'], ['learned', 'rotary'])
  oneOf('architecture.mlp', shape['mlp'], ['silu', 'swiglu'])
  for (const name of switches)
    if (shape[name] !== undefined && typeof shape[name] !== 'boolean')
      refuse(`\`architecture.${name}\` is true or false; got ${show(shape[name], 80)}.`)
  for (const name of ['keyValueHeads', 'headWidth', 'normEpsilon'])
    if (shape[name] !== undefined && typeof shape[name] !== 'number')
      refuse(`\`architecture.${name}\` is a number above 0; got ${show(shape[name], 80)}.`)
  if (shape['attentionBias'] !== undefined)
    oneOf('architecture.attentionBias', shape['attentionBias'], ['query-key-value', 'all'])
  if (shape['slidingWindow'] !== undefined) checkWindow(shape['slidingWindow'], refuse)
  if (shape['rotary'] !== undefined) checkRotary(shape['rotary'], refuse, oneOf)
  const { kind, alphabet } = tokenizer as { kind?: unknown; alphabet?: unknown }
  oneOf('tokenizer.kind', kind, ['byte', 'character'])
  if (kind === 'character' && typeof alphabet !== 'string')
    refuse(`\`tokenizer.alphabet\` is a text of all characters; got ${show(alphabet, 80)}.`)
}

function checkWindow(window: unknown, refuse: Refuse): void {
  checkNames('openTransformer, `architecture.slidingWindow`', window, ['tokens', 'layers'], { word: 'field' })
  const { tokens, layers } = window as { tokens?: unknown; layers?: unknown }
  if (typeof tokens !== 'number' || !Array.isArray(layers))
    refuse(`\`architecture.slidingWindow\` is such as { tokens: 4096, layers: [0, 2] }; got ${show(window, 80)}.`)
}

function checkRotary(rotary: unknown, refuse: Refuse, oneOf: OneOf): void {
  checkNames('openTransformer, `architecture.rotary`', rotary, ['base', 'scaling'], { word: 'field' })
  const { base, scaling } = rotary as { base?: unknown; scaling?: unknown }
  if (typeof base !== 'number')
    refuse(`\`architecture.rotary.base\` is a number above 0, such as 10000; got ${show(base, 80)}.`)
  if (scaling === undefined) return
  const { kind } = (scaling ?? {}) as { kind?: unknown }
  oneOf('architecture.rotary.scaling.kind', kind, Object.keys(scalings))
  const numbers = scalings[kind as RotaryScaling['kind']]
  const fields = scaling as { readonly [name: string]: unknown }
  const others = kind === 'yarn' ? ['attentionFactor', 'truncate'] : []
  checkNames('openTransformer, `architecture.rotary.scaling`', fields, ['kind', ...numbers, ...others], {
    word: 'field',
  })
  const due = kind === 'yarn' && fields['attentionFactor'] !== undefined ? [...numbers, 'attentionFactor'] : numbers
  for (const name of due)
    if (!(Number.isFinite(fields[name]) && (fields[name] as number) > 0))
      refuse(`\`architecture.rotary.scaling.${name}\` is a number above 0; got ${show(fields[name], 80)}.`)
  if (kind === 'yarn' && typeof fields['truncate'] !== 'boolean')
    refuse(`\`architecture.rotary.scaling.truncate\` is true or false; got ${show(fields['truncate'], 80)}.`)
}
