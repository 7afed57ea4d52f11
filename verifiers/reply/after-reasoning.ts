// Where the answer part of a reply begins, for models that think aloud between `<think>` and `</think>`.

/**
 * Index just past the last closing delimiter; 0 where none stands. A reasoning section that opens, at the start of a
 * line, and never closes runs to the end: the reply holds no answer, and the index is the reply's length. Elsewhere in
 * a line the word is spoken of.
 * @example afterReasoning('<think>2?</think> 3') // 17
 */
export function afterReasoning(reply: string, delimiter = '</think>'): number {
  const close = reply.lastIndexOf(delimiter)
  const start = close < 0 ? 0 : close + delimiter.length
  const opening = delimiter.replace('</', '<')
  if (opening === delimiter) return start
  const isOpen = reply
    .slice(start)
    .split('\n')
    .some((line) => line.trimStart().startsWith(opening))
  return isOpen ? reply.length : start
}
