// The SQL of a reply, and its statements. The first `;` outside of texts, names in quotes and comments ends a statement.
import { splitReply } from '../../src/core/reasoning/split-reply.ts'
import { extractCode } from '../../verifiers/code/extract-code.ts'
import { answerText } from '../../verifiers/reply/answer-text.ts'

/** No answer is nearly as long. */
const longest = 20_000

const parts = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|--[^\n]*|\/\*[^]*?(?:\*\/|$)|;/g

/** Null where it is too long, or a text in it is never closed. */
export function statementsOf(sql: string): string[] | null {
  if (sql.length > longest) return null
  const statements: string[] = []
  let from = 0
  let bare = ''
  let last = 0
  const end = (at: number): void => {
    bare += sql.slice(last, at)
    if (bare.trim() !== '' && !isBracket(bare)) statements.push(sql.slice(from, at).trim())
    bare = ''
  }
  for (const found of sql.matchAll(parts)) {
    const [text] = found
    if (text === ';') {
      end(found.index)
      from = last = found.index + 1
      continue
    }
    const isComment = text.startsWith('--') || text.startsWith('/*')
    bare += sql.slice(last, found.index) + (isComment ? ' ' : text)
    last = found.index + text.length
  }
  end(sql.length)
  return statements
}

/** All statements run in a transaction of ours: what would begin and end one says nothing. */
function isBracket(bare: string): boolean {
  return /^\s*(?:begin|commit|end)(?:\s+transaction)?\s*$/i.test(bare)
}

/** The SQL that a reply answers with: in `<answer></answer>`, else its last block of code, else all of it; null where there is none. */
export function sqlIn(reply: string): string | null {
  const { answer } = splitReply(reply)
  const isTagged = answer.includes('<answer>')
  const text = isTagged ? (answerText(answer, 'answer-tag')?.text ?? null) : answer
  if (text === null) return null
  if (text.includes('```')) return extractCode(text, 'sql').code
  return isTagged || /^\s*(?:select|with|values|insert|update|delete|replace|begin)\b/i.test(text) ? text : null
}
