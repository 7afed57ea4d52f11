// Replies whose reasoning and answer are named messages and not tags:
//   harmony (gpt-oss)  <|channel|>analysis<|message|>…<|end|><|start|>assistant<|channel|>final<|message|>…<|return|>
//   the same where the special tokens were left out of the text: `analysis…assistantfinal…` (vllm-project/vllm#22403)
//   Granite 3.2        Here is my thought process:…Here is my response:… (vLLM, granite_reasoning_parser.py)

export interface Frame {
  readonly start: number
  readonly end: number
  /** Whether reasoning came and no answer. */
  readonly isOpen: boolean
}

const header = /<\|channel\|>\s{0,4}([a-z]+)[^<\n]{0,120}(?:<\|constrain\|>[^<\n]{0,120})?<\|message\|>/g
const thought = /^\s*here(?:'s|’s| is) my thought process:/i
const response = /here(?:'s|’s| is) my response:/gi

/** Where the answer of such a reply stands; null for a reply of another form. */
export function framed(reply: string): Frame | null {
  const channels = reply.includes('<|channel|>') ? [...reply.matchAll(header)] : []
  const last = channels.at(-1)
  if (last !== undefined) {
    const final = channels.findLast(([, name]) => name === 'final')
    if (final === undefined) return isOpen(reply)
    const start = final.index + final[0].length
    const ends = ['<|end|>', '<|return|>', '<|start|>', '<|call|>'].map((token) => reply.indexOf(token, start))
    return { start, end: Math.min(...ends.filter((end) => end >= 0), reply.length), isOpen: false }
  }
  if (/^\s*(?:assistant)?analysis(?=\p{Lu})/u.test(reply)) return after(reply, reply.lastIndexOf('assistantfinal'), 14)
  if (thought.test(reply)) {
    const found = [...reply.matchAll(response)].at(-1)
    return after(reply, found?.index ?? -1, found?.[0].length ?? 0)
  }
  return null
}

function after(reply: string, at: number, length: number): Frame {
  return at < 0 ? isOpen(reply) : { start: at + length, end: reply.length, isOpen: false }
}

function isOpen(reply: string): Frame {
  return { start: reply.length, end: reply.length, isOpen: true }
}
