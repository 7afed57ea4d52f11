// Where the answer part of a reply begins, for an author's own delimiter. Those of the model families are known to
// `splitReply`.

/**
 * Index just past the last closing delimiter; 0 where none stands. A section that opens, at the start of a line, and
 * never closes runs to the end: the reply holds no answer, and the index is the reply's length.
 * @example afterDelimiter('2? ### 3', '###') // 6
 */
export function afterDelimiter(reply: string, delimiter: string): number {
  const close = reply.lastIndexOf(delimiter)
  const start = close < 0 ? 0 : close + delimiter.length
  const opening = delimiter.replace(/^([<[◁])\//, '$1')
  if (opening === delimiter) return start
  const isOpen = reply
    .slice(start)
    .split('\n')
    .some((line) => line.trimStart().startsWith(opening))
  return isOpen ? reply.length : start
}
