// Arguments of `console`'s functions as one text: `%s` and the like take an argument each, the rest follow.
type InspectValue = (value: unknown, options?: object) => string
type Format = (given: readonly unknown[]) => string

export type InstallFormat = (inspect: InspectValue, toText: (value: unknown) => string) => Format

export function installFormat(inspect: InspectValue, toText: (value: unknown) => string): Format {
  const specified = (letter: string, value: unknown): string => {
    switch (letter) {
      case 's':
        return typeof value === 'string'
          ? value
          : typeof value === 'object' && value !== null
            ? inspect(value, { depth: 0 })
            : typeof value === 'bigint'
              ? `${value}n`
              : Object.is(value, -0)
                ? '-0'
                : toText(value)
      case 'd':
        return typeof value === 'bigint'
          ? `${value}n`
          : typeof value === 'symbol'
            ? 'NaN'
            : inspect(typeof value === 'object' ? NaN : Number(value))
      case 'i':
        return typeof value === 'bigint'
          ? `${value}n`
          : typeof value === 'object' || typeof value === 'symbol'
            ? 'NaN'
            : inspect(Number.parseInt(toText(value), 10))
      case 'f':
        return typeof value === 'symbol' ? 'NaN' : inspect(Number.parseFloat(toText(value)))
      case 'j':
        return JSON.stringify(value) ?? 'undefined'
      case 'o':
        return inspect(value, { depth: 4 })
      default:
        return letter === 'O' ? inspect(value) : ''
    }
  }

  return (given) => {
    const [first] = given
    let used = 0
    let text = ''
    if (typeof first === 'string') {
      used = 1
      text =
        given.length === 1
          ? first
          : first.replaceAll(/%[sdifjoOc%]/g, (mark) => {
              if (mark === '%%') return '%'
              return used < given.length ? specified(mark.slice(1), given[used++]) : mark
            })
    }
    for (let at = used; at < given.length; at++) {
      const value = given[at]
      text += (at > 0 ? ' ' : '') + (typeof value === 'string' ? value : inspect(value))
    }
    return text
  }
}
