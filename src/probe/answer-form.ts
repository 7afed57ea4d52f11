// How an answer stands in a demonstration: in a tag, in a box, or alone. Probes put other answers in the same place.

export interface AnswerForm {
  /** The answer by itself. */
  readonly answer: string
  /** A reply that gives this answer in the form of the demonstration. */
  wrap(answer: string): string
  /** The form by its name: `tag`, `box` or `bare`. */
  readonly kind: 'tag' | 'box' | 'bare'
}

/**
 * The form of a demonstrated text.
 * @example
 * const form = answerForm('So <answer>7</answer>')
 * form.answer // '7'
 * form.wrap('8') // 'So <answer>8</answer>'
 */
export function answerForm(gold: string): AnswerForm {
  const tag = /<answer>([^]*)<\/answer>/i.exec(gold)
  if (tag !== null) return between('tag', gold, tag.index + '<answer>'.length, tag[1] ?? '')
  const start = gold.lastIndexOf('\\boxed{')
  if (start >= 0) {
    const open = start + '\\boxed{'.length
    const end = closingBrace(gold, open)
    if (end >= 0) return between('box', gold, open, gold.slice(open, end))
  }
  return { kind: 'bare', answer: gold.trim(), wrap: (answer) => answer }
}

function between(kind: 'tag' | 'box', gold: string, start: number, answer: string): AnswerForm {
  const [before, after] = [gold.slice(0, start), gold.slice(start + answer.length)]
  return { kind, answer: answer.trim(), wrap: (other) => `${before}${other}${after}` }
}

function closingBrace(text: string, open: number): number {
  for (let at = open, depth = 1; at < text.length; at++) {
    if (text[at] === '{') depth++
    else if (text[at] === '}' && --depth === 0) return at
  }
  return -1
}
