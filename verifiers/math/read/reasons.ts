// A reason behind an answer, which is none of it: `x = 3 \text{ because } x \text{ is positive}`, "5, since lengths are
// positive", `3 \text{ as } x > 0`. It must say something (a verb or a relation) and draw no other conclusion.

const reason =
  /^([^]*?)(?:\s|[,;(]|\\[,; ]|\\q?quad(?![A-Za-z]))*(?:\\(?:text|textrm|textnormal|mbox)\s?\{\s*[,;(]?\s*)?(?<![\p{L}\\])(because|since|as|weil|puisque|porque|perché|因为|由于)(?![A-Za-z])([^]*)$/u
const statement =
  /\b(?:is|are|must|cannot|can't|has|have|was|were|be|ist|sind|muss|est|sont|doit|es|son|é|è)\b|[<>≤≥≠]|\\(?:[gl]eq?|[gl]t|neq?)(?![A-Za-z])|[是为]/u
const otherConclusion =
  /\b(?:so|thus|therefore|hence|but|or|if|answer|instead|actually|wait|wrong|false|incorrect|long|well|alors|donc|also)\b/i
const isDenied = /\b(?:not|no|never|nicht|pas|if|unless|either)\b|n't\b/i

/**
 * The answer without the reason behind it, or as it is.
 * @example withoutReason('3 \\text{ because } -3 \\text{ is negative}') // '3'
 */
export function withoutReason(text: string): string {
  if (!/because|since|\bas\b|weil|puisque|porque|perché|因为|由于/.test(text)) return text
  const [, core = '', , said = ''] = reason.exec(text) ?? []
  if (core === '' || !/[\d\p{L}]/u.test(core) || isDenied.test(core)) return text
  const isWhole = core.split('{').length === core.split('}').length
  return isWhole && statement.test(said) && !otherConclusion.test(said) ? core.trimEnd() : text
}
