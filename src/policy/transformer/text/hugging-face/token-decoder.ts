// Tokens back to text, token by token: each adds the same bytes wherever it stands, but for the first. Four kinds of
// `decoder` of a tokenizer.json are read (huggingface/tokenizers, tokenizers/src/decoders/): byte-level, metaspace
// with or without bytes to fall back to, WordPiece and plain texts (Fuse). What decodes otherwise is refused, so that a text which ends a
// reply can be found among the bytes.
import { RlvrError, show } from '../../../../core/errors.ts'
import { pieceOf, tokenPieces, type TokenPieces } from '../token-pieces.ts'
import { byteCharacters } from '../byte-characters.ts'

export interface TokenDecoder {
  readonly pieces: TokenPieces
  decode(tokens: Iterable<number>): string
}

interface DecoderConfig {
  readonly type: string
  readonly replacement?: string
  readonly prefix?: string
  readonly [field: string]: unknown
}

/** How one kind of decoder sees a token. */
interface Reading {
  /** The bytes that a token's name stands for. */
  readonly bytes: (name: string) => Uint8Array
  /** A text that is left out where the reply begins with it. */
  readonly firstDropped: string
  /** Whether the token is a single byte, which is told apart where bytes are no UTF-8: one � for each. */
  readonly isByte: (name: string) => boolean
}

const utf8 = new TextEncoder()
const none = new Uint8Array(0)

/**
 * @param names of the tokens by id, null where there is none
 * @param hidden tokens that become nothing
 */
export function tokenDecoder(
  decoder: unknown,
  names: readonly (string | null)[],
  hidden: ReadonlySet<number>,
): TokenDecoder {
  const { bytes, firstDropped, isByte } = readingOf(decoder)
  const pieces = tokenPieces(names.map((name, token) => (name === null || hidden.has(token) ? none : bytes(name))))
  const single = new Set(
    names.flatMap((name, token) => (name !== null && !hidden.has(token) && isByte(name) ? [token] : [])),
  )
  return {
    pieces,
    decode: (tokens) => {
      const shown = [...tokens].filter((token) => token < names.length && names[token] !== null && !hidden.has(token))
      const text = single.size === 0 ? ofBytes(shown, pieces) : ofRuns(shown, pieces, single)
      return firstDropped !== '' && text.startsWith(firstDropped) ? text.slice(firstDropped.length) : text
    },
  }
}

function ofBytes(tokens: readonly number[], pieces: TokenPieces): string {
  const all = tokens.map((token) => pieceOf(pieces, token))
  const bytes = new Uint8Array(all.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of all) {
    bytes.set(piece, at)
    at += piece.length
  }
  return lossy.decode(bytes)
}

/** Runs of single bytes are UTF-8 as a whole, or each of them is no character. */
function ofRuns(tokens: readonly number[], pieces: TokenPieces, single: ReadonlySet<number>): string {
  let text = ''
  let run: number[] = []
  const endRun = (): void => {
    if (run.length === 0) return
    try {
      text += strict.decode(Uint8Array.from(run))
    } catch {
      text += '\uFFFD'.repeat(run.length)
    }
    run = []
  }
  for (const token of tokens) {
    const piece = pieceOf(pieces, token)
    if (single.has(token)) run.push(...piece)
    else {
      endRun()
      text += lossy.decode(piece)
    }
  }
  endRun()
  return text
}

const lossy = new TextDecoder('utf-8', { ignoreBOM: true })
const strict = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true })

function readingOf(given: unknown): Reading {
  const parts = partsOf(given)
  const known = parts.map(({ type }) => type).join(', ')
  const [first] = parts
  if (first?.type === 'ByteLevel' && parts.length === 1) return byteLevel()
  if (first?.type === 'Metaspace' && parts.length === 1) {
    const scheme = first['prepend_scheme'] ?? (first['add_prefix_space'] === false ? 'never' : 'always')
    return metaspace(first.replacement ?? '▁', false, scheme === 'never' ? '' : ' ')
  }
  if (first?.type === 'WordPiece' && parts.length === 1)
    return wordPiece(first.prefix ?? '##', first['cleanup'] !== false)
  // An alphabet: tokens are texts as they stand.
  if (first?.type === 'Fuse' && parts.length === 1) return metaspace('', false, '')
  const replaced = parts.filter(({ type }) => type === 'Replace')
  const mark = (replaced[0]?.['pattern'] as { String?: unknown } | undefined)?.String
  const stripped = parts.filter(({ type }) => type === 'Strip')
  const [strip] = stripped
  const isPlain =
    parts.every(({ type }) => ['Replace', 'ByteFallback', 'Fuse', 'Strip'].includes(type)) &&
    replaced.length === 1 &&
    typeof mark === 'string' &&
    replaced[0]?.['content'] === ' ' &&
    stripped.length <= 1 &&
    (strip === undefined ||
      (strip['content'] === ' ' && strip['start'] === 1 && (strip['stop'] ?? 0) === 0 && parts.at(-1) === strip))
  if (isPlain)
    return metaspace(
      mark,
      parts.some(({ type }) => type === 'ByteFallback'),
      strip === undefined ? '' : ' ',
    )
  throw new RlvrError(
    'RLVR_POLICY',
    `The tokenizer turns tokens back into text by ${known === '' ? 'nothing' : known}; known are ByteLevel, Metaspace, WordPiece, Fuse and the sequence Replace (▁ by a space), ByteFallback, Fuse, Strip (a first space). Use a checkpoint with one of those.`,
  )
}

function partsOf(given: unknown): readonly DecoderConfig[] {
  if (given === null || given === undefined) return []
  const { type, decoders } = given as { type?: unknown; decoders?: unknown }
  if (type === 'Sequence' && Array.isArray(decoders)) return decoders.flatMap(partsOf)
  if (typeof type === 'string') return [given as DecoderConfig]
  throw new RlvrError('RLVR_POLICY', `The \`decoder\` of a tokenizer.json is { type, … }; got ${show(given, 80)}.`)
}

function byteLevel(): Reading {
  const byteOf = new Map(byteCharacters.map((character, byte) => [character, byte]))
  return {
    bytes: (name) => {
      const bytes = Array.from(name, (character) => byteOf.get(character))
      // A token that no bytes were written for, as added ones are, is text as it stands.
      return bytes.every((byte) => byte !== undefined) ? Uint8Array.from(bytes) : utf8.encode(name)
    },
    firstDropped: '',
    isByte: () => false,
  }
}

function metaspace(mark: string, hasBytes: boolean, firstDropped: string): Reading {
  const isByte = (name: string): boolean => hasBytes && /^<0x[0-9A-F]{2}>$/i.test(name)
  return {
    bytes: (name) =>
      isByte(name)
        ? Uint8Array.of(Number.parseInt(name.slice(3, 5), 16))
        : utf8.encode(mark === '' ? name : name.replaceAll(mark, ' ')),
    firstDropped,
    isByte,
  }
}

function wordPiece(prefix: string, isCleaned: boolean): Reading {
  return {
    bytes: (name) => {
      const text = name.startsWith(prefix) ? name.slice(prefix.length) : ` ${name}`
      return utf8.encode(isCleaned ? text.replace(/^ (?=[.?!,]$|n't$|'m$|'s$|'ve$|'re$)/, '') : text)
    },
    firstDropped: ' ',
    isByte: () => false,
  }
}
