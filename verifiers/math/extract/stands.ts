// Whether a value that was found in a reply is stated there: not denied, asked, supposed, reported, given as a bound or as
// part of a sum, nor called wrong in the same breath. Each rule looks at the words that adjoin the value.
import type { Found } from '../../reply/found.ts'
import { placeOf, type Place } from './place.ts'

const fillers =
  '(?:definitely|certainly|clearly|surely|equal to|exactly|simply|precisely|necessarily|really|actually|the (?:final |correct |right )?(?:answer|value|result|number)|a number|an? (?:answer|value)|be|is|it|in|for|=|:|答案|等于)'
const atEnd = `(?:[\\s"'“‘「]*${fillers})*[\\s"'“‘「]*$`

export const denied: RegExp = new RegExp(
  "(?:(?<![\\p{L}])(?:not|never|cannot|neither|nor|except(?: for)?|excluding|anything but|everything but|rather than|instead of|other than|unlike|(?:is |are )?different from|differs? from|unequal to|no longer|used to be|far from|does not equal|nicht|keine?|pas|no es|no son|non è|não é|не|не равно)(?![\\p{L}])|n['’]t(?![\\p{L}])|≠|\\\\neq?(?![A-Za-z])|(?<=\\s)!=|不是|并非|而非|不等于|不为)" +
    atEnd,
  'iu',
)
const calledWrong =
  /(?<!\p{L})(?:(?:wrong|incorrect|false|naive|tempting|mistaken|invalid|erroneous)(?: \p{L}+){0,2}|(?:first|initial|previous|original|old|earlier) (?:guess|thought|answer|attempt))s?\s?(?:is|are|was|were|would be|might be|:|=)[^.,;]{0,12}$/iu
const supposed =
  /^(?:(?:but|so|now|and|then)\s)?(?:if|suppose|supposing|assume|assuming|imagine|pretend)(?!\p{L})(?!.*(?<!\p{L})then(?!\p{L}))[^,;:=]*(?:\s\$?[a-z]\s?=)?$/iu
