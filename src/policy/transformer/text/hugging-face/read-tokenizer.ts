// A tokenizer.json as a function from text to tokens and back. `@huggingface/tokenizers` brings normalisers and models;
// the splitting before them and the decoding after them are ours, because a text of someone else's must not become a
// mark (`added-tokens.ts`), and because both differ in places from the library in Rust (`python-splits.ts`).
import { Tokenizer } from '@huggingface/tokenizers'
import { RlvrError, describeError, show } from '../../../../core/errors.ts'
import { AddedTokenSplitter, StandIns, type AddedToken } from './added-tokens.ts'
import { splittingOf, type Before, type SplitConfig } from './python-splits.ts'
import { tokenDecoder, type TokenDecoder } from './token-decoder.ts'

export interface EncodeOptions {
  /** Where the stand-ins begin (`StandIns.freeIn`) of marks that are text here; null where there are none. */
  readonly standIns?: number | null
  /** What the text stands behind, nothing where left out; before a text that goes on from text nothing is put. */
  readonly after?: Before
}

export interface FolderTokenizer extends TokenDecoder {
  /** One more than the largest token. */
  readonly vocabularySize: number
  /** Marks that are no part of a text. */
  readonly special: ReadonlySet<number>
  readonly standIns: StandIns
  /** Names of tokens by id, null where there is none. */
  readonly names: readonly (string | null)[]
  tokenOf(content: string): number | undefined
  encode(text: string, options?: EncodeOptions): number[]
  /** The text with marks kept as they are written. */
  decodeWithMarks(tokens: Iterable<number>): string
  /** Tokens that the post-processor puts before a text. */
  readonly prefix: readonly number[]
  /** How the file says that a text is normalised and split. */
  readonly steps: { readonly normalizer: unknown; readonly splitting: unknown }
}

interface TokenizerFile {
  readonly model: {
    readonly type?: string
    readonly vocab: unknown
    readonly unk_token?: string | null
    readonly [field: string]: unknown
  }
  readonly added_tokens?: readonly AddedToken[]
  readonly normalizer: unknown
  readonly pre_tokenizer: SplitConfig | null
  readonly decoder: unknown
  readonly post_processor: unknown
}

/** What the files beside it add to a tokenizer.json. */
export interface TokenizerAdditions {
  /** Tokens that are marks, even if the tokenizer.json does not say so. */
  readonly special?: readonly string[]
  /** Tokens that it may lack. */
  readonly added?: readonly AddedToken[]
}

/**
 * @param path of the file, for what is said of it
 * @throws RlvrError `RLVR_POLICY` for what is no tokenizer, or one that is not read as the library in Rust reads it
 */
export function readTokenizer(written: string, path: string, additions: TokenizerAdditions = {}): FolderTokenizer {
  const refuse = (sentence: string, cause?: unknown): never => {
    throw new RlvrError('RLVR_POLICY', `${path}: ${sentence}`, cause === undefined ? {} : { cause })
  }
  const file = parsed(written, refuse)
  const listed = file.added_tokens ?? []
  const lacking = (additions.added ?? []).filter(({ id }) => !listed.some((token) => token.id === id))
  const added = [...listed, ...lacking].map((token) =>
    additions.special?.includes(token.content) === true ? { ...token, special: true } : token,
  )
  const own = opened({ ...file, added_tokens: added }, refuse)
  const model = own.model as unknown as Model
  // Words of one data set are more than the ten thousand that the library keeps.
  if (model.cache !== undefined) model.cache.capacity = keptWords
  const names: (string | null)[] = Array.from(model.vocab, (name) => name ?? null)
  for (const { id, content } of added) names[id] = content
  for (let token = 0; token < names.length; token++) names[token] ??= null
  const ids = new Map<string, number>()
  names.forEach((name, token) => name !== null && ids.set(name, token))
  for (const { id, content } of added) ids.set(content, id)
  const special = new Set(added.filter((token) => token.special).map(({ id }) => id))

  const standIns = new StandIns(added.filter((token) => token.special).map(({ content }) => content))
  const normalise = (text: string): string => (own.normalizer === null ? text : own.normalizer(text))
  const raw = new AddedTokenSplitter(added.filter(({ normalized }) => !normalized))
  const normalised = new AddedTokenSplitter(
    added.filter((token) => token.normalized),
    ({ content }) => normalise(content),
  )
  const split =
    file.pre_tokenizer === null || own.pre_tokenizer === null
      ? (text: string, _before: Before): string[] => [text]
      : splittingOf(file.pre_tokenizer, own.pre_tokenizer)
  const unknown = unknownOf(file, ids)

  const prepended = prependedBy(file.normalizer)
  // Marks in a text are seen again before it is normalised, unless they are looked for after that.
  const isNormalisedHidden = added.some((token) => token.special && token.normalized)
  const encodeText = (text: string, after: Before, block: number | null): number[] => {
    const whole = normalise(block === null || isNormalisedHidden ? text : standIns.show(text, block))
    const shown = after === 'text' && whole.startsWith(prepended) ? whole.slice(prepended.length) : whole
    return normalised.split(shown).flatMap((section, index) => {
      if ('token' in section) return [section.token]
      const plain = block !== null && isNormalisedHidden ? standIns.show(section.text, block) : section.text
      const parts = split(plain, index === 0 ? after : 'mark')
      const written = model(parts)
      const isLost = (): boolean =>
        written.join('') !== parts.join('') || written.some((name) => !model.tokens_to_ids.has(name))
      if (unknown === undefined && isLost()) refuseLost(parts.join(''), ids, path)
      return written.flatMap((name) => model.tokens_to_ids.get(name) ?? unknown ?? [])
    })
  }
  const encode = (text: string, { standIns: block = null, after = 'nothing' }: EncodeOptions = {}): number[] =>
    raw
      .split(text)
      .flatMap((section, index) =>
        'token' in section ? [section.token] : encodeText(section.text, index === 0 ? after : 'mark', block),
      )

  const decoder = tokenDecoder(file.decoder, names, special)
  const withMarks = tokenDecoder(file.decoder, names, new Set())
  const tokenizer: FolderTokenizer = {
    ...decoder,
    decodeWithMarks: (tokens) => withMarks.decode(tokens),
    vocabularySize: names.length,
    special,
    standIns,
    names,
    tokenOf: (content) => ids.get(content),
    encode,
    prefix: prefixOf(file.post_processor, ids, refuse),
    steps: { normalizer: file.normalizer, splitting: file.pre_tokenizer },
  }
  checkProbe(tokenizer, normalise, refuse)
  return tokenizer
}

