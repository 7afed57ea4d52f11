// The last box of a reply, and the boxes before it that belong to the same answer.
import type { Box } from '../../reply/boxes.ts'
import { trimmedFound, type Found } from '../../reply/found.ts'

const longestJoint = 60

/**
 * The last box, with those before it that only a comma, "and" or "or" parts from it: one answer of several parts. Where
 * the gold has as many parts as there are boxes, a few words between them do no harm: "\boxed{1} papers and \boxed{2}".
 */
export function joinedBoxes(reply: string, boxes: readonly Box[], wanted: number): Found {
  const tight = joined(reply, boxes, tightJoint)
  if (tight.count >= wanted || boxes.length < 2) return tight.found
  const loose = joined(reply, boxes, looseJoint)
  if (loose.count === wanted) return loose.found
  const named = joined(reply, boxes, namedJoint, nameBefore)
  return named.count === wanted ? named.found : tight.found
}

type Joint = (between: string) => 'and' | 'or' | null

const name = /([a-zA-Z](?:_\{?\w\}?)?)\s?=\s?(?:\\[([]|\$)*\s?$/

/** `p = ` before a box names what the box holds. */
function nameBefore(reply: string, box: Box): string {
  const before = reply.slice(0, reply.lastIndexOf('\\', box.at - 1))
  const named = box.text.includes('=') ? undefined : name.exec(before.slice(-24))?.[1]
  return named === undefined ? '' : `${named} = `
}

/** Between `p = \boxed{3}` and `q = \boxed{5}`: a joint, and the name of the next. */
function namedJoint(between: string): 'and' | 'or' | null {
  return looseJoint(between.replace(name, '')) ?? tightJoint(between.replace(name, ''))
}

function joined(
  reply: string,
  boxes: readonly Box[],
  jointOf: Joint,
  labelOf: (reply: string, box: Box) => string = () => '',
): { found: Found; count: number } {
  let first = boxes.length - 1
  const part = (box: Box): string => labelOf(reply, box) + partOf(reply, box)
  const parts = [part(boxes[first] as Box)]
  let isHedge = false
  for (; first > 0; first--) {
    const previous = boxes[first - 1] as Box
    const between = reply.slice(previous.end, reply.lastIndexOf('\\', (boxes[first] as Box).at - 1))
    const joint = between.length > longestJoint ? null : jointOf(between)
    if (joint === null || parts.includes(previous.text.trim())) break
    isHedge ||= joint === 'or'
    parts.unshift(part(previous))
  }
  const text = parts.join(isHedge ? ' or ' : ', ')
  const where = parts.length === 1 ? 'last \\boxed{}' : `last ${parts.length} boxes`
  return { found: { text, where, at: (boxes[first] as Box).at }, count: parts.length }
}

/** `\boxed{28} percent` is a percentage. */
function partOf(reply: string, box: Box): string {
  const isPercent = /^\s?\$?\s?(?:\\?%|percent\b|pct\b)/.test(reply.slice(box.end, box.end + 16))
  return box.text.trim() + (isPercent && !/%|percent|pct/.test(box.text) ? '\\%' : '')
}

/** "\boxed{1}, or possibly \boxed{2}": the second stands beside the first, not in its place. */
export const hedging: RegExp =
  /^[\s$.,;()*]*(?:(?:or|maybe|perhaps|possibly|alternatively|else|otherwise|(?:(?:it|the answer|this|x) )?(?:could|might|may)(?: also)? be|another (?:possibility|option|answer) is|oder|ou|或者?|也可能是?)(?![\p{L}])[\s$,.:(*]*){1,4}$|^[\s$]*[/|][\s$]*$/iu

function tightJoint(between: string): 'and' | 'or' | null {
  // What only sets type between two boxes says nothing.
  const said = between.replace(/\\(?:quad|text|mbox|[()[\]])|[\s${}]/g, '')
  if (hedging.test(between)) return 'or'
  const joint = /^,?(and|or)?$/.exec(said)
  return joint === null ? null : joint[1] === 'or' ? 'or' : 'and'
}

function looseJoint(between: string): 'and' | 'or' | null {
  const joint = /[\s\w(){}\\$]*?(?:,|\b(and|or)\b)[\s{}$\\]*$/.exec(between)
  const isSequel = /\b(?:then|no|not|so|wait|but|instead|actually)\b|[.!?=]/i.test(between)
  return joint === null || isSequel ? null : joint[1] === 'or' ? 'or' : 'and'
}

/** `boxed{5}` without its backslash, `\beginboxed{5}`, `\boxed 5`: what a model meant as a box. */
export function unmarkedBox(reply: string): Found | null {
  const at = reply.lastIndexOf('boxed')
  if (at < 0) return null
  const after = at + 'boxed'.length
  const open = after + (/^\s{0,2}/.exec(reply.slice(after, after + 2))?.[0].length ?? 0)
  if (reply.charAt(open) !== '{') {
    const single =
      reply.charAt(at - 1) === '\\' ? /^\s?(-?\d[\d.,/]*|[A-Za-z]\b)/.exec(reply.slice(after, after + 40)) : null
    return single === null ? null : trimmedFound(reply, after, after + single[0].length, 'last \\boxed')
  }
  let depth = 0
  for (let index = open; index < reply.length; index++) {
    const character = reply.charAt(index)
    if (character === '\\') index++
    else if (character === '{') depth++
    else if (character === '}' && --depth === 0) return trimmedFound(reply, open + 1, index, 'last boxed{}')
  }
  return null
}
