// Numbers in Chinese figures at the beginning of an answer: 十二, 三百零五, 二分之一, 百分之二十. Years and telephone numbers
// are not written so in answers, and a figure alone such as 二 is its digit.
const figures = '零一二三四五六七八九'
const scales: { readonly [character: string]: bigint } = { 十: 10n, 百: 100n, 千: 1000n }
const groups: { readonly [character: string]: bigint } = {
  万: 10_000n,
  萬: 10_000n,
  亿: 100_000_000n,
  億: 100_000_000n,
}
const run = '[零〇一二两兩三四五六七八九十百千万萬亿億]{1,24}'
const leading = new RegExp(`^(负|負)?(第)?(?:(百分之)(${run})|(${run})分之(${run})|(${run}))`)

/**
 * @example readChineseNumber('三百零五人') // '305人'
 */
export function readChineseNumber(text: string): string {
  if (/^百分之\d/.test(text)) return text.replace(/^百分之(\d+(?:\.\d+)?)/, '$1\\%')
  const match = leading.exec(text)
  if (match === null) return text
  const [all, minus, , , hundredths, divisor, part, plain] = match
  const sign = minus === undefined ? '' : '-'
  const rest = text.slice(all.length)
  const value = (written: string): bigint | null => valueOf(written)
  if (hundredths !== undefined) {
    const share = value(hundredths)
    return share === null ? text : `${sign}${share}\\%${rest}`
  }
  if (divisor !== undefined && part !== undefined) {
    const [bottom, top] = [value(divisor), value(part)]
    return bottom === null || top === null || bottom === 0n ? text : `${sign}\\frac{${top}}{${bottom}}${rest}`
  }
  const number = value(plain as string)
  return number === null ? text : `${sign}${number}${rest}`
}

/** 三百零五: figures with their tens, hundreds and thousands, in groups of 万 and 亿; null for a malformed number. */
function valueOf(written: string): bigint | null {
  let total = 0n
  let group = 0n
  let figure: bigint | null = null
  let smallest = 10_000n
  for (const character of written.replace(/[两兩]/g, '二').replace(/〇/g, '零')) {
    const digit = figures.indexOf(character)
    const scale = scales[character]
    const large = groups[character]
    if (digit === 0) {
      if (figure !== null) return null
    } else if (digit > 0) {
      if (figure !== null) return null
      figure = BigInt(digit)
    } else if (scale !== undefined) {
      if (scale >= smallest || (figure === null && scale !== 10n)) return null
      group += (figure ?? 1n) * scale
      smallest = scale
      figure = null
    } else if (large !== undefined) {
      const part = group + (figure ?? 0n)
      if (part === 0n && total === 0n) return null
      total = large === 100_000_000n ? (total + part) * large : total + part * large
      group = 0n
      figure = null
      smallest = 10_000n
    }
  }
  return total + group + (figure ?? 0n)
}
