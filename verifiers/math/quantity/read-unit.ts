// The pieces of a unit to what it measures. After a sign of quotient everything stands below: J/kg·K is J/(kg·K).
//   unit = factor { ["·"] factor | ("/" | "per" | "a" | "an" | "each") factor }
//   factor = ["square" | "cubic"] name [power] | "(" unit ")" [power] | \frac{unit}{unit}
import { LRUCache } from 'lru-cache'
import { functions, greek } from '../read/commands.ts'
import { multiplyUnits, noUnit, singular, unitOfOwn, unitsNamed, type Unit } from './unit-names.ts'
import { unitPieces, type UnitPiece } from './unit-pieces.ts'

export interface UnitReading {
  /** What it can mean; several where a name has several meanings. */
  readonly units: readonly Unit[]
  /** Whether it can be nothing else; otherwise its letters may be variables, as in `3 m`. */
  readonly isSure: boolean
  /** Whether the table has every word of it; otherwise some count what they name, such as apples. */
  readonly isKnown: boolean
}

const mostUnits = 8
const mostPieces = 24
const highestPower = 12
/** Two letters that nobody takes for a product of variables. */
const familiar = new Set('cm mm km ft yd mi kg mg lb oz ml mL dl dL cl hr in ms sq kW kV kN Hz m/s °C °F'.split(' '))
/** Words that make a statement of what would be a unit, or that change the number. */
const statement = new Set(
  (
    'and or if for where is are was were not no but than else either neither when unless except iff mod modulo with without ' +
    'half halves third thirds quarter quarters fourth fourths fifth fifths tenth tenths hundredth hundredths thousandth thousandths ' +
    'more less fewer hundred thousand million billion trillion percent negative minus plus times because since so thus true false ' +
    'squared cubed factorial maybe perhaps possibly probably wrong incorrect wait nearly almost ish'
  ).split(' '),
)
const asianStatement =
  /ではな|ではあり|じゃな|でな|아니|아닙|이상|이하|미만|초과|不是|不对|或|吗|以上|以下|以内|左右|未満|足らず/
const divisors = new Set(['per', 'a', 'an', 'each', 'every', 'p', '每'])
const powersBefore = new Map(Object.entries({ square: 2, sq: 2, cubic: 3, cu: 3, 平方: 2, 立方: 3 }))
const powersAfter = new Map(Object.entries({ squared: 2, cubed: 3 }))

const remembered = new LRUCache<string, { reading: UnitReading | null }>({ max: 1024 })

/**
 * The unit that a whole text names; null where it names none.
 * @example readUnit('\\mathrm{~m} / \\mathrm{s}^{2}')?.isSure // true
 */
export function readUnit(text: string): UnitReading | null {
  const known = remembered.get(text)
  if (known !== undefined) return known.reading
  const pieces = unitPieces(text)
  const reading = pieces.length === 0 ? null : readPieces(pieces)
  remembered.set(text, { reading })
  return reading
}

/** Whether a text is a unit whose every word the table has. */
export function isKnownUnit(text: string): boolean {
  return readUnit(text)?.isKnown === true
}

/** As `readUnit`, of pieces of which all belong to the unit. */
export function readPieces(pieces: readonly UnitPiece[]): UnitReading | null {
  if (pieces.length > mostPieces) return null
  const reader = new UnitReader(pieces)
  const units = reader.product('')
  return units === null || !reader.isAtEnd || !reader.isUnit
    ? null
    : { units, isSure: reader.isSure, isKnown: reader.isKnown }
}

class UnitReader {
  readonly #pieces: readonly UnitPiece[]
  #next = 0
  #isSure = false
  #isDoubtful = false
  #isQuotient = false
  #isSpeech = false
  #words = 0

  constructor(pieces: readonly UnitPiece[]) {
    this.#pieces = pieces
  }

  get isAtEnd(): boolean {
    return this.#next === this.#pieces.length
  }

  /** Whether a name stands in it, and no half of a word. */
  get isUnit(): boolean {
    return this.#words > 0
  }

  get isKnown(): boolean {
    return !this.#isDoubtful
  }

  get isSure(): boolean {
    if (this.#isDoubtful) return this.#isSpeech
    // `m/s` and `m s^{-2}` beside the number are units; `2h/s` may be variables.
    const isApart = this.#pieces[0]?.isGlued === false || /^[mg]$/.test(this.#pieces[0]?.value ?? '')
    return this.#isSure || (this.#isQuotient && this.#words > 1 && isApart)
  }

  #peek(): UnitPiece | undefined {
    return this.#pieces[this.#next]
  }

