// Spellings of quantities that are no number with a unit behind it, rewritten into that: siunitx (`\SI{9.8}{\metre\per\second}`),
// hours and minutes as `1h30m`, degrees with minutes as 1°30′, numbers inside of `\text{5 m}`.
import { decimalPrefixes } from './unit-table.ts'

const siunitx = /\\(?:SI|qty)\s?(?:\[[^\]]*\])?\{((?:[^{}]|\{[^{}]*\})*)\}\s?\{((?:[^{}]|\{[^{}]*\})*)\}/g
const bareSiunitx = /\\(?:si|unit)\s?\{((?:[^{}]|\{[^{}]*\})*)\}/g
const numbers = /\\num\s?\{([^{}]*)\}/g
const angles = /\\ang\s?\{([^{};]*)(?:;([^{};]*))?(?:;([^{};]*))?\}/g
const inText = /\\(?:text|mathrm|mbox|textbf|textrm)\s?\{\s*([-+]?\d[\d.,]*)\s*([^{}\d]*)\}/g
const jointInText = /\\text\s?\{([^{}]*\S)\s+(and|or)\s*\}/g
const wholeInText = /^\\(?:text|textbf|mathrm|mbox)\s?\{\s*(\d{1,2}:\d\d[^{}]*|[^{}\d]*\d+[^{}\d]+\d[^{}]*)\}$/
const duration =
  /(?<![\d.\p{L}])(?:(\d+)\s?d(?:ays?)?\s?)?(\d+)\s?h(?:r|rs|ours?)?\s?(\d+)\s?m(?:in|ins|inutes?)?(?:\s?(\d+)\s?s(?:ec|ecs|econds?)?)?(?![\p{L}\d^/])/gu
const sexagesimal =
  /(\d+)\s?(?:\^\s?\{?\s?\\circ\s?\}?|°|\\degree)\s?(\d+(?:\.\d+)?)\s?(?:['′’]|\^\s?\{?\s?\\prime\s?\}?)\s?(?:(\d+(?:\.\d+)?)\s?(?:["″”]|''|′′|\^\s?\{?\s?\\prime\s?\\prime\s?\}?))?/g

const prefixNames = new Map(decimalPrefixes.map(([symbols, name]) => [name, symbols.split(' ')[0] as string]))

/** @example spelledOut('\\SI{9.8}{\\metre\\per\\second}') // '9.8\\text{ metre per second}' */
export function spelledOut(text: string): string {
  if (!/\\(?:SI|qty|si|unit|num|ang|text|mathrm|mbox)|[°′']|circ|degree|\d\s?h/.test(text)) return text
  return text
    .replace(siunitx, (_, number: string, unit: string) => `${numberOf(number)}\\text{ ${unitOf(unit)}}`)
    .replace(bareSiunitx, (_, unit: string) => `\\text{ ${unitOf(unit)}}`)
    .replace(numbers, (_, number: string) => numberOf(number))
    .replace(angles, (_, whole: string, minutes?: string, seconds?: string) => {
      const parts = [`${whole || '0'}^\\circ`, minutes && `${minutes}'`, seconds && `${seconds}''`]
      return parts.filter(Boolean).join(' ')
    })
    .replace(jointInText, '\\text{$1} \\text{ $2 } ')
    .replace(wholeInText, '$1')
    .replace(inText, (_, number: string, rest: string) => (rest.trim() === '' ? number : `${number}\\text{ ${rest}}`))
    .replace(duration, (_, days: string | undefined, hours: string, minutes: string, seconds: string | undefined) =>
      [days && `${days} days`, `${hours} hours`, `${minutes} minutes`, seconds && `${seconds} seconds`]
        .filter(Boolean)
        .join(' '),
    )
    .replace(sexagesimal, (_, whole: string, minutes: string, seconds: string | undefined) => {
      return `(${whole}+\\frac{${minutes}}{60}+\\frac{${seconds ?? '0'}}{3600})^\\circ `
    })
}

/** `6.02e23`, `1x10^3`: as siunitx takes numbers. */
function numberOf(written: string): string {
  return written.trim().replace(/x(?=\s?10)/, '\\times ')
}

/** `\kilo\metre\per\hour`, `m.s^{-2}`, `m/s` */
function unitOf(written: string): string {
  return written
    .replace(/\\([a-zA-Z]+)\s?/g, (_, name: string) => macro(name))
    .replace(/~\s?/g, '')
    .replace(/([a-zA-Z}])\s?\.\s?(?=[a-zA-Z])/g, '$1·')
    .replace(/[{}]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}

/** Prefixes are joined to what follows them, all other macros are words. */
function macro(name: string): string {
  if (name === 'squared') return '^2 '
  if (name === 'cubed') return '^3 '
  if (prefixNames.has(name)) return `${name}~`
  return ` ${name} `
}
