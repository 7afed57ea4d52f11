// Whether a reply keeps to the tags that a prompt asked for, such as <think>…</think><answer>…</answer>.
import { RlvrError, show } from '../../src/core/errors.ts'
import { isReasoningTag } from '../../src/core/reasoning/delimiters.ts'
import { scored, type Verdict } from '../../src/core/verdict.ts'
import type { Verifier } from '../../src/core/verifier.ts'
import { checkVerifierOptions, markVerifierFactory } from '../../src/core/verifier-factory.ts'

export interface TagsOptions {
  /** Allow nothing but white space before, between and after the tags. Default false. */
  readonly strict?: boolean
  /**
   * Whether the prompt, or the chat template, opens the first tag: true where it always does, false where the reply
   * must. Default: either, where the first tag is one of reasoning, such as `think`; else false.
   */
  readonly opened?: boolean
}

/**
 * 1 where each tag opens and closes exactly once, in the given order, none inside another; else 0 with the first fault.
 * What stands inside a tag of reasoning is thought: tags that it mentions do not count.
 * @throws RlvrError `RLVR_USAGE` for an empty list, a repeated name, or a name that is no tag name
 * @example tags(['think', 'answer'], { strict: true })
 */
export function tags(names: readonly string[], options: TagsOptions = {}): Verifier {
  checkVerifierOptions('tags()', options, { strict: true, opened: true })
  const malformed = !Array.isArray(names)
    ? ''
    : (names as readonly string[]).find((name) => typeof name !== 'string' || !/^[A-Za-z][\w-]*$/.test(name))
  if (malformed !== undefined || names.length === 0 || new Set(names).size !== names.length) {
    throw new RlvrError(
      'RLVR_USAGE',
      `tags() needs a list of different tag names such as ['think', 'answer'], without angle brackets; got ${show(names)}.`,
    )
  }
  return { name: 'tags', reads: 'reply', verify: ({ reply }) => checkTags(reply, names, options) }
}

markVerifierFactory(tags, "tags(['think', 'answer'])")

function checkTags(whole: string, names: readonly string[], { strict = false, opened }: TagsOptions): Verdict {
  let reply = whole
  let position = 0
  for (const name of names) {
    const opening = `<${name}>`
    const closing = `</${name}>`
    const open = reply.indexOf(opening)
    const close = reply.indexOf(closing)
    if (name === names[0] && (opened ?? (open < 0 && isReasoningTag(name)))) {
      const fault = openedFault(reply, opening, closing)
      if (fault !== null) return refused(fault, name)
      reply = withoutContent(reply, name, 0, close)
      position = close + closing.length
      continue
    }
    if (open < 0) return refused(`${opening} is missing.`, name)
    if (close < 0) return refused(`${opening} is never closed.`, name)
    if (close < open) return refused(`${closing} stands before ${opening}.`, name)
    if (reply.includes(opening, open + 1) || reply.includes(closing, close + 1)) {
      return refused(`${opening} or its closing tag occurs more than once.`, name)
    }
    if (open < position) return refused(`${opening} is not after the tag that should precede it.`, name)
    if (strict && reply.slice(position, open).trim() !== '') return refused(`Text stands before ${opening}.`, name)
    reply = withoutContent(reply, name, open + opening.length, close)
    position = close + closing.length
  }
  if (strict && reply.slice(position).trim() !== '') {
    return refused('Text stands after the last tag.', names.at(-1) ?? '')
  }
  return scored(true, `Every tag occurs once and in order: ${names.join(', ')}.`)
}

/** What is wrong with a first tag that the prompt opened; null where nothing is. */
function openedFault(reply: string, opening: string, closing: string): string | null {
  const close = reply.indexOf(closing)
  if (close < 0) return reply.includes(opening) ? `${opening} is never closed.` : `${closing} is missing.`
  if (reply.includes(opening)) return `${opening} stands in the reply, and the prompt has opened it already.`
  return reply.includes(closing, close + 1) ? `${closing} occurs more than once.` : null
}

/** The reply with blanks where a tag of reasoning holds something. */
function withoutContent(reply: string, name: string, from: number, to: number): string {
  return isReasoningTag(name) ? reply.slice(0, from) + ' '.repeat(to - from) + reply.slice(to) : reply
}

function refused(reason: string, tag: string): Verdict {
  return scored(false, reason, { tag })
}
