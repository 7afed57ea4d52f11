// Opens the tokenizer and the chat template of a Hugging Face folder as a codec.
import { RlvrError, nearestName, show } from '../../../../core/errors.ts'
import type { JsonObject } from '../../../../core/json.ts'
import type { TextCodec } from '../text-codec.ts'
import { ChatTemplate } from './chat-template.ts'
import type { HuggingFaceDescription } from './description.ts'
import { HuggingFaceCodec } from './hugging-face-codec.ts'
import { plainCodec } from './plain-codec.ts'
import { readTokenizer } from './read-tokenizer.ts'
import { rebuiltNotice } from './rebuilt-tokenizer.ts'
import { endTokensOf, namedTokens, suggestedSampling, tokenizerAdditions } from './special-tokens.ts'
import { TemplateUse } from './template-use.ts'
import { readTextFiles, type TextFiles } from './text-files.ts'

export interface TextFolderOptions {
  /** How the folder was named, for snapshots and records; its path where left out. */
  readonly source?: string
  /** Rows of the model's embedding: a tokenizer that needs more is refused. */
  readonly embeddingRows?: number
  /** Switches of the template, like `{ enable_thinking: false }` of Qwen3's. */
  readonly templateSwitches?: JsonObject
  /** The name of one of several templates, or a template itself; the folder's `default` and `tool_use` where left out. */
  readonly chatTemplate?: string
  /** The day that templates are told, `2024-07-26` where left out: a prompt must not change from day to day. */
  readonly date?: string
}

/** The day that Llama's own templates fall back to. */
const usualDate = '2024-07-26'

/**
 * @param folder with a tokenizer.json
 * @throws RlvrError `RLVR_POLICY` for files that are missing, broken, or mean something that is not read exactly
 * @example
 * const codec = await openTextFolder('./SmolLM2-135M-Instruct')
 * const tokens = codec.encodePrompt({ messages: [{ role: 'user', content: 'What is 1 + 2?' }] })
 */
export async function openTextFolder(folder: string, options: TextFolderOptions = {}): Promise<TextCodec> {
  const { source = folder, embeddingRows, templateSwitches = {}, chatTemplate, date = usualDate } = options
  const files = await readTextFiles(folder)
  const tokenizer = readTokenizer(files.tokenizer.text, files.tokenizer.path, tokenizerAdditions(files))
  if (embeddingRows !== undefined && tokenizer.vocabularySize > embeddingRows)
    throw new RlvrError(
      'RLVR_POLICY',
      `${folder}: the tokenizer has ${tokenizer.vocabularySize} tokens, the model's embedding ${embeddingRows} rows. Use the tokenizer that the model was trained with.`,
    )
  const day = new Date(`${date}T00:00:00Z`)
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || Number.isNaN(day.getTime()))
    throw new RlvrError('RLVR_POLICY', `The date that templates are told is like 2024-07-26; got ${show(date, 40)}.`)
  const settings = {
    ...(Object.keys(templateSwitches).length > 0 && { templateSwitches }),
    ...(chatTemplate !== undefined && { chatTemplate }),
    ...(date !== usualDate && { date }),
  }
  const description: HuggingFaceDescription = {
    kind: 'hugging-face',
    source,
    hash: files.hash,
    ...(Object.keys(settings).length > 0 && { settings }),
  }
  const parts = { description, tokenizer, suggestedSampling: suggestedSampling(files) }
  const named = endTokensOf(files, tokenizer)
  const opened = openTemplates(
    files,
    { variables: { ...namedTokens(files), ...templateSwitches }, date: day },
    chatTemplate,
  )
  const rebuilt = rebuiltNotice(folder, files, tokenizer.steps)
  const common = rebuilt === null ? [] : [rebuilt]
  if (opened === null) {
    const notice = `${folder} has no chat template, as a base model has none: a prompt is the text of its messages to go on with, without roles${named.length === 0 ? ', and no token ends a reply' : ''}.`
    return plainCodec({
      ...parts,
      endTokens: named,
      prefix: plainPrefix(files, tokenizer),
      notices: [notice, ...common],
    })
  }
  const [template, toolTemplate] = opened
  const unknown = unknownMarks(template, tokenizer)
  const notices = [
    ...common,
    ...(unknown.length === 0
      ? []
      : [
          `The chat template of ${folder} writes ${unknown.join(', ')}, no tokens of its tokenizer: the model is given plain text in their place. Use the tokenizer that the model was trained with, if it was trained on another.`,
        ]),
    ...(toolTemplate.takesTools || toolTemplate.ignoresTools
      ? []
      : [
          `The chat template of ${folder} has no place for tools: they are described in the system message, and called as <tool_call>{"name": …, "arguments": …}</tool_call>.`,
        ]),
    ...(toolTemplate.takesTools && toolTemplate.callForm === null
      ? [
          `The chat template of ${folder} writes calls of tools in a form that is not read here: a call is read where it is written as <tool_call>{"name": …, "arguments": …}</tool_call>.`,
        ]
      : []),
    ...(template.takesSystem
      ? []
      : [`The chat template of ${folder} has no system message: it is put at the head of the first question.`]),
  ]
  const codec = new HuggingFaceCodec({ ...parts, template, toolTemplate, endTokens: named, notices })
  if (codec.endTokens.length === 0)
    throw new RlvrError(
      'RLVR_POLICY',
      `${folder} names no token that ends a reply: neither \`eos_token\` of tokenizer_config.json, nor \`eos_token_id\` of generation_config.json or config.json, nor a mark of its chat template. Name one.`,
    )
  return codec
}

