// How many sentences a text has: they end in `.`, `?`, `!` or their like, before white space; not behind initials and
// abbreviations, and not where three dots stand before a small letter.
const abbreviations: ReadonlySet<string> = new Set(
  'mr mrs ms dr prof st jr sr vs etc e.g i.e u.s u.k a.m p.m inc ltd co al dept approx p.s p.p.s ph.d'.split(' '),
)

/** @example countSentences('Dr. Ito came. Did she stay? Yes!') // 3 */
export function countSentences(text: string): number {
  let count = 0
  let isOpen = false
  const words = text.split(/\s+/)
  for (const [index, word] of words.entries()) {
    if (word === '') continue
    if (/[\p{L}\p{N}]/u.test(word)) isOpen = true
    if (!isOpen || !endsSentence(word, words[index + 1] ?? '')) continue
    count++
    isOpen = false
  }
  return isOpen ? count + 1 : count
}

function endsSentence(word: string, next: string): boolean {
  let end = word.length
  while (end > 0 && '"\'”’)]*_'.includes(word.charAt(end - 1))) end--
  const mark = word.charAt(end - 1)
  if ('?!。？！।॥؟'.includes(mark) && mark !== '') return true
  if (mark !== '.' && mark !== '…') return false
  const before = word.slice(0, end - 1).toLowerCase()
  const bare = before.replace(/^["'“‘([*_]+/, '')
  // `1.` opens an item of a list.
  if (/^\d{1,2}$/.test(bare) && next !== '' && before === bare) return false
  const isShort = abbreviations.has(bare) || /^\p{L}$/u.test(bare)
  const trailsOff = mark === '…' || before.endsWith('.')
  return !isShort && !(trailsOff && /^["'“‘(]*\p{Ll}/u.test(next))
}
