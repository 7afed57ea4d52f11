// A reader of answers in doubles, for near misses: numbers, expressions of letters at three points, tuples, intervals, sets,
// lists, inequalities and units. Recursive descent over the text; nothing of the verifier is used. What it does not know
// is null.

export interface PlainAnswer {
  /** `value`, `list`, `set`, `()`, `[)`, `<`, `<=`, … */
  readonly kind: string
  readonly parts: readonly (PlainAnswer | readonly number[])[]
  /** Of an inequality, its letter; of a value, its unit. */
  readonly name?: string
}

/** Values of letters at the three points, by their code. */
const pointOf = (letter: string, index: number): number =>
  0.37 + (((letter.charCodeAt(0) * 31 + index * 17) % 97) / 97) * 1.9

/** How many of the first unit of its kind each is. */
const units: { readonly [unit: string]: readonly [string, number] } = {
  cm: ['length', 0.01],
  m: ['length', 1],
  km: ['length', 1000],
  mm: ['length', 0.001],
  kg: ['mass', 1],
  g: ['mass', 0.001],
  s: ['time', 1],
  hours: ['time', 3600],
  minutes: ['time', 60],
  L: ['volume', 1],
  mL: ['volume', 0.001],
}

export function readPlainAnswer(written: string): PlainAnswer | null {
  const text = written
    .replace(/\\left|\\right|\\[,;! ]|\$/g, '')
    .replace(/\\[dt]frac/g, '\\frac')
    .trim()
  const united = /^(.+?)\\text\{ ?(\w+)\}$/.exec(text)
  if (united !== null) {
    const unit = Object.hasOwn(units, united[2] as string) ? units[united[2] as string] : undefined
    const value = valueOf(united[1] as string)
    if (unit === undefined || value === null) return null
    return { kind: 'value', parts: [value.map((each) => each * unit[1])], name: unit[0] }
  }
  const relation = /^([a-z])\s?(=|<|>|\\le|\\ge|\\ne)\s?([^=<>]+)$/.exec(text)
  if (relation !== null && !/\\[gln]e/.test(relation[3] as string)) {
    const value = valueOf(relation[3] as string)
    if (value === null) return null
    const isNamed = relation[2] === '='
    return {
      kind: isNamed ? 'value' : (relation[2] as string),
      parts: [value],
      ...(!isNamed && { name: relation[1] as string }),
    }
  }
  const bracketed = /^(\\\{|[([])(.*)(\\\}|[)\]])$/.exec(text)
  if (bracketed !== null) {
    const items = parted(bracketed[2] as string)
    if (items !== null && (items.length > 1 || bracketed[1] === '\\{')) {
      const parts = items.map(readPlainAnswer)
      if (parts.includes(null)) return null
      const kind = bracketed[1] === '\\{' ? 'set' : `${bracketed[1]}${bracketed[3]}`
      return { kind, parts: parts as PlainAnswer[] }
    }
  }
  const items = parted(text)
  if (items !== null && items.length > 1) {
    // `1,000` is a number and `1,2` a list.
    if (/^\d{1,3}(?:,\d{3})+$/.test(text)) return single(text.replaceAll(',', ''))
    const parts = items.map(readPlainAnswer)
    return parts.includes(null) ? null : { kind: 'list', parts: parts as PlainAnswer[] }
  }
  return single(text.replaceAll('{,}', ''))
}

function single(text: string): PlainAnswer | null {
  const value = valueOf(text)
  return value === null ? null : { kind: 'value', parts: [value] }
}

/** The parts that commas outside brackets make; null where the brackets do not balance. */
function parted(text: string): string[] | null {
  const parts: string[] = []
  let depth = 0
  let from = 0
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index)
    if ('([{'.includes(character)) depth++
    else if (')]}'.includes(character)) depth--
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(from, index).trim())
      from = index + 1
    }
    if (depth < 0) return null
  }
  return depth === 0 ? [...parts, text.slice(from).trim()] : null
}

/** Whether two answers say different things, each by far more than a double's rounding. */
export function isOtherAnswer(one: PlainAnswer, other: PlainAnswer): boolean {
  if (one.kind !== other.kind || one.name !== other.name)
    return one.kind !== other.kind || one.kind !== 'value' || isApart(one, other)
  if (one.kind !== 'list' && one.kind !== 'set') {
    if (one.parts.length !== other.parts.length) return true
    return one.parts.some((part, index) => areApart(part, other.parts[index] as typeof part))
  }
  const has = (parts: PlainAnswer['parts'], wanted: PlainAnswer['parts'][number]): boolean =>
    parts.some((part) => !areApart(part, wanted))
  return !(one.parts.every((part) => has(other.parts, part)) && other.parts.every((part) => has(one.parts, part)))
}

