// All languages' wordings as a handful of regular expressions. They are anchored: a look-behind or a sticky match at one
// place, so that a label costs what stands beside it and not the length of the reply.
import { chinese, japanese, korean } from './east-asian.ts'
import { english } from './english.ts'
import { dutchAndSwedish, german, polish, russian } from './germanic-and-slavic.ts'
import { arabic, hindi, turkish, vietnameseAndIndonesian } from './other-languages.ts'
import { french, italian, portuguese, spanish } from './romance.ts'
import { words, type Wording } from './wording.ts'

const languages: readonly Wording[] = [
  english,
  chinese,
  japanese,
  korean,
  german,
  dutchAndSwedish,
  french,
  spanish,
  portuguese,
  italian,
  russian,
  polish,
  arabic,
  hindi,
  vietnameseAndIndonesian,
  turkish,
]

function all(field: keyof Wording): string {
  return `(?:${languages.flatMap((language) => language[field] ?? []).join('|')})`
}

function allWords(field: 'nouns' | 'fillers'): string {
  return words([...new Set(languages.flatMap((language) => language[field] ?? []))])
}

const asianNouns = [chinese, japanese, korean]
  .flatMap(({ nouns, fillers = [] }) => [...nouns, ...fillers])
  .filter((noun) => !/^[A-Za-z]/.test(noun))
