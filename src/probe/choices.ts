// Choices that a prompt lists, a line each: `A) text`, `(b) text`, `C. text`.

export interface Choice {
  readonly label: string
  readonly text: string
}

/** The choices of a prompt: at least two in the order of the alphabet, else none. */
export function choicesOf(prompt: string): readonly Choice[] {
  const choices: Choice[] = []
  for (const line of prompt.split('\n')) {
    const [, label, text] = /^\s*\(?([A-Za-z])[).:]\s+(\S.*)$/.exec(line) ?? []
    if (label === undefined || text === undefined) continue
    const expected = String.fromCharCode('a'.charCodeAt(0) + choices.length)
    if (label.toLowerCase() === expected) choices.push({ label, text: text.trim() })
  }
  return choices.length >= 2 ? choices : []
}
