// The texts of `withMemory`: how a memory stands in a reply, and how it is shown again.
const begin = '<memory>'
const end = '</memory>'

/**
 * A reply without its memories, and the last of them; null where it has none. One that is not closed is none.
 * @example withoutMemory('<memory>a is 1</memory>Next?') // { text: 'Next?', memory: 'a is 1' }
 */
export function withoutMemory(reply: string): { readonly text: string; readonly memory: string | null } {
  const parts: string[] = []
  let memory: string | null = null
  let from = 0
  for (;;) {
    const opens = reply.indexOf(begin, from)
    const closes = opens < 0 ? -1 : reply.indexOf(end, opens)
    if (closes < 0) break
    parts.push(reply.slice(from, opens))
    memory = reply.slice(opens + begin.length, closes).trim()
    from = closes + end.length
  }
  // What has none stays as it was written.
  if (memory === null) return { text: reply, memory }
  parts.push(reply.slice(from))
  const joined = parts.join('')
  // What stood around a memory makes none: what is left has nothing more to take out.
  const opens = joined.indexOf(begin)
  const isMade = opens >= 0 && joined.includes(end, opens)
  return { text: (isMade ? parts.join('\n') : joined).trim(), memory }
}

/** What the policy is told before the first turn. */
export function memoryRules(maxCharacters: number): string {
  return `You have a memory. What you write in a reply between ${begin} and ${end}, ${maxCharacters} characters at most, is taken out of the reply and shown to you at the head of the next message; what you write next takes its place.`
}

/** The memory as it is shown at the head of a turn. */
export function memoryHead(memory: string, maxCharacters: number): string {
  if (memory.length <= maxCharacters) return `${begin}\n${memory}\n${end}`
  // No half of a pair is left at the end.
  const kept = memory.slice(0, maxCharacters).replace(/[\uD800-\uDBFF]$/, '')
  return `${begin}\n${kept}\n${end}\n(Your memory was cut: it holds ${maxCharacters} characters.)`
}
