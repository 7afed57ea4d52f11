// How deep JSON text nests, counted before it is parsed: what validates it afterwards calls itself for each level.

/**
 * The deepest nesting of brackets outside strings.
 * @example nestingDepth('{"a": [1, "]"]}') // 2
 */
export function nestingDepth(json: string): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let index = 0; index < json.length; index++) {
    const character = json.charCodeAt(index)
    if (inString) {
      if (character === 0x5c) index++
      else if (character === 0x22) inString = false
    } else if (character === 0x22) {
      inString = true
    } else if (character === 0x7b || character === 0x5b) {
      depth++
      if (depth > deepest) deepest = depth
    } else if (character === 0x7d || character === 0x5d) {
      depth--
    }
  }
  return deepest
}
