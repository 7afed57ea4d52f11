// How deeply a JSON text nests, told by its brackets: what walks through a value later may use a stack for each level.

const [quote, backslash, openList, closeList, openObject, closeObject] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d]

/** @example isTextDeeperThan('[[1]]', 1) // true */
export function isTextDeeperThan(text: string, most: number): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === quote) at = endOfText(text, at)
    else if (unit === openList || unit === openObject) {
      if (++depth > most) return true
    } else if (unit === closeList || unit === closeObject) depth--
  }
  return false
}

/** The place of the quote that closes the one at `start`; the end where there is none. */
function endOfText(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0
    while (text.charCodeAt(end - 1 - slashes) === backslash) slashes++
    if (slashes % 2 === 0) return end
  }
  return text.length
}