/** The template for conversations, and that for conversations with tools; null for a folder without one. */
function openTemplates(
  { templates, path }: TextFiles,
  settings: ConstructorParameters<typeof ChatTemplate>[2],
  chosen: string | undefined,
): [TemplateUse, TemplateUse] | null {
  const use = ({ path: at, source }: { path: string; source: string }, isForTools = false): TemplateUse =>
    new TemplateUse(new ChatTemplate(source, at, settings), isForTools)
  if (chosen !== undefined) {
    const known = templates.get(chosen)
    if (known === undefined && !/\{[{%]/.test(chosen)) {
      const names = [...templates.keys()]
      throw new RlvrError(
        'RLVR_POLICY',
        `${path} has no chat template ${show(chosen, 40)}; it has ${names.length === 0 ? 'none' : names.join(', ')}.${names.length > 0 && nearestName(chosen, names) !== null ? ` Did you mean ${nearestName(chosen, names)}?` : ''}`,
      )
    }
    const one = use(known ?? { path: 'the given chat template', source: chosen })
    return [one, one]
  }
  const usual = templates.get('default') ?? (templates.size === 1 ? [...templates.values()][0] : undefined)
  if (usual === undefined && templates.size === 0) return null
  if (usual === undefined)
    throw new RlvrError(
      'RLVR_POLICY',
      `${path} has the chat templates ${[...templates.keys()].join(', ')}, none of them \`default\`. Name one as \`chatTemplate\`.`,
    )
  const template = use(usual)
  const forTools = templates.get('tool_use')
  return [template, forTools === undefined ? template : use(forTools, true)]
}

/** Marks like `<|im_start|>` that the template puts around what is said, and that the tokenizer takes for text. */
function unknownMarks({ template }: TemplateUse, tokenizer: ReturnType<typeof readTokenizer>): string[] {
  const question = { role: 'user', content: 'a' }
  const written = [
    template.attempt({ messages: [question], tools: null, addGenerationPrompt: true }),
    template.attempt({
      messages: [question, { role: 'assistant', content: 'b' }],
      tools: null,
      addGenerationPrompt: false,
    }),
  ]
  const marks = new Set(written.flatMap((text) => text?.match(/<\|[^|<>\s]{1,60}\|>/g) ?? []))
  const isToken = (mark: string): boolean => {
    const token = tokenizer.tokenOf(mark)
    // One that stands in the vocabulary and is no added token is split as text is.
    return token !== undefined && tokenizer.encode(mark).join() === String(token)
  }
  return [...marks].filter((mark) => !isToken(mark))
}

/** What stands before a text to go on with: the tokenizer's own beginning, as `add_bos_token` or its post-processor says. */
function plainPrefix(files: TextFiles, tokenizer: ReturnType<typeof readTokenizer>): readonly number[] {
  const says = files.tokenizerConfig['add_bos_token']
  if (says === false) return []
  const { bos_token: named } = namedTokens(files)
  const bos = named === undefined ? undefined : tokenizer.tokenOf(named)
  return says === true && bos !== undefined ? [bos] : tokenizer.prefix
}