const isApart = (one: PlainAnswer, other: PlainAnswer): boolean =>
  one.name !== undefined && other.name !== undefined
    ? one.name !== other.name
    : one.parts.some((part, index) => areApart(part, other.parts[index] as typeof part))

function areApart(one: PlainAnswer['parts'][number], other: PlainAnswer['parts'][number]): boolean {
  if ('kind' in one || 'kind' in other) return !('kind' in one && 'kind' in other) || isOtherAnswer(one, other)
  return one.some((value, index) => Math.abs(value - (other[index] as number)) > 1e-7 * Math.max(1e-3, Math.abs(value)))
}

/** An expression's values at the three points; null for what is no expression here, or has no finite value. */
function valueOf(text: string): number[] | null {
  const values = [0, 1, 2].map((index) => new PlainReader(text, index).read())
  return values.some((value) => value === null || !Number.isFinite(value)) ? null : (values as number[])
}

class PlainReader {
  readonly #text: string
  readonly #index: number
  #at = 0
  #failed = false

  constructor(text: string, index: number) {
    this.#text = text
      .replace(/\s+/g, '')
      .replace(/\\cdot|\\times/g, '*')
      .replace(/\^\\circ/g, '')
    this.#index = index
  }

  read(): number | null {
    if (this.#text === '') return null
    const value = this.#sum()
    return this.#failed || this.#at < this.#text.length ? null : value
  }

  #takes(part: string): boolean {
    if (!this.#text.startsWith(part, this.#at)) return false
    this.#at += part.length
    return true
  }

  #sum(): number {
    let value = this.#takes('-') ? -this.#product() : this.#product()
    while (!this.#failed) {
      if (this.#takes('+')) value += this.#product()
      else if (this.#takes('-')) value -= this.#product()
      else return value
    }
    return Number.NaN
  }

  #product(): number {
    let value = this.#power()
    while (!this.#failed) {
      if (this.#takes('*')) value *= this.#power()
      else if (this.#takes('/')) value /= this.#power()
      else if (/^(?:[A-Za-z(]|\\(?:frac|sqrt|pi|sin|cos|ln))/.test(this.#text.slice(this.#at, this.#at + 6)))
        value *= this.#power()
      else return value
    }
    return Number.NaN
  }

  #power(): number {
    const base = this.#atom()
    if (!this.#takes('^')) return base
    return base ** this.#argument()
  }

  /** What stands in braces, or one sign. */
  #argument(): number {
    if (this.#takes('{')) {
      const value = this.#sum()
      if (!this.#takes('}')) this.#failed = true
      return value
    }
    if (this.#takes('-')) return -this.#argument()
    const character = this.#text.charAt(this.#at)
    if (/\d/.test(character)) {
      this.#at++
      return Number(character)
    }
    return this.#atom()
  }

  #atom(): number {
    const number = /^(?:\d+(?:\.\d+)?|\.\d+)/.exec(this.#text.slice(this.#at))
    if (number !== null) {
      this.#at += number[0].length
      // A whole number before a fraction is a mixed number, which is not read here.
      if (this.#text.startsWith('\\frac', this.#at)) this.#failed = true
      return Number(number[0])
    }
    if (this.#takes('(')) {
      const value = this.#sum()
      if (!this.#takes(')')) this.#failed = true
      return value
    }
    if (this.#takes('\\frac')) return this.#argument() / this.#argument()
    if (this.#takes('\\sqrt[3]')) return Math.cbrt(this.#argument())
    if (this.#takes('\\sqrt')) return Math.sqrt(this.#argument())
    if (this.#takes('\\pi')) return Math.PI
    for (const [name, of] of [
      ['\\sin', Math.sin],
      ['\\cos', Math.cos],
      ['\\ln', Math.log],
    ] as const) {
      if (this.#takes(name)) return of(this.#takes('(') ? this.#closed() : this.#power())
    }
    const letter = /^[a-zA-Z]/.exec(this.#text.slice(this.#at))?.[0]
    if (letter === undefined || letter === 'i' || letter === 'd') {
      this.#failed = true
      return Number.NaN
    }
    this.#at++
    return letter === 'e' ? Math.E : pointOf(letter, this.#index)
  }

  #closed(): number {
    const value = this.#sum()
    if (!this.#takes(')')) this.#failed = true
    return value
  }
}