const keptWords = 200_000

interface Model {
  readonly cache?: { capacity: number }
  (words: string[]): string[]
  readonly vocab: readonly (string | undefined)[]
  readonly tokens_to_ids: ReadonlyMap<string, number>
}

type Refuse = (sentence: string, cause?: unknown) => never

function parsed(written: string, refuse: Refuse): TokenizerFile {
  let file: unknown
  try {
    file = JSON.parse(written)
  } catch (thrown) {
    return refuse(`it is no JSON: ${describeError(thrown, 100)}. Fetch the checkpoint again.`, thrown)
  }
  const { model, added_tokens: added = [] } = (
    typeof file === 'object' && file !== null ? file : {}
  ) as Partial<TokenizerFile>
  if (typeof model !== 'object' || model === null || typeof model.vocab !== 'object' || model.vocab === null)
    return refuse(`a tokenizer has a \`model\` with a \`vocab\`; got ${show(model, 80)}. Fetch the checkpoint again.`)
  checkModel(model, refuse)
  const isToken = ({ id, content }: { id?: unknown; content?: unknown }): boolean =>
    Number.isSafeInteger(id) && Number(id) >= 0 && typeof content === 'string'
  if (!Array.isArray(added) || !added.every(isToken))
    return refuse('`added_tokens` are { id, content, … } each; one of them is not. Fetch the checkpoint again.')
  const absent = { normalizer: null, pre_tokenizer: null, decoder: null, post_processor: null }
  return { ...absent, ...(file as TokenizerFile) }
}

const modelTypes = ['BPE', 'Unigram', 'WordPiece']

/** A merge that the vocabulary does not know would be left out in silence, and the text become other tokens. */
function checkModel(model: TokenizerFile['model'], refuse: Refuse): void {
  const { type, vocab, merges, continuing_subword_prefix: inner } = model
  if (type !== undefined && !modelTypes.includes(type))
    refuse(`models of the type ${show(type, 40)} cannot be read; ${modelTypes.join(', ')} can.`)
  if (merges === undefined || merges === null || Array.isArray(vocab)) return
  if (!Array.isArray(merges))
    refuse(`\`merges\` should be a list; got ${show(merges, 40)}. Fetch the checkpoint again.`)
  const skipped = typeof inner === 'string' ? inner.length : 0
  for (const merge of merges as readonly unknown[]) {
    const pair: unknown = typeof merge === 'string' ? merge.split(' ') : merge
    if (!Array.isArray(pair) || pair.length !== 2 || !pair.every((part) => typeof part === 'string'))
      return refuse(`a merge is a pair of tokens; got ${show(merge, 60)}. Fetch the checkpoint again.`)
    const [left, right] = pair as [string, string]
    for (const token of [left, right, left + right.slice(skipped)])
      if (!Object.hasOwn(vocab as object, token))
        refuse(
          `the merge ${show(merge, 60)} needs the token ${show(token, 40)}, which its vocabulary lacks. Fetch the checkpoint again.`,
        )
  }
}