  #takes(value: string): boolean {
    const piece = this.#peek()
    if (piece?.kind !== 'mark' || piece.value !== value) return false
    this.#next++
    return true
  }

  product(closer: '' | ')' | '}'): readonly Unit[] | null {
    let units: readonly Unit[] = [noUnit]
    let sign = 1
    for (let isFirst = true; ; isFirst = false) {
      const piece = this.#peek()
      if (piece === undefined || (piece.kind === 'mark' && piece.value === closer)) return isFirst ? null : units
      if (piece.kind === 'mark' && (piece.value === '*' || piece.value === '/')) {
        if (isFirst && piece.value === '*') return null
        this.#next++
        if (piece.value === '/') {
          sign = -1
          this.#isQuotient = true
        }
      } else if (piece.kind === 'word' && divisors.has(piece.value) && this.#pieces[this.#next + 1]?.kind === 'word') {
        this.#next++
        sign = -1
        this.#isSure = true
      } else if (piece.kind === 'word' && piece.value === 'of' && !isFirst) {
        // `5 kg of apples`
        this.#next = this.#pieces.length
        return units
      }
      const factor = this.#factor()
      if (factor === null) return null
      units = factor.flatMap((each) => units.map((unit) => multiplyUnits(unit, each, sign))).slice(0, mostUnits)
      // A temperature alone keeps its zero.
      if (isFirst && sign === 1 && this.isAtEnd) return factor
    }
  }

  #factor(): readonly Unit[] | null {
    if (this.#takes('(')) {
      const inner = this.product(')')
      return inner !== null && this.#takes(')') ? this.#powered(inner, 1) : null
    }
    if (this.#takes('{')) {
      const inner = this.product('}')
      return inner !== null && this.#takes('}') ? this.#powered(inner, 1) : null
    }
    if (this.#takes('frac')) {
      const [top, bottom] = [this.#factor(), this.#factor()]
      if (top === null || bottom === null) return null
      this.#isQuotient = true
      return top.flatMap((each) => bottom.map((other) => multiplyUnits(each, other, -1))).slice(0, mostUnits)
    }
    const before = powersBefore.get(this.#peek()?.value.toLowerCase() ?? '')
    const following = this.#pieces[this.#next + 1]
    if (before !== undefined && following?.kind === 'word') {
      this.#next++
      this.#isSure = true
      const named = this.#name()
      return named && this.#powered(named, before)
    }
    const word = this.#peek()
    const named = this.#name()
    if (named === null) return null
    const powered = this.#powered(named, 1)
    const joined = word === undefined ? [] : this.#joined(word)
    return powered && [...powered, ...joined].slice(0, mostUnits)
  }

  /** `\mathrm{ms}^{-1}` and `kmh^{-1}`: two symbols in one word, of which the power is the second's. */
  #joined({ value }: UnitPiece): readonly Unit[] {
    const power = this.#pieces[this.#next - 1]
    const parts = /^(m|km|cm|g|kg|mol|N|J|W|V)(s|h|kg|mol|m|L)$/.exec(value)
    if (parts === null || power?.kind !== 'power' || !power.value.startsWith('-')) return []
    const [first, second] = parts.slice(1).map((name) => unitsNamed(name)[0]) as [Unit, Unit]
    return [multiplyUnits(first, second, Number(power.value))]
  }

  #powered(units: readonly Unit[], given: number): readonly Unit[] | null {
    const piece = this.#peek()
    const word = piece?.kind === 'word' ? powersAfter.get(piece.value.toLowerCase()) : undefined
    let power = given
    if (piece?.kind === 'power') {
      power *= Number(piece.value)
      if (power < 0) this.#isQuotient = true
    } else if (word !== undefined) power *= word
    if (piece?.kind === 'power' || word !== undefined) this.#next++
    if (power === 0 || Math.abs(power) > highestPower) return null
    return power === 1 ? units : units.map((unit) => multiplyUnits(noUnit, unit, power))
  }

  #name(): readonly Unit[] | null {
    const piece = this.#peek()
    if (piece?.kind !== 'word' || statement.has(piece.value.toLowerCase()) || asianStatement.test(piece.value))
      return null
    this.#words++
    // `fluid ounce`, `light-year`: a name of several words.
    for (const length of [3, 2]) {
      const parts = this.#pieces.slice(this.#next, this.#next + 2 * length - 1).filter((each) => each.value !== '*')
      const several = parts.slice(0, length)
      if (several.length < length || several.some((each) => each.kind !== 'word')) continue
      const words = several.map((each) => singular(each.value.toLowerCase()))
      const units = unitsNamed(words.join('-'))
      if (units.length === 0) continue
      this.#next = this.#pieces.indexOf(several.at(-1) as UnitPiece) + 1
      this.#isSure = true
      return units
    }
    this.#next++
    const { value, isMarked } = piece
    const units = value.startsWith('平方') || value.startsWith('立方') ? chinesePower(value) : unitsNamed(value)
    const isAsian = /[\u3040-\u9fff\uac00-\ud7af]/.test(value)
    if (units.length > 0) {
      const isSymbol = /^[$€£¥₹₩₽₱฿₺¢Ω°℃℉]/.test(value)
      if (isMarked || value.length > 2 || familiar.has(value) || isAsian || isSymbol) this.#isSure = true
      return units
    }
    // A letter that names no unit is a variable, however it is set.
    if (value.length === 1 && !isAsian) return null
    if (greek.has(value) || functions.has(value)) return null
    // `3 red apples` counts; `3ab cm` multiplies.
    this.#isDoubtful = true
    this.#isSpeech ||= isMarked || isAsian || value.length >= 4
    return [unitOfOwn(singular(value.toLowerCase()))]
  }
}

/** 平方米 */
function chinesePower(value: string): readonly Unit[] {
  const power = value.startsWith('平方') ? 2 : 3
  return unitsNamed(value.slice(2)).map((unit) => multiplyUnits(noUnit, unit, power))
}
