// What `rlvr eval` tells an OpenAI-compatible server beside the sampling: read from flags, kept in `config.json`, so that
// a resumed evaluation asks in the same words. Keys are named by the environment variable that holds them, never kept.
import { Type, type TObject } from 'typebox'
import { RlvrError, show } from '../../core/errors.ts'
import type { JsonObject } from '../../core/json.ts'
import type { OpenAiPolicyOptions } from '../../policy/servers/openai-policy.ts'

export interface ServerSettings extends Pick<
  OpenAiPolicyOptions,
  'lengthField' | 'omit' | 'extra' | 'system' | 'timeoutMs' | 'retries'
> {
  /** As they were given, `${NAME}` standing for an environment variable. */
  readonly headers?: { readonly [name: string]: string }
}

/** Flags as commander gives them. */
export interface ServerFlags {
  readonly lengthField?: 'max_tokens' | 'max_completion_tokens'
  readonly omit?: readonly string[]
  readonly extraBody?: string
  readonly system?: string
  readonly header?: readonly string[]
  readonly timeout?: number
  readonly retries?: number
}

export const serverSettingsSchema: TObject = Type.Object({
  lengthField: Type.Optional(Type.Union([Type.Literal('max_tokens'), Type.Literal('max_completion_tokens')])),
  omit: Type.Optional(Type.Array(Type.String())),
  extra: Type.Optional(Type.Object({})),
  system: Type.Optional(Type.String()),
  headers: Type.Optional(Type.Record(Type.String(), Type.String())),
  timeoutMs: Type.Optional(Type.Integer({ minimum: 1 })),
  retries: Type.Optional(Type.Integer({ minimum: 0 })),
})

/** What may differ when an evaluation goes on: none of it changes a reply. */
const mayChange: readonly string[] = ['headers', 'timeoutMs', 'retries']

/** The settings that the flags ask for, over those of the run that is gone on with; null where there are none. */
export function serverSettings(flags: ServerFlags, base: ServerSettings | null): ServerSettings | null {
  const { lengthField, omit = [], extraBody, system, header = [], timeout, retries } = flags
  const settings: ServerSettings = {
    ...base,
    ...(lengthField !== undefined && { lengthField }),
    ...(omit.length > 0 && { omit }),
    ...(extraBody !== undefined && { extra: bodyIn(extraBody) }),
    ...(system !== undefined && { system }),
    ...(header.length > 0 && { headers: headersIn(header) }),
    ...(timeout !== undefined && { timeoutMs: Math.ceil(timeout * 1000) }),
    ...(retries !== undefined && { retries }),
  }
  return Object.keys(settings).length === 0 ? null : settings
}

/** The settings that decide what a server is asked, for comparing two evaluations. */
export function askedSettings(settings: ServerSettings | null | undefined): JsonObject {
  return Object.fromEntries(Object.entries(settings ?? {}).filter(([name]) => !mayChange.includes(name)))
}

/**
 * The options of a policy, with the headers' variables filled in.
 * @throws RlvrError `RLVR_USAGE` for a variable that is not set
 */
export function serverOptions(settings: ServerSettings | null | undefined): ServerSettings {
  const { headers, ...rest } = settings ?? {}
  if (headers === undefined) return rest
  const filled = Object.entries(headers).map(([name, value]) => [
    name,
    value.replaceAll(variable, (whole: string, wanted: string) => {
      const found = process.env[wanted]
      if (found !== undefined && found !== '') return found
      throw new RlvrError(
        'RLVR_USAGE',
        `The header \`${name}: ${value}\` needs the environment variable ${whole}, which is not set.`,
      )
    }),
  ])
  return { ...rest, headers: Object.fromEntries(filled) as { [name: string]: string } }
}

const variable = /\$\{(\w+)\}/g

function bodyIn(text: string): JsonObject {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    value = undefined
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  throw new RlvrError(
    'RLVR_USAGE',
    `\`--extra-body\` takes a JSON object, like '{"chat_template_kwargs":{"enable_thinking":false}}'; got ${show(text, 120)}.`,
  )
}

function headersIn(given: readonly string[]): { [name: string]: string } {
  return Object.fromEntries(
    given.map((text) => {
      const [, name, value = ''] = /^([\w!#$%&'*+.^`|~-]+):\s*(.*)$/.exec(text) ?? []
      if (name === undefined)
        throw new RlvrError(
          'RLVR_USAGE',
          `\`--header\` takes 'Name: value'; got ${show(text.split(/[:=]/)[0], 40)} for a name.`,
        )
      // A run keeps its settings on disk, and a key must not be there.
      if (/authorization|cookie|key|token|secret|password/i.test(name) && value.search(variable) < 0)
        throw new RlvrError(
          'RLVR_USAGE',
          `The value of the header \`${name}\` looks secret, and a run keeps its settings: name the environment variable that holds it, like --header '${name}: \${MY_KEY}' in single quotes.`,
        )
      return [name, value]
    }),
  )
}