/** What may stand between an announcement and its label. */
const signs = '[^\\S\\n]|[,:"\'(\\[{*—–|#…-]'
const between = `(?:${signs}|${allWords('nouns')}|${allWords('fillers')}|${asianNouns.join('|')}){0,16}`
const articles = /^(?:the|that|correct|right|final|la|le|les|l'|el|las|il|die|den|der|das|as|\(\?-i:a\|o\))$/
const realNouns = words([...new Set(languages.flatMap(({ nouns }) => nouns))].filter((each) => !articles.test(each)))
const noun = `(?:${realNouns}|${asianNouns.join('|')}|[(\\[])`

const spaced = languages.filter((language) => ![chinese, japanese, korean].includes(language))
const unspaced = [chinese, japanese, korean]
function joints(field: 'and' | 'or'): string {
  // A capital is a label: `B, E` names E, and "B e C" joins.
  const joined = spaced
    .flatMap((language) => language[field])
    .map((each) => (each.length === 1 ? `(?-i:${each})` : each))
  return `(?:${words(joined)}|(?:${unspaced
    .flatMap((language) => language[field])
    .sort((one, other) => other.length - one.length)
    .join('|')}))`
}

const closers = '[\\s)\\]}"\'.:]*'

/** What announces the label at this place. */
export const announcedHere: RegExp = new RegExp(`(?<=${all('announces')}${between})`, 'iuy')
/** As `announcedHere`, with the place of the announcement. */
export const announcedFrom: RegExp = new RegExp(`(?<=(?<said>${all('announces')})${between})`, 'iuyd')
/** What belongs to the label itself: "the option". */
export const subjectFrom: RegExp = new RegExp(`(?<=(?<said>${between}))`, 'iuyd')
/** The same for announcements that ask for a noun or a bracket. */
export const ledHere: RegExp = new RegExp(`(?<=${all('leads')}[\\s:,]*${noun}[\\s"'(\\[{:]*)`, 'iuy')
export const refusedHere: RegExp = new RegExp(`(?<=${all('refuses')}(?![^\\S\\n]*[,.!;—–])${between})`, 'iuy')
export const addedHere: RegExp = new RegExp(`(?<=${all('adds')}${between})`, 'iuy')
/** From here to the label at the end there is but a contrast: "but". */
export const contrastToHere: RegExp = new RegExp(
  `^[\\s,)\\]"'.:、;—–-]*(?:${all('contrasts')})?[\\s:]*${between}$`,
  'iu',
)
const classifier = '(?:\\s*(?:项|項|选项|選項|번|番))?'
export const affirms: RegExp = new RegExp(`${closers}${all('affirms')}`, 'iuy')
export const denies: RegExp = new RegExp(`${closers}${classifier}${all('denies')}`, 'iuy')
export const wavers: RegExp = new RegExp(`${closers}${classifier}${all('wavers')}`, 'iuy')
export const provided: RegExp = new RegExp(`[\\s)\\]}"',]*${all('provided')}`, 'iuy')
/** English alone has predicates behind an option's text: "B) Paris is correct". */
export const affirmsText: RegExp = new RegExp(all('affirms'), 'iuy')
export const deniesText: RegExp = new RegExp(all('denies'), 'iuy')
/** "The wrong answer is", "eine mögliche Antwort ist": what is announced is not the right one. */
const announcesAnother = [
  '(?:错误|錯誤|不正确|不正確|最不可能|不符合|错的|不对的|不成立|误选|誤っ|間違っ|間違い|不正解|誤り|不適切|틀린|오답|정답이\\s*아닌|답이\\s*아닌|잘못된|옳지\\s*않은|맞지\\s*않는|적절하지\\s*않은)[^,;、。.!?\\n]{0,14}$',
  `${words([
    'mauvaises?',
    'fausses?',
    'incorrectes?',
    'erronées?',
    'inexactes?',
    'possibles?',
    'incorrect[oa]s?',
    'erróne[oa]s?',
    'equivocad[oa]s?',
    'fals[oa]s?',
    'posibles?',
    'errad[oa]s?',
    'incorret[oa]s?',
    'possíve(?:l|is)',
    'sbagliat[oaie]',
    'errat[oaie]',
    'scorrett[oaie]',
    'possibil[ei]',
    'falsche[nrs]?',
    'mögliche[nrs]?',
    'andere[nrs]?',
    'неправильн\\p{L}+',
    'неверн\\p{L}+',
    'ошибочн\\p{L}+',
    'возможн\\p{L}+',
    'الخاطئة',
    'الخاطئ',
    'الخطأ',
    'خاطئة',
    'गलत',
    'ग़लत',
    'sai',
    'yanlış',
    'hatalı',
    'błędn\\p{L}+',
    'nieprawidłow\\p{L}+',
    'niepoprawn\\p{L}+',
    'salah',
    'onjuiste',
    'foute',
    'felaktiga?',
  ])}(?:\\s+[\\p{L}\\p{M}]+|\\s*:){1,3}\\s*:?\\s*$`,
]
export const unstatedBefore: RegExp = new RegExp(`${all('unstated')}|${announcesAnother.join('|')}`, 'iu')
export const retractions: RegExp = new RegExp(all('retracts'), 'giu')
export const corrections: RegExp = new RegExp(all('corrects'), 'iu')

/** Joins the label before to the one after. */
export const joint: RegExp = new RegExp(
  `[\\s)\\]}"'.]*(?:(?:[,;、&/|]|${joints('and')}|${joints('or')})[\\s,]*)+[\\s("'\\[{]*(?:${noun}\\s*)?[\\s("'\\[{]*`,
  'iuy',
)
/** Whether a joint means one of both. */
export const eitherJoint: RegExp = new RegExp(`/|\\||${joints('or')}`, 'iu')

/** What a line may say before the label that it is: "Definitely option (B)". */
export const introduces: RegExp = new RegExp(
  `^(?:${signs}|[.!]|${allWords('nouns')}|${allWords('fillers')}|${asianNouns.join('|')}|选|選|${words(['sure', 'okay', 'ok', 'well', 'yes', 'final answer', 'i think', 'i believe', 'chọn', 'tôi chọn', 'أختار', 'gabarito', 'lettre'])}){0,12}$`,
  'iu',
)

/** A word that may follow a label in a sentence that states it. */
export const followers: RegExp = new RegExp(
  `\\s*(?:$|[.,;:!?)\\]}"'…⟧⟦\\n。、—–✓✅|/&+→(-]|\\s*(?:${words([
    'because',
    'since',
    'as',
    'for',
    'which',
    'that',
    'and',
    'or',
    'but',
    'not',
    'with',
    'by',
    'so',
    'here',
    'due',
    'given',
    'based',
    'in',
    'is',
    'are',
    'was',
    'rather',
    'instead',
    'while',
    'whereas',
    'then',
    'from',
    'where',
    'after',
    'thanks',
    'obviously',
    'clearly',
    'definitely',
    'indeed',
    'again',
    'only',
    'alone',
    'too',
    'I',
    'according',
    'to be',
    'over',
    'than',
    'at',
    'on',
    'now',
    'overall',
    'therefore',
    'though',
    'although',
    'if',
    'unless',
    'car',
    'parce',
    'puisque',
    'et',
    'ou',
    'mais',
    'plutôt',
    'porque',
    'ya',
    'pues',
    'y',
    'o',
    'pois',
    'e',
    'ou',
    'perché',
    'poiché',
    'weil',
    'da',
    'denn',
    'und',
    'oder',
    'потому',
    'так',
    'поскольку',
    'и',
    'или',
    'ponieważ',
    'bo',
    'vì',
    'bởi',
    'do',
    'karena',
    'çünkü',
    'لأن',
    'لأنها',
    'لأنه',
    'क्योंकि',
    'है',
    'हैं',
    'होगा',
    'richtig',
    'wählen',
    'sagen',
    'nehmen',
    'ankreuzen',
    'omdat',
    'eftersom',
  ])})|\\s*[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Hangul}]|'(?:d|t)[ıiuü]r)`,
  'iuy',
)
