// The version selectors that Piston's clients send, after https://semver.org and node-semver's ranges, as far as one
// installed version needs them: `*`, `3`, `3.x`, `3.11`, `3.11.2`, with `^`, `~`, `>=` or `=` before.

/** @example versionFits('3.x', '3.11.2') // true */
export function versionFits(selector: string, version: string): boolean {
  const parsed = /^\s*(\^|~|>=|=|v)?\s*([\dxX*]+(?:\.[\dxX*]+){0,2})\s*$/.exec(selector)
  if (parsed === null) return false
  const [, operator = '=', text = ''] = parsed
  const wanted = text.split('.')
  const wild = wanted.findIndex((part) => !/^\d+$/.test(part))
  const fixed = (wild < 0 ? wanted : wanted.slice(0, wild)).map(Number)
  const have = version.split('.').map(Number)
  if (operator === '>=' || operator === '^' || operator === '~') {
    const place = fixed.findIndex((part, index) => part !== (have[index] ?? 0))
    if (place >= 0 && (fixed[place] ?? 0) > (have[place] ?? 0)) return false
    // Before 1.0.0 a caret holds the minor version too.
    const held = operator === '>=' ? 0 : operator === '^' && fixed[0] !== 0 ? 1 : Math.min(2, fixed.length)
    return place < 0 || place >= held
  }
  return fixed.every((part, index) => part === (have[index] ?? 0))
}
