// Times of day: `2:30 p.m.`, `14:30`, `2:05`, `9 AM`, `3 o'clock`. Hours and minutes without a leading zero or a half of the
// day may as well be a ratio and are left to the grammar; a comparison with a time reads them as one.
import { whole } from '../../number/rational.ts'
import { apply, number, symbol, type ApplyTree, type MathTree } from '../read/tree.ts'

const half = /(?:\\(?:text|mathrm)\{)?\s?(a\.?\s?m\b\.?|p\.?\s?m\b\.?|noon|midnight)\s?\}?/i
const time = new RegExp(
  String.raw`^(?:at\s)?(\d{1,2})(?:(?:\s?:\s?|\.(?=\d\d\s?(?:\\text\{)?\s?[ap]\.?m))(\d{2})(?::(\d{2}))?)?(?:\s|~|\\[,;: ])*(?:${half.source}|(?:\\text\{)?\s?(o['’]clock)\s?\}?)?$`,
  'i',
)
const minutesOfHalf = 720
const secondsOfHalf = 43_200

/** `clock(seconds after midnight, known | either)`, the second for the half of the day; null for what is no time, or may be a ratio. */
export function readClock(text: string): ApplyTree | null {
  // `\mathrm{pm}` is a picometre.
  if (/\\mathrm\{\s?~?\s?[ap]m\s?\}/.test(text)) return null
  const word = /^(?:\\text\{)?\s?(noon|midnight)\s?\}?$/i.exec(text.trim())?.[1]?.toLowerCase()
  if (word !== undefined) return clockOf(12, 0, 0, word)
  const match = time.exec(text.trim())
  if (match === null) return null
  const [, hours = '', minutes, seconds, named, isOnTheHour] = match
  if (named === undefined && isOnTheHour === undefined) {
    const isTime = minutes !== undefined && seconds === undefined && minutes.startsWith('0') && minutes !== '00'
    if (!isTime) return null
  }
  return clockOf(Number(hours), Number(minutes ?? '0'), Number(seconds ?? '0'), named)
}

function clockOf(hours: number, minutes: number, seconds: number, named: string | undefined): ApplyTree | null {
  if (hours > 24 || minutes > 59 || seconds > 59) return null
  const said = named?.toLowerCase().replace(/[^a-z]/g, '')
  if (said !== undefined && (hours > 12 ? said !== 'pm' : hours === 0 && said !== 'am')) return null
  const isKnown = said !== undefined || hours > 12 || hours === 0
  const isLate = said === undefined ? hours > 12 && hours < 24 : said === 'pm' || said === 'noon'
  const total = ((hours % 12) * 60 + minutes + (isLate ? minutesOfHalf : 0)) * 60 + seconds
  return apply('clock', number(whole(BigInt(total))), symbol(isKnown ? 'known' : 'either'))
}

/** A tree as a time of day: a time, or a ratio of hours and minutes; null for anything else. */
export function clockTree(tree: MathTree): ApplyTree | null {
  if (tree.kind === 'apply') return tree.name === 'clock' ? tree : null
  if (tree.kind !== 'list' || tree.brackets !== ':' || tree.items.length !== 2) return null
  const [hours, minutes] = tree.items.map((item) =>
    item.kind === 'number' && item.value.denominator === 1n ? Number(item.value.numerator) : -1,
  ) as [number, number]
  return hours < 0 || minutes < 0 ? null : clockOf(hours, minutes, 0, undefined)
}

/** Whether two times are one: the half of the day may be left out. */
export function sameTime(one: ApplyTree, other: ApplyTree): boolean {
  const [left, right] = [one, other].map(({ of: [seconds, part] }) => ({
    seconds: seconds?.kind === 'number' ? Number(seconds.value.numerator) : Number.NaN,
    isKnown: part?.kind === 'symbol' && part.name !== 'either',
  })) as [{ seconds: number; isKnown: boolean }, { seconds: number; isKnown: boolean }]
  if (left.isKnown && right.isKnown) return left.seconds === right.seconds
  return left.seconds % secondsOfHalf === right.seconds % secondsOfHalf
}
