// Marks of HTML in an answer, and the tokens and closing tags by which chats end a reply.

const named: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{
      lt: '<',
      gt: '>',
      le: '≤',
      ge: '≥',
      ne: '≠',
      amp: '&',
      nbsp: ' ',
      minus: '-',
      times: '×',
      divide: '÷',
      pi: 'π',
    },
    ...{ infin: '∞', radic: '√', deg: '°', quot: '"', sup2: '²', sup3: '³', frac12: '½', frac14: '¼', frac34: '¾' },
    ...{ plusmn: '±', middot: '·', cup: '∪' },
  }),
)

/** Tokens by which models end a turn, and closing tags that nothing opened, at the end of a reply. */
const endTokens =
  /(?:\s*(?:<\/s>|<\|[a-z_]{1,20}\|>|<｜[^｜<>]{1,30}｜>|<end_of_turn>|<eos>|\[\/?INST\]|<\/(?:answer|think|response|solution|final|output|reply|final_answer)>))+\s*$/i

/**
 * The reply without tokens that end it; a tag that closes what the reply opened stays.
 * @example withoutEndTokens('42<|im_end|>') // '42'
 */
export function withoutEndTokens(reply: string): string {
  const tail = reply.slice(-200)
  if (!/[>\]]\s*$/.test(tail)) return reply
  const match = endTokens.exec(tail)
  if (match === null) return reply
  const opened = /<\/(\w+)>\s*$/.exec(match[0])?.[1]
  if (opened !== undefined && reply.toLowerCase().includes(`<${opened.toLowerCase()}>`)) return reply
  return reply.slice(0, reply.length - tail.length + match.index)
}

/** The text with superscripts and entities in characters and without tags that set type. */
export function withoutHtml(text: string): string {
  return withoutEndTokens(text)
    .replace(/<sup>\s*([^<>]{1,60}?)\s*<\/sup>/gi, '^{$1}')
    .replace(/<sub>\s*([^<>]{1,60}?)\s*<\/sub>/gi, '_{$1}')
    .replace(/<br\s*\/?>/gi, '\n')
    .replace(/<\/?(?:b|i|em|strong|u|span|p|div|mark|code|math|font|center|h[1-6])(?:\s[^<>]{0,200})?>/gi, '')
    .replace(/&(?:#(\d{1,6})|([a-z]{2,6}\d{0,2}));/gi, (entity, code?: string, name?: string) => {
      if (code !== undefined) return Number(code) < 0x10ffff ? String.fromCodePoint(Number(code)) : entity
      return named.get((name as string).toLowerCase()) ?? entity
    })
}
