// What a reply says after the value that it stated: that it is wrong after all, and another value ("Wait, no, it is 8", "or
// maybe 8"). An answer that is stated twice must be right both times; one that is only taken back is none.
import type { Found } from '../../reply/found.ts'
import { placeOf } from './place.ts'

const longestClaim = 160
const mostCues = 24

const retraction =
  /(?<![\p{L}])(?:wait|no(?=\s*[,.!:;—–-]|\s(?:wait|it|that|this|the|sorry)(?!\p{L})|\s*$)|nope|actually|correction|corrected|oops|sorry|scratch that|hold on|hang on|hmm+|on second thoughts?|my (?:mistake|bad)|i (?:made|have made) an? (?:mistake|error)|i (?:was|am) (?:wrong|mistaken)|i meant|i mean|rather|instead|edit(?=\s*:)|update(?=\s*:)|error(?=\s*:)|erratum|just kidding|ignore (?:that|this)|disregard|(?:that|this|it)(?:['’]s| is| was| seems| looks) (?:wrong|incorrect|not (?:right|correct|true)|mistaken|off)|does(?:n['’]t| not) (?:seem|look|sound) (?:right|correct)|however|but|let me|(?<=[?？]\s)(?:that|it|this)(?:['’]s| is)|re-?check(?:ing)?|recomput(?:e|ing)|nein|doch|non|pardon|perdón|нет|точнее|извините)(?![\p{L}])|不对|不，|等等|更正|错了|抱歉|应该是|其实|いや|違|訂正|아니/giu
const taking =
  /(?:^|[\s.!?;:,(])(?:scratch that|(?:that|this|it)(?:['’]s| is| was) (?:wrong|incorrect|not (?:right|correct|true)|mistaken|false)|(?:nope|no|not|wrong|false|incorrect)(?=\s*(?:[.!]|$))|just kidding|(?:please )?(?:ignore|disregard) (?:that|this|it)|i (?:was|am) (?:wrong|mistaken)|i made an? (?:mistake|error))(?![\p{L}])|不对|错了|更正/iu
const hedge =
  /(?<![\p{L}])(?:or|maybe|perhaps|possibly|alternatively|otherwise|else|another (?:possibility|option|answer|solution)|(?:it|x|the answer|this|that) (?:could|might|may)(?: also)? be|oder|ou|или|vielleicht|peut-être|quizás|возможно)(?![\p{L}])|或者?|也可能|也许|または|또는/giu

const words =
  "(?:wait|no|nope|actually|so|then|but|and|it|it['’]s|that|that['’]s|this|is|are|was|the|correct|right|true|real|actual|final|answer|result|value|total|number|one|should|must|would|could|can|might|may|be|also|i|we|think|believe|guess|get|got|find|meant|mean|say|have|made|make|an?|mistake|error|let|me|us|recompute|recheck|recalculate|check|double|again|redo|sorry|oops|rather|instead|in|fact|really|maybe|perhaps|possibly|probably|even|else|to|now|here|therefore|thus|hence|there|wrong|possibility|option|solution|alternatively|or|x|y|n|equals|=|不对|应该|应|是|等于|为|答案|正确|其实|es|est|ist|c['’]est|это|sondern|mais|sino|は|는|은)"
const separators = '[\\s,.:;!?，。：；！—–()*-]'
const number = '-?[$€£]?\\d[\\d,]*(?:\\.\\d+)?(?:\\/\\d+)?(?:\\s?\\\\?%)?'
const value = `(?:\\$([^$\\n]{1,60})\\$|\\\\\\(([^\\n]{1,60}?)\\\\\\)|\\*\\*([^*\\n]{1,60})\\*\\*|\\\\boxed\\{([^{}\\n]{1,60})\\}|<answer>([^<\\n]{1,60})<\\/answer>|(${number}))`
const ends =
  '(?=[\\s*)"\'”」です。]*(?:$|[.,;!?)。！？](?!\\d)|\\n|(?:not|instead|because|since|as|for|after)(?![\\p{L}])|です|입니다|이다))'
const claimHere = new RegExp(
  `^${separators}*(?:${words}(?![\\p{L}])${separators}*|(?:不对|应该|应|是|等于|为|答案|正确|其实|は|는|은)${separators}*){0,16}${value}(?:\\s(?!(?:is|was|are|were|be|the|has|had|and|or)(?![\\p{L}]))\\p{L}{1,16}(?:\\s(?:of\\s)?\\p{L}{1,16})?)?${ends}`,
  'iu',
)
const bareClaimHere = new RegExp(`^${separators}*(?:${words}(?![\\p{L}])${separators}*){0,16}${value}${ends}`, 'iu')
const concluded = new RegExp(
  `(?:(?<![\\p{L}])(?:it is|it['’]s|should be|must be|i get|i got|we get|so|therefore|thus|hence|answer is|value is|result is|i meant)|应该是|答案是|所以是)[\\s:,]*${value}${ends}`,
  'giu',
)
const alsoPossible = new RegExp(
  `(?:^|[\\s.;,(])${value}\\s(?:(?:is|are|works?|seems?|would|could|might|may)(?: be)?(?: also| as well| equally| too) (?:possible|plausible|correct|right|valid|acceptable|true|an? (?:answer|solution|option))|(?:is|seems) (?:possible|plausible|acceptable)|also (?:works|fits)|(?:could|might|may)(?: also)? (?:be|work))`,
  'iu',
)

/** A last line that is nothing but a value. */
const bareLine = new RegExp(`(?:^|\\n)\\s*${value}[\\s.$*]*$`, 'iu')
/** "Perhaps 8, perhaps" before the found value. */
const doubtful = '(?:maybe|perhaps|possibly|probably|(?:it |x |the answer )?(?:might|could|may)(?: also)? be)'
const endsInDoubt = /(?:maybe|perhaps|ly|be)[\s$*(]*$/i
const doubtedBefore = new RegExp(
  `(?:(?:is|are|answer:?|either|${doubtful})\\s*|^\\s*)${value}[\\s,.;$*?]*(?:or |and |then )?${doubtful}[\\s$*(]*$`,
  'iu',
)
const anyNumber = new RegExp(`(?<![\\p{L}\\d.])(${number})`, 'gu')
/** Cues that take back by themselves, whatever follows. */
const opensClause = /^[\s,.;:(–—-]*$/
const opensSentence = /[.!?。\n(][\s,;:(–—-]*$/
const strong = /^(?!however|but|let me|rather|instead|actually|that|it|this)/i
const replaces =
  /^(?:wait|no|nope|actually|correction|corrected|scratch|on second|i meant|i made|edit|nein|non|нет|更正|不对|等等|应该是)/i

export interface Later {
  /** Values that the reply states beside the found one. */
  readonly claims: readonly Found[]
  /** The last of them that a word of correction puts in the place of the found one. */
  readonly replacement: Found | null
  /** Whether it takes the found one back and names none in its place. */
  readonly isWithdrawn: boolean
}

/**
 * @example laterClaims('The answer is 7. Wait, no, it is 8.', { text: '7', where: 'last stated answer', at: 14 })
 * // { claims: [{ text: '8', … }], isWithdrawn: false }
 */
export function laterClaims(reply: string, found: Found): Later {
  // Signs alone say nothing.
  const isLast = !/[\p{L}\d]/u.test(reply.slice(found.at + found.text.length))
  const place = isLast ? null : placeOf(reply, found)
  const claims = doubtedClaims(reply, found)
  if (place === null) return { claims, replacement: null, isWithdrawn: false }
  const { rest } = place
  const offset = reply.indexOf(rest, found.at + found.text.length)
  const add = (match: RegExpExecArray | RegExpMatchArray | null, from: number): boolean => {
    const text = match?.slice(1).find((group) => group !== undefined)
    if (match === null || text === undefined) return false
    const at = offset + from + (match.index ?? 0) + match[0].indexOf(text)
    claims.push({ text: text.trim(), where: 'later statement', at })
    return true
  }
  let isRetracted = false
  let replacement: Found | null = null
  for (const cue of [...rest.matchAll(retraction)].slice(0, mostCues)) {
    const from = cue.index + cue[0].length
    const isStrong = strong.test(cue[0])
    const pattern = isStrong ? claimHere : bareClaimHere
    if (add(pattern.exec(rest.slice(from, from + longestClaim)), from)) {
      if (replaces.test(cue[0])) replacement = claims.at(-1) ?? null
    } else isRetracted ||= isStrong
  }
  for (const cue of [...rest.matchAll(hedge)].slice(0, mostCues)) {
    const from = cue.index + cue[0].length
    // "when divided by 2, 3 or 6" goes on with its own sentence.
    const lead = rest.slice(Math.max(0, cue.index - 8), cue.index)
    if (!(cue.index < 8 && opensClause.test(lead)) && !opensSentence.test(lead)) continue
    add(bareClaimHere.exec(rest.slice(from, from + longestClaim)), from)
  }
  add(alsoPossible.exec(rest.slice(0, longestClaim)), 0)
  if (found.where === 'last stated answer')
    add(bareLine.exec(rest.slice(-longestClaim)), Math.max(0, rest.length - longestClaim))
  if (isRetracted) for (const match of [...rest.matchAll(concluded)].slice(0, mostCues)) add(match, 0)
  const isTaken = claims.length === 0 && taking.test(rest.slice(0, 2 * longestClaim))
  // What was taken back and is not concluded anew in so many words: the last number is what it comes to.
  if (isTaken) add([...rest.matchAll(anyNumber)].at(-1) ?? null, 0)
  return { claims, replacement, isWithdrawn: isTaken && claims.length === 0 }
}

/** "Perhaps 8, perhaps" before the found value. */
function doubtedClaims(reply: string, found: Found): Found[] {
  const from = Math.max(0, found.at - longestClaim)
  const before = reply.slice(from, found.at)
  const doubted = endsInDoubt.test(before) ? doubtedBefore.exec(before) : null
  const text = doubted?.slice(1).find((group) => group !== undefined)
  if (doubted === null || text === undefined) return []
  return [{ text, where: 'earlier statement', at: from + doubted.index + doubted[0].indexOf(text) }]
}
