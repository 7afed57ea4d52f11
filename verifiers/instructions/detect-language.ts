// Which of the languages of IFEval a text is in: by its script, and among languages of one script by their most common
// words and the letters that only they have. Where two have as many, it is not told.
import { languagesOfScript, type LanguageMarks } from './language-words.ts'

export interface DetectedLanguage {
  /** Null where it cannot be told. */
  readonly language: string | null
  /** Those that the script leaves possible. */
  readonly candidates: readonly string[]
}

/** No reply needs more to be told by. */
const longest = 20_000

/** @example detectLanguage('Das ist nicht die Antwort.').language // 'de' */
export function detectLanguage(whole: string): DetectedLanguage {
  const text = whole.slice(0, longest).toLowerCase().normalize('NFC')
  const letters = text.match(/[\p{L}\p{M}]/gu)?.length ?? 0
  if (letters === 0) return { language: null, candidates: [] }
  for (const { script, languages } of languagesOfScript) {
    const own = text.match(script)?.length ?? 0
    if (own < letters * 0.6) continue
    const codes = languages.map(({ code }) => code)
    if (codes.length === 1) return { language: codes[0] as string, candidates: codes }
    return { language: mostLike(text, languages), candidates: codes }
  }
  return { language: null, candidates: [] }
}

function mostLike(text: string, languages: readonly LanguageMarks[]): string | null {
  const words = text.match(/[\p{L}\p{M}]+/gu) ?? []
  let [best, most, isTie]: [string | null, number, boolean] = [null, 0, false]
  for (const { code, common, letters } of languages) {
    let score = words.reduce((sum, word) => sum + Number(common.has(word)), 0)
    if (letters !== undefined) score += text.match(letters)?.length ?? 0
    if (score > most) [best, most, isTie] = [code, score, false]
    else if (score === most) isTie = true
  }
  return most === 0 || isTie ? null : best
}
