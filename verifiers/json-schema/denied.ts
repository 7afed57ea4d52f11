// Whether a reply denies the JSON it shows: `not {…}`, "this is wrong: {…}", "never {…}", `{…} is not the answer`. What
// is denied is no answer, as for the other verifiers (docs/verdict-policy.md).

/** How far before and after a value its denial may stand, in characters. */
const reach = 120

const word = '(?:is|was|be|would|this|that|it|these|like|the|an?|my|an?other|first|answer|one|output|reply|result|response|json|object|list|array|value|example|format|form|simply|just|return|write|send|use|give|answer with)' // prettier-ignore
/** What may stand between a denial and the value: words that say no more, and marks. */
const filling = `(?:\\s+${word}){0,6}\\s*[:—–-]?[\\s\`*"“'‘(]*$`
const refusing = new RegExp(
  `(?:^|[^\\p{L}\\p{N}])(?:not|never|cannot|nor|unlike|avoid|instead of|rather than|(?:is|was|do|does|are|ca|could|should|would|must|wo)n['’]t)${filling}`,
  'iu',
)
const faulty = new RegExp(`(?:^|[^\\p{L}\\p{N}])(?:wrong|incorrect|false|invalid|mistaken|bad)${filling}`, 'iu')
/** Before a word such as "wrong", what takes it back. */
const takenBack = /(?:\bnot|\bnothing|\bnever|\bno|n['’]t)(?:\s+\p{L}+){0,2}\s*$/iu
const afterwards =
  /^[\s`*"”'’)]*(?:(?:is|was|would be)\s+(?:(?:not|never)\b(?!\s+(?:only|just|merely|wrong|incorrect|bad)\b)|(?:wrong|incorrect|false|mistaken)\b)|(?:is|was)n['’]t\b(?!\s+(?:wrong|incorrect|bad)\b))/iu
const fenceOpening = /\s*```[^\S\n]{0,8}[\w+#.-]{0,20}\s*$/

/** `from` is where the text begins that may speak of the value: the end of the one before it. */
export function isDenied(
  reply: string,
  { start, end, from }: { readonly start: number; readonly end: number; readonly from: number },
): boolean {
  const before = reply.slice(Math.max(from, start - reach), start).replace(fenceOpening, '')
  // A sentence that has ended speaks of something else, but for a heading on a line of its own.
  const said = before.slice(before.search(/[^.!?;,\n]*\s*$/))
  if (refusing.test(said)) return true
  const fault = faulty.exec(said)
  if (fault !== null && !takenBack.test(said.slice(0, fault.index + 1))) return true
  return afterwards.test(reply.slice(end, end + reach))
}
