// Arguments for a tool, made from its JSON Schema: as little as it takes, strange, far too much, or at random.
import type { Json, JsonObject } from '../core/json.ts'
import type { ToolDescription } from '../core/message.ts'
import type { Rng } from '../core/random.ts'

/** What a value is made of where the schema leaves it open. */
interface Filling {
  text(): string
  number(least: number, most: number): number
  pick<T>(of: readonly T[]): T
  /** How many items a list has. */
  readonly items: number
}

const least: Filling = { text: () => '', number: (low) => low, pick: ([first]) => first as never, items: 0 }

const strange: readonly string[] = [
  "' OR '1'='1' --",
  '../../../../etc/passwd',
  '__proto__',
  '$(id); `id` | cat',
  '\u0000',
  '<script>1</script>',
  'null',
  '*',
]

function strangeBy(text: string): Filling {
  return { text: () => text, number: (_, most) => most, pick: (of) => of.at(-1) as never, items: 1 }
}

const oversize: Filling = {
  text: () => 'a'.repeat(200_000),
  number: (_, most) => most,
  pick: (of) => of.at(-1) as never,
  items: 500,
}

function atRandom(rng: Rng): Filling {
  const few = 20
  return {
    text: () => rng.pick(['a', 'the', 'x', '1', '2', 'item', 'yes', 'all']),
    number: (low, most) => rng.int(Math.ceil(low), Math.min(Math.floor(most), Math.ceil(low) + few)),
    pick: (of) => rng.pick(of),
    items: rng.int(0, 2),
  }
}

/** Calls with as little as each tool takes. */
export function emptyArguments(tool: ToolDescription): JsonObject {
  return objectOf(tool.parameters, least)
}

/** What hardly anyone would write, a set for each strange text; one where the tool takes no text. */
export function strangeArguments(tool: ToolDescription): readonly JsonObject[] {
  const made = strange.map((text) => objectOf(tool.parameters, strangeBy(text)))
  return [...new Map(made.map((each) => [JSON.stringify(each), each])).values()]
}

export function oversizeArguments(tool: ToolDescription): JsonObject {
  return objectOf(tool.parameters, oversize)
}

export function randomArguments(tool: ToolDescription, rng: Rng): JsonObject {
  return objectOf(tool.parameters, atRandom(rng))
}

function objectOf(schema: JsonObject, filling: Filling): JsonObject {
  const made = valueOf({ ...schema, type: 'object' }, filling, 0)
  return typeof made === 'object' && made !== null && !Array.isArray(made) ? (made as JsonObject) : {}
}

/** Deeper than tools nest, and an end for schemas that hold themselves. */
const deepest = 6

function valueOf(schema: Json | undefined, filling: Filling, depth: number): Json {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema) || depth > deepest) return filling.text()
  const own = schema as JsonObject
  if ('const' in own) return own['const'] as Json
  if (Array.isArray(own['enum'])) return filling.pick(own['enum'] as Json[])
  const either = own['anyOf'] ?? own['oneOf']
  if (Array.isArray(either) && either.length > 0) return valueOf(filling.pick(either as Json[]), filling, depth + 1)
  const type = Array.isArray(own['type']) ? own['type'][0] : own['type']
  if (type === 'object') {
    const required = Array.isArray(own['required']) ? (own['required'] as Json[]) : []
    const properties = Object.entries((own['properties'] ?? {}) as JsonObject)
    const shown = properties.filter(([name]) => filling !== least || required.includes(name))
    return Object.fromEntries(shown.map(([name, inner]) => [name, valueOf(inner, filling, depth + 1)]))
  }
  if (type === 'array') {
    const few = numberIn(own['minItems'], 0)
    const count = Math.min(numberIn(own['maxItems'], Infinity), Math.max(few, filling.items))
    return Array.from({ length: count }, () => valueOf(own['items'], filling, depth + 1))
  }
  if (type === 'boolean') return filling.pick([false, true])
  if (type === 'null') return null
  if (type === 'integer' || type === 'number') {
    const low = numberIn(own['minimum'], numberIn(own['exclusiveMinimum'], -1) + 1)
    return filling.number(low, numberIn(own['maximum'], numberIn(own['exclusiveMaximum'], 2 ** 53) - 1))
  }
  const text = filling.text()
  const longest = numberIn(own['maxLength'], Infinity)
  return text.padEnd(Math.min(numberIn(own['minLength'], 0), longest), 'a').slice(0, longest)
}

function numberIn(value: Json | undefined, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}
