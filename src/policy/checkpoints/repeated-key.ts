// Names that stand twice in one JSON object. `JSON.parse` keeps the last of them and says nothing.

/**
 * The first key that some object of the text holds twice, or null.
 * @param text JSON that `JSON.parse` has taken
 * @example repeatedKey('{"a": {"b": 1}, "b": 2, "a": 3}') // 'a'
 */
export function repeatedKey(text: string): string | null {
  /** The keys of every object that is open; null for a list. */
  const open: (Set<string> | null)[] = []
  let awaitsKey = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '{') {
      open.push(new Set())
      awaitsKey = true
    } else if (character === '[') {
      open.push(null)
      awaitsKey = false
    } else if (character === '}' || character === ']') {
      open.pop()
      awaitsKey = false
    } else if (character === ',') awaitsKey = open.at(-1) instanceof Set
    else if (character === '"') {
      const start = at
      for (at++; text[at] !== '"'; at++) if (text[at] === '\\') at++
      const keys = open.at(-1)
      if (!awaitsKey || !(keys instanceof Set)) continue
      awaitsKey = false
      const key = JSON.parse(text.slice(start, at + 1)) as string
      if (keys.has(key)) return key
      keys.add(key)
    }
  }
  return null
}
