// The files of a Hugging Face folder that say how text is read: tokenizer.json, tokenizer_config.json,
// special_tokens_map.json, generation_config.json, config.json (for its end tokens alone), and chat templates as
// chat_template.jinja, chat_template.json, additional_chat_templates/NAME.jinja or in the tokenizer's configuration.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RlvrError, describeError, show } from '../../../../core/errors.ts'
import { checkRegular } from '../../../checkpoints/json-file.ts'

type Fields = { readonly [field: string]: unknown }

export interface TextFiles {
  readonly path: string
  readonly tokenizer: { readonly path: string; readonly text: string }
  readonly tokenizerConfig: Fields
  readonly specialTokens: Fields
  readonly generation: Fields
  readonly config: Fields
  /** By name, `default` first where there is one. */
  readonly templates: ReadonlyMap<string, { readonly path: string; readonly source: string }>
  /** SHA-256 over the tokenizer, its configuration and the templates. */
  readonly hash: string
}

/** @throws RlvrError `RLVR_POLICY` for a folder without a tokenizer.json, or with a file that cannot be read */
export async function readTextFiles(folder: string): Promise<TextFiles> {
  const at = (name: string): string => join(folder, name)
  if (!existsSync(at('tokenizer.json')))
    throw new RlvrError(
      'RLVR_POLICY',
      `${folder} holds no tokenizer.json${existsSync(at('tokenizer.model')) || existsSync(at('vocab.json')) ? ', only the files of a tokenizer of another format' : ''}. Python's \`AutoTokenizer.from_pretrained(…).save_pretrained(…)\` writes one.`,
    )
  const tokenizer = { path: at('tokenizer.json'), text: await readText(at('tokenizer.json')) }
  const [tokenizerConfig, specialTokens, generation, config, templateFile] = await Promise.all(
    [
      'tokenizer_config.json',
      'special_tokens_map.json',
      'generation_config.json',
      'config.json',
      'chat_template.json',
    ].map(async (name) => await readFields(at(name))) as [
      Promise<Fields>,
      Promise<Fields>,
      Promise<Fields>,
      Promise<Fields>,
      Promise<Fields>,
    ],
  )
  const templates = new Map<string, { path: string; source: string }>()
  const add = (given: unknown, path: string): void => {
    if (typeof given === 'string') templates.set('default', { path, source: given })
    else if (Array.isArray(given))
      for (const { name, template } of given as { name?: unknown; template?: unknown }[])
        if (typeof name === 'string' && typeof template === 'string') templates.set(name, { path, source: template })
  }
  add(tokenizerConfig['chat_template'], at('tokenizer_config.json'))
  add(templateFile['chat_template'], at('chat_template.json'))
  if (existsSync(at('chat_template.jinja'))) add(await readText(at('chat_template.jinja')), at('chat_template.jinja'))
  const more = at('additional_chat_templates')
  if (existsSync(more))
    for (const name of readdirSync(more)
      .filter((each) => each.endsWith('.jinja'))
      .sort())
      templates.set(name.slice(0, -'.jinja'.length), {
        path: join(more, name),
        source: await readText(join(more, name)),
      })
  const hash = createHash('sha256')
  for (const part of [
    tokenizer.text,
    JSON.stringify(tokenizerConfig),
    JSON.stringify(specialTokens),
    ...[...templates].flatMap(([name, { source }]) => [name, source]),
  ])
    hash.update(`${Buffer.byteLength(part)}\n${part}`)
  return {
    path: folder,
    tokenizer,
    tokenizerConfig,
    specialTokens,
    generation,
    config,
    templates,
    hash: hash.digest('hex'),
  }
}

/** Text without a mark of its byte order. */
async function readText(path: string): Promise<string> {
  await checkRegular(path)
  const bytes = await readFile(path)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (thrown) {
    throw new RlvrError('RLVR_POLICY', `${path} is not UTF-8. Save it so, or fetch the checkpoint again.`, {
      cause: thrown,
    })
  }
}

/** A JSON object; an empty one where there is no such file. */
async function readFields(path: string): Promise<Fields> {
  if (!existsSync(path)) return {}
  const text = await readText(path)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (thrown) {
    throw new RlvrError(
      'RLVR_POLICY',
      `${path} is no JSON: ${describeError(thrown, 100)}. Fetch the checkpoint again.`,
      { cause: thrown },
    )
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new RlvrError(
      'RLVR_POLICY',
      `${path} should hold a JSON object; got ${show(value, 80)}. Fetch the checkpoint again.`,
    )
  return value as Fields
}
