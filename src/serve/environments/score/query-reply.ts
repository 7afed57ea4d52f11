// The reply within what OpenRLHF sends: prompt and reply as one text, decoded from tokens with the special ones in it
// (openrlhf/utils/agent.py, SingleTurnAgentExecutor: `decode(…, skip_special_tokens=False)`). A long prompt has lost its
// beginning there, and a tokenizer may give spaces back otherwise than they were.

/** Marks by which tokenizers end a turn: `<|im_end|>`, `<|eot_id|>`, `</s>`, `<end_of_turn>`, `<｜end▁of▁sentence｜>`. */
const end = /(?:<\|[a-z_]{1,30}\|>|<｜[^｜<>]{1,40}｜>|<\/s>|<eos>|<pad>|\[PAD\]|<end_of_turn>|\s)+$/

/** Of a prompt's end, how much is enough to know it by. */
const tailLength = 200

/** The reply of a query: what follows its prompt; all of it where the prompt is not in it. */
export function completionOf(query: string, prompt: string): string {
  return withoutEnd(query.slice(replyStart(query, prompt)))
}

/** A reply without the marks that end its turn. */
export function withoutEnd(reply: string): string {
  const tail = reply.slice(-1000)
  const mark = end.exec(tail)
  // White space alone is the policy's own.
  if (mark === null || mark[0].trim() === '') return reply
  return reply.slice(0, reply.length - mark[0].length)
}

function replyStart(query: string, prompt: string): number {
  if (query.startsWith(prompt)) return prompt.length
  const loose = afterLoosely(query, prompt)
  if (loose !== null) return loose
  const tail = prompt.slice(-tailLength)
  // The first place: a reply that repeats its prompt does not move it.
  const at = tail.trim() === '' ? -1 : query.indexOf(tail)
  return at >= 0 ? at + tail.length : 0
}

/** Where a prompt ends at the start of a query, whatever white space is in either; null where it does not stand there. */
function afterLoosely(query: string, prompt: string): number | null {
  const isSpace = (text: string, at: number): boolean => /\s/.test(text[at] as string)
  let place = 0
  for (let at = 0; at < prompt.length; at++) {
    if (isSpace(prompt, at)) continue
    while (place < query.length && isSpace(query, place)) place++
    if (query[place] !== prompt[at]) return null
    place++
  }
  if (place === 0) return null
  if (/\s$/.test(prompt)) while (place < query.length && isSpace(query, place)) place++
  return place
}
