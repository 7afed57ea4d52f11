// The answer of a reply that is JSON, or ends in a fence of it: the value of `answer` and its like.
import { trimmedFound, type Found } from '../../reply/found.ts'
import { longestTail } from '../bounds/limits.ts'

const field =
  /"((?:final[_ ]?)?(?:answer|result|solution|value|output))"\s*:\s*(?:"((?:[^"\\]|\\.)*)"|(-?\d[\d.eE+-]*|\[[^[\]]*\]|true|false)|(?=([{[])))/gi

interface Field {
  /** The least number is the name that says it best. */
  readonly rank: number
  readonly depth: number
  /** Null for an object or a list of objects. */
  readonly found: Found | null
}

const ranks: readonly RegExp[] = [/^final/i, /^answer$/i, /^solution$/i, /^result$/i]

/**
 * The value of the best named such field of an object that the reply is, or ends in; null for other replies. Fields of
 * one name that are equally deep and differ are several answers.
 */
export function jsonAnswer(reply: string): Found | null {
  const offset = Math.max(0, reply.length - longestTail)
  const tail = reply.slice(offset)
  if (!/[}\]]\s*(?:```\s*)?$/.test(tail)) return null
  const depthAt = depths(tail)
  const fields = [...tail.matchAll(field)].map((match): Field => {
    const [, name = '', quoted, bare] = match
    const rank = ranks.findIndex((pattern) => pattern.test(name))
    const written = quoted ?? bare
    const at = written === undefined ? 0 : match.index + match[0].lastIndexOf(written)
    const found = written === undefined ? null : trimmedFound(tail, at, at + written.length, 'JSON answer')
    const text = quoted === undefined ? found?.text : unescaped(quoted).trim()
    return {
      rank: rank < 0 ? ranks.length : rank,
      depth: depthAt(match.index),
      found: found && { ...found, text: text ?? '', at: found.at + offset },
    }
  })
  const outer = bestOf(fields)
  // `{"answer": {"value": 7}}`
  const isWrapped = outer.length === 1 && outer[0]?.found === null
  const named = isWrapped ? bestOf(fields.slice(fields.indexOf(outer[0] as Field) + 1)) : outer
  if (isWrapped && named.some(({ depth }) => depth <= (outer[0] as Field).depth)) return null
  const last = named.at(-1)?.found ?? null
  if (last === null) return null
  const texts = [...new Set(named.map(({ found }) => found?.text ?? ''))]
  return texts.length === 1 ? last : { ...last, text: texts.join(' or ') }
}

/** The fields of the best name among those that are the least deep. */
function bestOf(fields: readonly Field[]): Field[] {
  const least = Math.min(...fields.map(({ depth }) => depth))
  const outer = fields.filter(({ depth }) => depth === least)
  const best = Math.min(...outer.map(({ rank }) => rank))
  return outer.filter(({ rank }) => rank === best)
}

/** How many braces are open at a place, strings apart; places are asked in order. */
function depths(text: string): (place: number) => number {
  let at = 0
  let depth = 0
  let isString = false
  return (place) => {
    for (; at < place; at++) {
      const character = text.charAt(at)
      if (isString && character === '\\') at++
      else if (character === '"') isString = !isString
      else if (!isString && (character === '{' || character === '[')) depth++
      else if (!isString && (character === '}' || character === ']')) depth--
    }
    return depth
  }
}

/** A string of JSON; LaTeX that forgot to escape its backslashes stays as it is. */
function unescaped(written: string): string {
  return written.replace(/\\(["\\/])/g, '$1')
}
