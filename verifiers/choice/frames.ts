// Whether what stands around a statement lets it state: before it nothing or an introduction of the closed list, behind
// it nothing that takes it back.
import { certain, hedges, introduced, opens, spoils, supposes, takenBack } from './wordings/introductions.ts'

const assured = new RegExp(
  `(?<![\\p{L}])(?:${certain}(?:,? (?:that|dass|que|che|что))?|se (?:deduce|sigue|concluye|ve|obtiene|sabe|conclui|vê|obtém) que)`,
  'giu',
)
const clauseEnd =
  /[;:、—–→⇒]|(?<=(?<!\p{L})\p{Lu})[.)]\s+(?=\p{Lu}\p{Ll}|$)|\.\.\.|(?<=[가-힣](?:고|며|지만|므로|니라))\s|,(?!\s*(?:(?:that|dass|daß|что|що|że|che|que|dat)(?!\p{L})|"))|,(?=[^\s]*[\p{Script=Han}\p{Script=Hiragana}\p{Script=Hangul}])/u
const clauseThat = /,?\s(?:that|dass|daß|que|qu'|che|что|że)(?!\p{L})/iu
const noneOf =
  /(?<!\p{L})(?:none|neither|nor|not (?:a |any |even )*(?:single )?(?:one )?of|not one|no (?:one )?of|keine?r?|weder|aucune?|ninguna?|nenhuma?|nessuna?|ни|żadn\p{L}+)(?!\p{L})/iu
const openEnd = /(?<!\p{L})(?:that|dass|daß|что|que|che|że|whether|why|ob|si|if)\s*$/iu

/** Without "there is no doubt that", which doubts by its words alone. */
export function withoutAssurances(before: string): string {
  return before.replace(assured, ' ')
}

/** "None of A, B, C is right" says no more of C than of A. */
export function isNoneOf(frame: string): boolean {
  return noneOf.test(frame) && /(?<!\p{L})\p{Lu}["')]*\s*(?:,|、)\s*$/u.test(frame)
}

export type Framing = 'stated' | 'hedged' | 'unstated'

/** `frame`: the sentence up to its statement; `concluding`: what of it stands behind a word such as "therefore". */
export function framing(frame: string, concluding: (frame: string) => string, said: string): Framing {
  const framed = framingOf(concluding(frame), said)
  return framed === 'unstated' ? framingOf(frame, said) : framed
}

function framingOf(frame: string, said: string): Framing {
  const clauses = withoutAssurances(frame).split(clauseEnd)
  const last = clauses.at(-1) as string
  const earlier = clauses.slice(0, -1)
  if (earlier.some((clause) => supposes.test(clause) || (openEnd.test(clause) && !isIntroduction(clause))))
    return 'unstated'
  if (last.trim() === '' && isNoneOf(frame)) return 'unstated'
  if (hedges.test(last) || hedges.test(said) || (hedges.test(clauses[0] as string) && clauses.length === 2))
    return 'hedged'
  return isIntroduction(last) ? 'stated' : 'unstated'
}

/** "After this check we see that": an introduction of any words, and behind it one of the list. */
function isIntroduction(clause: string): boolean {
  if (introduced.test(clause)) return true
  if (supposes.test(clause) || !opens.test(clause)) return false
  const that = clauseThat.exec(clause)
  if (that === null) return !spoils.test(clause)
  const led = clause.slice(0, that.index)
  for (let at = led.lastIndexOf(' '); at > 0; at = led.lastIndexOf(' ', at - 1))
    if (introduced.test(clause.slice(at))) return !spoils.test(led.slice(0, at))
  return false
}

/** "C is correct, which is false": nothing is stated. */
export function isTakenBack(text: string, end: number): boolean {
  takenBack.lastIndex = end
  return takenBack.test(text)
}