function opened(file: TokenizerFile, refuse: Refuse): Tokenizer {
  if (JSON.stringify(file.normalizer).includes('"Precompiled"'))
    refuse(
      'its normaliser is a compiled table of characters (Precompiled), which is not read exactly here. Use a checkpoint with another tokenizer.',
    )
  try {
    return new Tokenizer(withoutReach(file), {})
  } catch (thrown) {
    return refuse(
      `its tokenizer cannot be read: ${describeError(thrown, 200)}. Known are models BPE, Unigram and WordPiece.`,
      thrown,
    )
  }
}

/** A Unigram model would take a mark in a text for the piece of that name: its pieces for marks are named out of reach. */
function withoutReach(file: TokenizerFile): TokenizerFile {
  const { vocab } = file.model
  if (!Array.isArray(vocab)) return file
  const marks = new Set((file.added_tokens ?? []).map(({ content }) => content))
  const unreachable = (vocab as [string, number][]).map(([piece, score]) => [
    marks.has(piece) ? `\uDBFF${piece}` : piece,
    score,
  ])
  return { ...file, model: { ...file.model, vocab: unreachable } }
}

function unknownOf({ model }: TokenizerFile, ids: ReadonlyMap<string, number>): number | undefined {
  if (typeof model['unk_id'] === 'number') return model['unk_id']
  return typeof model.unk_token === 'string' ? ids.get(model.unk_token) : undefined
}

/** What a normaliser of the first sentencepiece models puts before every stretch of text. */
function prependedBy(given: unknown): string {
  if (typeof given !== 'object' || given === null) return ''
  const { type, prepend, normalizers } = given as { type?: unknown; prepend?: unknown; normalizers?: unknown }
  if (type === 'Sequence' && Array.isArray(normalizers)) return normalizers.map(prependedBy).join('')
  return type === 'Prepend' && typeof prepend === 'string' ? prepend : ''
}

/** What TemplateProcessing puts before a sequence, which BOS tokens are put by. */
function prefixOf(given: unknown, ids: ReadonlyMap<string, number>, refuse: Refuse): number[] {
  if (typeof given !== 'object' || given === null) return []
  const { type, single, processors } = given as { type?: unknown; single?: unknown; processors?: unknown }
  if (type === 'Sequence' && Array.isArray(processors)) return processors.flatMap((each) => prefixOf(each, ids, refuse))
  if (type !== 'TemplateProcessing' || !Array.isArray(single)) return []
  const tokens: number[] = []
  for (const part of single as readonly { SpecialToken?: { id?: string } }[]) {
    const name = part.SpecialToken?.id
    if (name === undefined) return tokens
    tokens.push(
      ids.get(name) ??
        refuse(
          `its post-processor puts ${show(name, 40)} before a text, which is no token of it. Fetch the checkpoint again.`,
        ),
    )
  }
  return tokens
}

/** A model without a token for the unknown would leave out what it has none for. */
function refuseLost(text: string, ids: ReadonlyMap<string, number>, path: string): never {
  const lost = Array.from(text).find((character) => !ids.has(character)) ?? text
  throw new RlvrError(
    'RLVR_POLICY',
    `${path}: the tokenizer has no token for ${show(lost, 40)} (in ${show(text, 60)}). Leave it out, or use a model with another tokenizer.`,
  )
}

const probe = 'Add 12 and 3.5, then: "say" it!'

/** Text that comes back as another one would be judged, and trained on, as what nobody wrote. */
function checkProbe(tokenizer: FolderTokenizer, normalise: (text: string) => string, refuse: Refuse): void {
  const isRead = (character: string): boolean => {
    try {
      tokenizer.encode(character)
      return true
    } catch {
      return false
    }
  }
  // An alphabet need not hold every character.
  const alphabet = Array.from(probe).filter(isRead).join('')
  const known = alphabet === '' ? (tokenizer.names.find((name) => name !== null && isRead(name)) ?? '') : alphabet
  const tokens = tokenizer.encode(known)
  const back = tokenizer.decode(tokens)
  if (tokens.length > 0 && back === known && !tokens.some((token) => tokenizer.special.has(token))) return
  const reason = normalise(known) === known ? '' : ` (its normaliser makes it ${show(normalise(known), 60)})`
  refuse(
    `text does not come back from its tokens: ${show(known, 60)} becomes ${show(back, 60)}${reason}. A policy needs a tokenizer that keeps what it reads.`,
  )
}