const reported =
  /(?<!\p{L})(?:(?:do not|don['’]t|does not|doesn['’]t|did not|didn['’]t|cannot|can['’]?t|can not|could not|couldn['’]t|would not|wouldn['’]t|never|refuse to|nobody|no one|hardly)(?: \p{L}+){0,3} (?:think|believe|say|said|know|knows|claim|mean|determine|tell|agree|answer|sure|certain|convinced|conclude)|(?:not|n['’]t) (?:true|the case|clear|certain|obvious|correct|right)|doubt|deny|denies|unclear|unsure|unknown|false|untrue|a lie|a myth|wonder|wondering|(?:some|many|others?|people|students?|someone|somebody|anyone|everybody|the user|my teacher|a friend)(?: \p{L}+){0,3} (?:says?|said|thinks?|thought|believes?|believed|claims?|claimed|argues?|guess\p{L}*)|(?:one|you|we|i)(?: \p{L}+)? (?:might|may|could)(?: \p{L}+)? (?:think|believe|say|guess|expect)|i (?:first |initially |originally )?thought)(?:[\s$\\]+[\p{L}\d='’]+){0,7}[\s$\\]*$/iu

const comparative =
  /(?:(?<!\p{L})(?:(?:more|less|fewer|greater|larger|smaller|bigger|higher|lower|longer|shorter) than(?: or equal to)?|exceed(?:s|ing)?|(?:just|slightly|a bit|a little) (?:over|under|above|below)|größer als|kleiner als|mehr als|weniger als|plus de|moins de|plus grande? que|más de|menos de|mayor que|menor que|mais de|più di|meno di|больше|меньше|более|менее|чем)(?!\p{L})|(?<![<>])[<>≤≥]=?|\\(?:[gl]e|[gl]eq|[gl]eqslant|[gl]t)(?![A-Za-z])|大于|小于|超过|多于|少于|不大于|不小于|至少|至多|大于等于|小于等于|より大きい|より小さい)(?:[\s]*(?:或?等于|the number|a|only))*\s*$/iu
const weakBound =
  /(?:^|(?<!\p{L})(?:(?:answer|value|result|total|it|that)(?:['’]s| is| are| was| must be| would be| equals)?:?|is|are|was|equals?|gives?|get|gets|obtain|to|then|so|thus|hence|ist|est|es|是|为)\s|[=:：是为]\s?)(?:(?:just|only|slightly|somewhere|somewhat|a bit|very|still|always) )*(?:at least|at most|up to|no more than|no less than|above|below|under|over|nearly|almost|close to|near|mindestens|höchstens|au moins|au plus|al menos|como máximo|不超过|不少于|至少是|接近|近|将近|接近于|几乎)\s*(?:是|为)?\s*$|(?<!\p{L})(?:almost|nearly|close to|(?<!\d\s)(?:over|under|above|below)|(?<!(?:adds?|sums?|rounds?|rounded|rounding|round|totals?|comes?|goes|brings|it|this|that|\d) )up to)\s*$/iu
const range =
  /(?:between(?: \S+){1,4} and|(?<!\p{L})(?:from|in the (?:range|interval)(?: of| from)?|ranges? from) \S{1,12} (?:to|and|-)|\d\s?(?:to|–|—|\.\.\.?|\\ldots|\bvs\.?|versus))\s*$/iu
const boundBehind =
  /^\s*(?:(?:or|and) (?:more|less|fewer|so|above|below|up|over|under|greater|higher|lower|beyond|another)(?!\p{L})|-?ish(?!\p{L})|\+(?![\d\w(])|以上|以下|左右)/iu

const operatorBefore =
  /(?:(?<!\p{L})(?:twice|double|triple|thrice|half|(?:a |the )?(?:half|third|quarter|fraction|multiple|power|factor|divisor|square(?: root)?|cube(?: root)?|root|reciprocal|inverse|opposite|negation|logarithm|log|sine|cosine|factorial|absolute value) of(?: the(?: number)?)?|(?:sum|difference|product|quotient|ratio) of(?: \S+){1,3} and|divisible by|multiplied by|divided by|mod(?:ulo)?|such as|e\.g\.|for example,?|something like|similar to|one of(?: [\d.,]+(?: and| or)?){1,6}|the opposite of|prime, like)|\d\s?(?:plus|minus|times|remainder|r|choose|over|squared|out of|more than|less than))\s*$/iu
const operatorBehind =
  /^\s*(?:unless(?!\p{L})|times (?:as|more|larger|smaller|bigger|greater|the|\d|[a-z](?!\p{L}))|per [a-z](?!\p{L})|plus(?!\p{L})|minus(?!\p{L})|squared(?!\p{L})|cubed(?!\p{L})|factorial(?!\p{L})|to the (?:power|\p{L}+ power)|mod(?:ulo)?(?!\p{L})|choose \d|divided by|multiplied by|and (?:a|one|two|three) (?:half|thirds?|quarters?|fourths?|fifths?)(?!\p{L})|(?:percent|\\?%) of \S+\d)/iu
const moreThan = /^\s*(?:more|less|fewer|greater|larger|smaller) than \S/iu
export const labelBefore: RegExp =
  /(?<!\p{L})(?:steps?|fig(?:ure)?s?\.?|eq(?:uation)?s?\.?|pages?|problems?|questions?|exercises?|chapters?|sections?|versions?|theorems?|lemmas?|confidence(?: is)?|attempts?)\s*[:#(]?\s*$/iu

const wrongBehind =
  /^\s*,?\s*(?:(?:which|but (?:that|this|it)|and (?:that|this)|that)\s)?(?:(?:is|are|was|were|would be|must be|seems|looks)(?:['’]s)?(?:\s(?:definitely|clearly|certainly|obviously|actually|also|just|completely|of course))*\s?(?:n['’]t|not(?=\s*(?:$|[.,;!)]|the(?!\p{L})|correct|right|true|valid|possible|an? (?:answer|solution|valid|correct)|it(?!\p{L})|acceptable|my))|wrong|incorrect|false|invalid|impossible|mistaken|untrue|nonsense|excluded|ruled out|rejected|too (?:small|large|big|low|high|many|few)|a lie|an? (?:mistake|trap|distractor|wrong|incorrect))|(?:does|do|did|can|could|would|will|should)(?:\s?n['’]?t|\s?not)\s(?:work|satisfy|fit|be|hold)(?!\p{L})|,?\s*(?:but )?(?:just kidding|i lied|i am wrong|i['’]m wrong)(?!\p{L})|(?:ist|est|es|è|é) (?:falsch|nicht|faux|fausse|pas|incorrecto|incorrecta|falso|errado|sbagliato)|неверн|не верн|是?(?:错|不对|不正确|不是)|ではな|ではあり|じゃな|でな|[가이은는]?\s?아[니닙닌])/iu
const unsure =
  /(?<!\p{L})(?:i (?:really |honestly )?(?:do not|don['’]t|cannot|can['’]t|can not) (?:really |possibly )?(?:know|tell|say|decide|determine|answer)|i have no idea|(?:i|as an ai,? i) (?:cannot|can['’]t|am unable to) (?:solve|help|compute)|i am unable|(?:cannot|can['’]t|can not|could not) be (?:determined|known|decided|answered)|not enough information|insufficient information|(?:i )?need more information)(?!\p{L})|不知道|无法确定|不能确定|不确定|わかりません|모르/iu
const isQuestion =
  /^(?:(?:and|so|but|then|now) )?(?:how|what|which|when|where|why|who|find|can you)(?!\p{L})[^]*[?？]\s*$/iu

const longestQuestion = 240

/** Where the value was found decides how strictly its sentence is read. */
export interface StandOptions {
  /** Whether the gold is a bound, a set or words: then "at least 3", "not 3" and "unknown" may be the answer. */
  readonly isOpen?: boolean
}

/**
 * Why the found value is no statement, in words; null where it is one.
 * @example notStated('It is not 7.', { text: '7', where: 'last number', at: 10 }) // 'The reply denies 7.'
 */
export function notStated(reply: string, found: Found, { isOpen = false }: StandOptions = {}): string | null {
  const place = placeOf(reply, found)
  if (place === null || found.where.startsWith('JSON')) return null
  const named = found.text.length > 40 ? 'its last value' : found.text
  if (
    place.isAsked &&
    !/^[?？\s]*(?:yes|yep|correct|indeed|right|exactly|(?:that|it|this)(?:['’]s| is))(?!\p{L})/iu.test(
      place.rest.slice(place.after.length),
    )
  )
    return `The reply asks whether it is ${named}.`
  if (wrongBehind.test(place.after)) return `The reply calls ${named} wrong.`
  if (isOpen) return null
  if (denied.test(place.before)) return `The reply denies ${named}.`
  if (/box|answer>|####/.test(found.where)) {
    if (reported.test(place.before) || unsure.test(place.rest.slice(0, 240)))
      return 'The reply says that it does not know.'
    return isBoundedMark(place) ? `The reply gives ${named} as a bound.` : null
  }
  return unstatedInProse(place, found, named)
}

/** "The answer is at least \boxed{7}": "needs at least \boxed{7} socks" may be how a least number is told. */
function isBoundedMark({ before, after }: Place): boolean {
  return (
    /(?:answer|it|x) (?:is|are|must be) (?:at least|at most|more than|less than|greater than|smaller than|fewer than|above|below|between.{0,20})$|(?:^|[\s$])[a-z]\s?\$?\s?(?:[<>]|\\[gl]t)$|^(?:more|less|greater|fewer|smaller) than$|^at (?:least|most)$/i.test(
      before,
    ) || boundBehind.test(after)
  )
}

function unstatedInProse(place: Place, found: Found, named: string): string | null {
  const { before, after, previous, rest } = place
  const isAnnounced = found.where === 'last stated answer'
  if (calledWrong.test(before)) return `The reply calls ${named} wrong.`
  if (supposed.test(before)) return `The reply only supposes ${named}.`
  if (reported.test(before)) return `The reply does not say itself that it is ${named}.`
  if (comparative.test(before) || weakBound.test(before) || range.test(before) || boundBehind.test(after))
    return `The reply gives ${named} as a bound.`
  if (/^\s*(?:squared|cubed|factorial|to the (?:power|\p{L}+ power))(?!\p{L})/iu.test(after))
    return `The reply states more than ${named}.`
  const isResult = /=\s*$/.test(before) || /=/.test(found.text)
  if (!isResult && (operatorBefore.test(before) || operatorBehind.test(after) || (isAnnounced && moreThan.test(after))))
    return `The reply states more than ${named}.`
  if (labelBefore.test(before)) return `${named} numbers a part of the reply.`
  if (unsure.test(rest.slice(0, 240)) || unsure.test(before) || (!isAnnounced && unsure.test(previous)))
    return 'The reply says that it does not know.'
  const lastSentence = /[^.!\n]*$/.exec(rest.slice(-longestQuestion))?.[0] ?? ''
  return !isAnnounced && isQuestion.test(lastSentence.trim()) ? 'The reply ends in a question.' : null
}
