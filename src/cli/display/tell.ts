// A sentence for the person at the terminal, where there is one to say.
export function tell(sentence: string | null): void {
  if (sentence !== null) console.error(sentence)
}
