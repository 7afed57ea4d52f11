// JSON as Python's clients write it. A number in the place of a text keeps the digits that it was written with: `41.50`
// and integers past 2^53 are other texts than what a double prints. Python also writes NaN and Infinity for a reply that
// says no more than that. A list in the place of a text is the text that it was written as: verifiers' adapter reads a
// model's reply `[4, 15, 31]` as one.
import { isTextDeeperThan } from '../../../core/text-depth.ts'

const mostDepth = 500

/** Throws a `SyntaxError` for what is no JSON. */
export function readFrame(text: string): unknown {
  if (text.length > mostDepth && isTextDeeperThan(text, mostDepth))
    throw new SyntaxError(`It nests deeper than ${mostDepth} levels`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (thrown) {
    return JSON.parse(withoutBareNumber(text, thrown))
  }
  if (hasForText(value, Array.isArray)) return listAsText(text) ?? value
  return hasForText(value, (given) => typeof given === 'number') ? JSON.parse(text, keepDigits) : value
}

const textFields: readonly string[] = ['message', 'tool_name']

function hasForText(value: unknown, isOne: (given: unknown) => boolean): boolean {
  const data = (value as { data?: unknown; action?: unknown } | null)?.data ?? (value as { action?: unknown })?.action
  return textFields.some((field) => isOne((data as { [field: string]: unknown } | null)?.[field]))
}

function keepDigits(this: unknown, key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || !textFields.includes(key)) return value
  return context?.source ?? value
}

const bareNumber =
  /^(\s*\{\s*"type"\s*:\s*"step"\s*,\s*"data"\s*:\s*\{\s*"(?:message|tool_name)"\s*:\s*)(NaN|-?Infinity)(\s*\}\s*\}\s*)$/

function withoutBareNumber(text: string, thrown: unknown): string {
  if (!bareNumber.test(text.slice(0, 200))) throw thrown
  return text.replace(bareNumber, '$1"$2"$3')
}

const listForText =
  /^\s*\{\s*"type"\s*:\s*"step"\s*,\s*"data"\s*:\s*\{\s*"(message|tool_name)"\s*:\s*(\[[^]*\])\s*\}\s*\}\s*$/

/** Of a frame that holds nothing else, as the adapter sends it; null for any other. */
function listAsText(text: string): unknown {
  const [, field, list] = listForText.exec(text) ?? []
  if (field === undefined || list === undefined || !isJson(list)) return null
  return { type: 'step', data: { [field]: list } }
}

/** The text after one list may go on with another field. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
