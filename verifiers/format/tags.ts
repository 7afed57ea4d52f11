// Whether a reply keeps to the tags that a prompt asked for, such as <think>…</think><answer>…</answer>.
import { RlvrError, show } from '../../src/core/errors.ts'
import { scored, type Verdict } from '../../src/core/verdict.ts'
import type { Verifier } from '../../src/core/verifier.ts'
import { checkVerifierOptions, markVerifierFactory } from '../../src/core/verifier-factory.ts'

export interface TagsOptions {
  /** Allow nothing but white space before, between and after the tags. Default false. */
  readonly strict?: boolean
}

/**
 * 1 where each tag opens and closes exactly once, in the given order, none inside another; else 0 with the first fault.
 * @throws RlvrError `RLVR_USAGE` for an empty list, a repeated name, or a name that is no tag name
 * @example tags(['think', 'answer'], { strict: true })
 */
export function tags(names: readonly string[], options: TagsOptions = {}): Verifier {
  checkVerifierOptions('tags()', options, { strict: true })
  const malformed = !Array.isArray(names)
    ? ''
    : (names as readonly string[]).find((name) => typeof name !== 'string' || !/^[A-Za-z][\w-]*$/.test(name))
  if (malformed !== undefined || names.length === 0 || new Set(names).size !== names.length) {
    throw new RlvrError(
      'RLVR_USAGE',
      `tags() needs a list of different tag names such as ['think', 'answer'], without angle brackets; got ${show(names)}.`,
    )
  }
  return { name: 'tags', verify: ({ reply }) => checkTags(reply, names, options.strict ?? false) }
}

markVerifierFactory(tags, "tags(['think', 'answer'])")

function checkTags(reply: string, names: readonly string[], strict: boolean): Verdict {
  let position = 0
  for (const name of names) {
    const opening = `<${name}>`
    const closing = `</${name}>`
    const open = reply.indexOf(opening)
    if (open < 0) return refused(`${opening} is missing.`, name)
    const close = reply.indexOf(closing)
    if (close < 0) return refused(`${opening} is never closed.`, name)
    if (close < open) return refused(`${closing} stands before ${opening}.`, name)
    if (reply.includes(opening, open + 1) || reply.includes(closing, close + 1)) {
      return refused(`${opening} or its closing tag occurs more than once.`, name)
    }
    if (open < position) return refused(`${opening} is not after the tag that should precede it.`, name)
    if (strict && reply.slice(position, open).trim() !== '') return refused(`Text stands before ${opening}.`, name)
    position = close + closing.length
  }
  if (strict && reply.slice(position).trim() !== '') {
    return refused('Text stands after the last tag.', names.at(-1) ?? '')
  }
  return scored(true, `Every tag occurs once and in order: ${names.join(', ')}.`)
}

function refused(reason: string, tag: string): Verdict {
  return scored(false, reason, { tag })
}
