// Chemical formulas: `\mathrm{C_6H_{12}O_6}`, `\mathrm{C}_{6}\mathrm{H}_{12}\mathrm{O}_{6}`, `\ce{C6H12O6}` and C6H12O6 are one; letters
// keep their case and their order.

const wrapper = /\\(?:mathrm|text|textrm|rm|ce|mathit|mathsf)(?![A-Za-z])/
const wrappers = new RegExp(wrapper, 'g')
const formula =
  /^\d{0,2}(?:[A-Z][a-z]?\d{0,3}|\((?:[A-Z][a-z]?\d{0,3}){1,12}\)\d{0,3}){1,24}(?:\^?(?:\d?[+-]|[+-]\d?))?$/

/** The formula without its type; null for what is none, or is set as no formula and has no figure. */
function formulaOf(text: string): string | null {
  if (text.length > 120 || !/[A-Z]/.test(text)) return null
  const plain = text
    .replace(wrappers, '')
    .replace(/\\mathbb(?=\s?\{?[CNRQZ])/g, '')
    .replace(/\\[,;! ]|[\s{}_$~]/g, '')
  return formula.test(plain) && (wrapper.test(text) || /\d/.test(plain)) ? plain.replace('^', '') : null
}

/**
 * Whether both are one formula.
 * @example equalFormulas('\\mathrm{H_2O}', '\\text{H}_2\\text{O}') // true
 */
export function equalFormulas(gold: string, candidate: string): boolean {
  const one = formulaOf(gold)
  return one !== null && /[A-Z].*\d|[A-Z].*[A-Z]|[+-]$/.test(one) && one === formulaOf(candidate)
}
