// Where the answer part of a reply begins, for models that think aloud between `<think>` and `</think>`.

/**
 * Index just past the last closing delimiter; 0 where none stands. A reasoning section that opens and never closes
 * runs to the end: the reply holds no answer, and the index is the reply's length.
 * @example afterReasoning('<think>2?</think> 3') // 17
 */
export function afterReasoning(reply: string, delimiter = '</think>'): number {
  const close = reply.lastIndexOf(delimiter)
  const start = close < 0 ? 0 : close + delimiter.length
  const opening = delimiter.replace('</', '<')
  return opening !== delimiter && reply.indexOf(opening, start) >= 0 ? reply.length : start
}
