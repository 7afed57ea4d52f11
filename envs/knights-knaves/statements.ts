// What people on the island say. Bit i of a possibility is 1 where person i is a knight.
import type { Rng } from '../../src/core/random.ts'

export interface Statement {
  /** As the compact prompt has it: `Bk` is a knight, `Bn` a knave, `A=B` alike, `A#B` unlike, `A|B` one or both knights, `A&B` both, `2` that many knights. */
  readonly sign: string
  readonly sentence: string
  readonly holds: (possibility: number) => boolean
}

export interface Island {
  /** One of each person, in order. */
  readonly statements: readonly Statement[]
  /** K or N for each. */
  readonly kinds: string
}

export function letterOf(person: number): string {
  return String.fromCharCode(65 + person)
}

/** Statements that one possibility alone fits. */
export function drawIsland(rng: Rng, people: number): Island {
  for (;;) {
    const hidden = rng.int(0, 2 ** people - 1)
    const statements: Statement[] = []
    while (statements.length < people) {
      const statement = drawStatement(rng, statements.length, people)
      if (statement.holds(hidden) === isKnight(hidden, statements.length)) statements.push(statement)
    }
    if (possibilities(statements).length > 1) continue
    const kinds = statements.map((_, person) => (isKnight(hidden, person) ? 'K' : 'N')).join('')
    return { statements, kinds }
  }
}

export function isKnight(possibility: number, person: number): boolean {
  return ((possibility >> person) & 1) === 1
}

/** What fits all statements: each is true exactly where its speaker is a knight. */
export function possibilities(statements: readonly Statement[]): number[] {
  const found: number[] = []
  for (let each = 0; each < 2 ** statements.length; each++)
    if (statements.every(({ holds }, person) => holds(each) === isKnight(each, person))) found.push(each)
  return found
}

function drawStatement(rng: Rng, speaker: number, people: number): Statement {
  const other = (speaker + rng.int(1, people - 1)) % people
  const [b, kind] = [letterOf(other), rng.int(0, 6)]
  if (kind === 0) return { sign: `${b}k`, sentence: `${b} is a knight.`, holds: (each) => isKnight(each, other) }
  if (kind === 1) return { sign: `${b}n`, sentence: `${b} is a knave.`, holds: (each) => !isKnight(each, other) }
  if (kind === 2) {
    const count = rng.int(0, people)
    return {
      sign: String(count),
      sentence: `Exactly ${count} of the ${people} of us ${count === 1 ? 'is a knight' : 'are knights'}.`,
      holds: (each) => knights(each) === count,
    }
  }
  // A pair: the speaker and another, or two others where there are enough.
  const first = people > 2 && rng.int(0, 1) === 0 ? thirdOf(rng, speaker, other, people) : speaker
  const [one, two] = first < other ? [first, other] : [other, first]
  const pair = `${letterOf(one)} and ${letterOf(two)}`
  const either = (each: number): boolean => isKnight(each, one) || isKnight(each, two)
  const both = (each: number): boolean => isKnight(each, one) && isKnight(each, two)
  switch (kind) {
    case 3:
      return {
        sign: joined(one, '=', two),
        sentence: `${pair} are the same.`,
        holds: (each) => either(each) === both(each),
      }
    case 4:
      return {
        sign: joined(one, '#', two),
        sentence: `${pair} are not the same.`,
        holds: (each) => either(each) !== both(each),
      }
    case 5:
      return { sign: joined(one, '|', two), sentence: `At least one of ${pair} is a knight.`, holds: either }
    default:
      return { sign: joined(one, '&', two), sentence: `Both ${pair} are knights.`, holds: both }
  }
}

function thirdOf(rng: Rng, speaker: number, other: number, people: number): number {
  for (;;) {
    const third = rng.int(0, people - 1)
    if (third !== speaker && third !== other) return third
  }
}

function joined(one: number, sign: string, two: number): string {
  return letterOf(one) + sign + letterOf(two)
}

function knights(possibility: number): number {
  let count = 0
  for (let left = possibility; left > 0; left &= left - 1) count++
  return count
}
