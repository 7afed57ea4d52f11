// Superscript figures: ⁻² is -2.
const figures = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** @example unicodePowers('⁻²') // '-2' */
export function unicodePowers(written: string): string {
  return Array.from(written, (each) => (each === '⁻' ? '-' : each === '⁺' ? '' : String(figures.indexOf(each)))).join(
    '',
  )
}
