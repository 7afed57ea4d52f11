// Whether a text is a function of x that is written out. What only restates the question, such as a derivative that is
// still to be taken, has the right value too, and is no answer.

const words =
  /\\?(?:sin|cos|tan|sec|csc|cot|sinh|cosh|tanh|arcsin|arccos|arctan|exp|ln|log|sqrt|[dt]?frac|cdot|times|left|right|operatorname|mathrm|quad|abs)(?![a-z])/gi

/** The function of an answer such as `f'(x) = 2x`; null where it holds anything but functions of x. */
export function workedOut(text: string): string | null {
  const expression = text.replace(/^[^=]{0,60}=(?=.)/s, '').trim()
  if (expression === '' || /[='′∫∂∑]/.test(expression)) return null
  // Function names may stand without a space before x.
  const letters =
    expression
      .replaceAll(words, ' ')
      .replaceAll(/\\[,;!]/g, ' ')
      .match(/[a-zA-Z\\]/g) ?? []
  return letters.every((letter) => letter === 'x' || letter === 'e') ? expression : null
}
