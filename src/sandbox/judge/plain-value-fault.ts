// What is wrong with a value of a test's own, which is JSON with the tags of `PlainValue` (src/sandbox/engine.ts). A
// broken tag would end the driver inside the candidate's process, and the candidate would be blamed.
import { show } from '../../core/errors.ts'

/** As deep as drivers look. */
const deepest = 200

/** Says what a tag's content must be, or null where it is that. */
type ContentFault = (content: unknown, depth: number) => string | null

const itemsFault: ContentFault = (content, depth) => {
  if (!Array.isArray(content)) return 'a list'
  return firstFault(content, depth)
}

const tags: Readonly<Record<string, ContentFault>> = {
  $int: (content) => (typeof content === 'string' && /^-?\d+$/.test(content) ? null : 'the digits of an integer'),
  $float: (content) => (isFloatText(content) ? null : 'the text of a number, or "nan", "inf", "-inf"'),
  $tuple: itemsFault,
  $set: itemsFault,
  $frozenset: itemsFault,
  $dict: (content, depth) => {
    const isPairs = Array.isArray(content) && content.every((pair) => Array.isArray(pair) && pair.length === 2)
    return isPairs ? firstFault((content as unknown[][]).flat(), depth) : 'a list of pairs'
  },
  $bytes: (content) => (isBase64(content) ? null : 'a text in base64'),
  $undefined: (content) => (content === true ? null : 'true'),
  $complex: (content) => {
    const isPair = Array.isArray(content) && content.length === 2 && content.every(isFloat)
    return isPair ? null : 'a list of two numbers'
  },
  $text: (content) => (Array.isArray(content) && content.every(isCodeUnit) ? null : 'a list of UTF-16 code units'),
  $nodes: (content, depth) => {
    if (!isFields(content) || (content['type'] !== 'ListNode' && content['type'] !== 'TreeNode')) {
      return 'an object with a `type`, ListNode or TreeNode, and `values`'
    }
    return Array.isArray(content['values']) ? firstFault(content['values'], depth) : 'an object with a list `values`'
  },
  $opaque: () => 'left out: it stands for what is no plain data',
}

/** The first fault, in words; null for plain data. */
export function plainValueFault(value: unknown, depth = 0): string | null {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return `${value} is no number of JSON; { "$float": "inf" } and { "$float": "nan" } are plain data.`
  }
  if (typeof value !== 'object' || value === null) return null
  if (depth > deepest) return `It is nested deeper than ${deepest}.`
  if (Array.isArray(value)) return firstFault(value, depth)
  const entries = Object.entries(value)
  const [tag, content] = entries.length === 1 && entries[0] ? entries[0] : ['', null]
  if (!Object.hasOwn(tags, tag)) return firstFault(Object.values(value), depth)
  const wanted = tags[tag]?.(content, depth) ?? null
  // A fault of an inner value is a sentence of its own.
  if (wanted === null || wanted.endsWith('.')) return wanted
  return `\`${tag}\` must be ${wanted}; it is ${show(content, 60)}.`
}

/** An argument that Python cannot make: a set's item or a dict's key that has no hash. Takes values without a fault. */
export function unhashableFault(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null
  const entries = Object.entries(value)
  const [tag, content] = entries.length === 1 && entries[0] ? entries[0] : ['', null]
  const items: readonly unknown[] = Array.isArray(content) ? content : []
  const isSet = tag === '$set' || tag === '$frozenset'
  const hashed = isSet ? items : tag === '$dict' ? (items as unknown[][]).map(([key]) => key) : []
  const bad = hashed.find((item) => !isHashable(item))
  if (bad !== undefined) return `\`${tag}\` holds ${show(bad, 60)}, which has no hash in Python.`
  for (const inner of Object.values(value)) {
    const fault = unhashableFault(inner)
    if (fault !== null) return fault
  }
  return null
}

function isHashable(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (!isFields(value)) return false
  const [tag = '', ...others] = Object.keys(value)
  if (others.length > 0 || !Object.hasOwn(tags, tag) || tag === '$set' || tag === '$dict') return false
  return tag !== '$tuple' || (value[tag] as unknown[]).every(isHashable)
}

function firstFault(values: readonly unknown[], depth: number): string | null {
  for (const value of values) {
    const fault = plainValueFault(value, depth + 1)
    if (fault !== null) return fault
  }
  return null
}

function isFloatText(content: unknown): content is string {
  if (content === 'nan' || content === 'inf' || content === '-inf') return true
  const isDecimal = typeof content === 'string' && /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(content)
  return isDecimal && Number.isFinite(Number(content))
}

function isFloat(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  return isFields(value) && Object.keys(value).length === 1 && isFloatText(value['$float'])
}

function isBase64(content: unknown): boolean {
  return typeof content === 'string' && content.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(content)
}

function isCodeUnit(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0xffff
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
