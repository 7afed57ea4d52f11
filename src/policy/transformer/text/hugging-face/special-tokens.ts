// Which tokens begin, end and pad, and how the model's makers draw replies, from what the files of a folder say.
import { RlvrError, nearestName, show } from '../../../../core/errors.ts'
import type { TextCodec } from '../text-codec.ts'
import type { AddedToken } from './added-tokens.ts'
import type { FolderTokenizer, TokenizerAdditions } from './read-tokenizer.ts'
import type { TextFiles } from './text-files.ts'

const roles = ['bos_token', 'eos_token', 'unk_token', 'sep_token', 'pad_token', 'cls_token', 'mask_token'] as const

/** Special tokens by their role, as templates know them: `{ bos_token: '<s>', … }`. */
export function namedTokens({ tokenizerConfig, specialTokens }: TextFiles): { readonly [role: string]: string } {
  return Object.fromEntries(
    roles.flatMap((role) => {
      const content = contentOf(tokenizerConfig[role] ?? specialTokens[role])
      return content === null ? [] : [[role, content]]
    }),
  )
}

/** Marks and tokens that the files beside the tokenizer.json name. */
export function tokenizerAdditions(files: TextFiles): TokenizerAdditions {
  const { tokenizerConfig } = files
  const decoder = tokenizerConfig['added_tokens_decoder']
  const added =
    typeof decoder === 'object' && decoder !== null
      ? Object.entries(decoder as { [id: string]: Partial<AddedToken> })
      : []
  const extra = tokenizerConfig['additional_special_tokens'] ?? tokenizerConfig['extra_special_tokens'] ?? []
  const listed: unknown[] = Array.isArray(extra) ? extra : Object.values(extra)
  return {
    special: [...Object.values(namedTokens(files)), ...listed.map(contentOf).filter((content) => content !== null)],
    added: added.flatMap(
      ([
        id,
        { content, special = false, lstrip = false, rstrip = false, single_word = false, normalized = !special },
      ]) =>
        typeof content === 'string' && /^\d+$/.test(id)
          ? [{ id: Number(id), content, special, lstrip, rstrip, single_word, normalized }]
          : [],
    ),
  }
}

/**
 * Tokens that end a reply, from the configurations and the tokenizer.
 * @throws RlvrError `RLVR_POLICY` where one is no token of the tokenizer
 */
export function endTokensOf(files: TextFiles, tokenizer: FolderTokenizer): number[] {
  const { eos_token: named } = namedTokens(files)
  const ends: number[] = []
  if (named !== undefined) {
    const token = tokenizer.tokenOf(named)
    if (token === undefined) {
      const marks = [...tokenizer.special].map((each) => tokenizer.names[each] ?? '')
      const nearest = nearestName(named, marks)
      throw new RlvrError(
        'RLVR_POLICY',
        `${files.path}: tokenizer_config.json says that ${show(named, 40)} ends a reply, which is no token of tokenizer.json.${nearest === null ? '' : ` Did it mean ${show(nearest, 40)}?`} Fetch the checkpoint again, or mend \`eos_token\`.`,
      )
    }
    ends.push(token)
  }
  for (const [name, fields] of [
    ['generation_config.json', files.generation],
    ['config.json', files.config],
  ] as const) {
    const given = fields['eos_token_id'] ?? []
    for (const token of Array.isArray(given) ? (given as unknown[]) : [given]) {
      if (!Number.isSafeInteger(token) || (token as number) < 0)
        throw new RlvrError(
          'RLVR_POLICY',
          `${files.path}: \`eos_token_id\` of ${name} is a token or a list of them; got ${show(given, 60)}. Mend it.`,
        )
      if ((tokenizer.names[token as number] ?? null) === null)
        throw new RlvrError(
          'RLVR_POLICY',
          `${files.path}: ${name} says that token ${show(token, 40)} ends a reply (\`eos_token_id\`), which is no token of tokenizer.json: it has ${tokenizer.vocabularySize}. Mend it, or use the tokenizer that the model was trained with.`,
        )
      ends.push(token as number)
    }
  }
  return [...new Set(ends)]
}

/** What generation_config.json says of sampling; nothing where it draws the likeliest tokens by default. */
export function suggestedSampling({ generation }: TextFiles): TextCodec['suggestedSampling'] {
  const number = (name: string): number | undefined =>
    typeof generation[name] === 'number' && Number.isFinite(generation[name]) ? generation[name] : undefined
  if (generation['do_sample'] === false) return { temperature: 0 }
  const [temperature, topK, topP, minP] = ['temperature', 'top_k', 'top_p', 'min_p'].map(number)
  return {
    ...(temperature !== undefined && temperature >= 0 && { temperature }),
    ...(topK !== undefined && topK >= 0 && { topK: Math.round(topK) }),
    ...(topP !== undefined && topP > 0 && topP <= 1 && { topP }),
    ...(minP !== undefined && minP >= 0 && minP <= 1 && { minP }),
  }
}

/** A token as configurations write it: its content, or an object that has it. */
function contentOf(given: unknown): string | null {
  if (typeof given === 'string') return given
  const content = typeof given === 'object' && given !== null ? (given as { content?: unknown }).content : null
  return typeof content === 'string' ? content : null
}
