// A reply's text without its markup: one form for full-width letters, quotes, LaTeX wrappers, Markdown and HTML, so that
// wordings can be looked for. Boxes and answer tags become the brackets ⟦ and ⟧, which nothing else can be.

export interface FoldedReply {
  readonly text: string
  /** Whether a box or an answer tag opens last and never closes. */
  readonly isCutOff: boolean
}

const wrapper =
  /\\(?:text(?:bf|it|rm|sf|tt|sc|up|md|normal|color\s*\{[^{}]{0,40}\})?|math(?:bf|rm|it|sf|tt|bb|cal|scr|frak|normal|ord|bin)|mbox|hbox|operatorname\*?|emph|underline|overline|bold(?:symbol)?|bm|pmb|colorbox\s*\{[^{}]{0,40}\}|bbox\s*(?:\[[^\]]{0,40}\])?|cancel)\s{0,4}\{/y
const boxed = /(?:\\|[\b\f]|(?<![\p{L}\\]))(?:boxed|oxed|fbox|framebox|beginboxed)\s{0,4}\{/uy
const bareBox = /\\boxed\s+([A-Za-z])(?![A-Za-z])/y
const dropped =
  /\\(?:color\s*\{[^{}]{0,40}\}|(?:displaystyle|textstyle|bf|rm|it|sf|tt|bfseries|large|Large|LARGE|huge|Huge|normalsize|left|right|[bB]igg?[lr]?|quad|qquad|hspace\*?\s*\{[^{}]{0,20}\}|star|square|blacksquare)(?![A-Za-z])|[()[\],;:!> ])/y
const arrow = /\\(?:[Rr]ightarrow|[Ll]ongrightarrow|to|implies|therefore)(?![A-Za-z])/y

const answerTag = /<\s{0,2}(\/?)\s{0,2}(?:final[_-]?answer|answer|ans|final|final_choice)\s{0,2}>/gi
const styleTag =
  /<\/?(?:b|strong|em|i|u|p|span|div|code|mark|sup|sub|h[1-6]|li|ul|ol|center|font|pre)(?:\s[^<>]{0,100})?>/gi

/** @example foldReply('So \\boxed{\\text{（Ｂ）}}').text // 'So ⟦(B)⟧' */
export function foldReply(reply: string): FoldedReply {
  const plain = reply
    .replace(/[⟦⟧]/g, ' ')
    // The looped letters of an enclosed alphabet that compatibility forms leave alone.
    .replace(/[\u{1F150}-\u{1F169}\u{1F170}-\u{1F189}]/gu, (sign) => {
      const code = sign.codePointAt(0) as number
      return ` ${String.fromCodePoint(65 + ((code - 0x1f150) % 32))} `
    })
    .replace(
      /[\u2776-\u277f\u2780-\u2789\u278a-\u2793]/g,
      (sign) => `${(((sign.codePointAt(0) as number) - 0x2776) % 10) + 1}`,
    )
    .normalize('NFKC')
    .replace(/\p{Cf}|\p{Variation_Selector}|\u{20E3}/gu, '')
    .replace(/[“”„‟«»「」『』‹›]|``|''/g, '"')
    .replace(/[‘’‛ʼ′]/g, "'")
    .replace(/[【〔《〈]/g, '[')
    .replace(/[】〕》〉]/g, ']')
    .replace(/٫/g, '.')
    .replace(/،/g, ',')
    .replace(/؛/g, ';')
    .replace(/؟/g, '?')
    .replace(/[।॥｡]/g, '。')
    .replace(/\r\n?/g, '\n')
    .replace(/```[a-z]*\n?/gi, '\n')
    .replace(/`/g, '"')
    .replace(/~~[^~\n]{1,200}~~/g, ' ')
    .replace(/<(?:s|del|strike)>[^<\n]{1,200}<\/(?:s|del|strike)>/gi, ' ')
    .replace(answerTag, (_tag, closing: string) => (closing === '' ? '⟦' : '⟧'))
    .replace(/<br\s?\/?>/gi, '\n')
    .replace(styleTag, '')
    .replace(/&nbsp;/g, ' ')
    .replace(/<\|?[a-z_]{2,20}\|?>|<\/s>/gi, ' ')
  const { text, isBoxOpen } = withoutLatex(plain)
  const folded = text
    .replace(/\*+/g, '')
    .replace(/(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, '')
    .replace(/^[ \t]*(?:#{1,6}[ \t]*|>[ \t]*|[-•–*+‣▪●][ \t]+)+/gm, '')
  const open = folded.lastIndexOf('⟦')
  return { text: folded, isCutOff: isBoxOpen || (open >= 0 && folded.indexOf('⟧', open) < 0) }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

function withoutLatex(source: string): { text: string; isBoxOpen: boolean } {
  let text = ''
  const open: ('box' | 'wrapper' | 'brace')[] = []
  for (let index = 0; index < source.length;) {
    const character = source.charAt(index)
    const isStart = character === '\\' || character === 'b' || character === '\b' || character === '\f'
    const box = isStart ? matchAt(boxed, source, index) : null
    if (box !== null) {
      open.push('box')
      text += ' ⟦'
      index += box[0].length
      continue
    }
    if (character === '\\') {
      const bare = matchAt(bareBox, source, index)
      const wrapped = bare === null ? matchAt(wrapper, source, index) : null
      const length = bare?.[0].length ?? wrapped?.[0].length
      if (length !== undefined) {
        if (bare === null) open.push('wrapper')
        else text += ` ⟦${bare[1] as string}⟧`
        index += length
        continue
      }
      const gone = matchAt(dropped, source, index)
      const pointed = gone === null ? matchAt(arrow, source, index) : null
      if (gone !== null || pointed !== null) {
        text += gone === null ? ' → ' : ' '
        index += (gone ?? pointed)?.[0].length ?? 1
        continue
      }
      // An escaped sign is itself; another command keeps its backslash, so that its letters are no label.
      if (/[{}$%&#_]/.test(source.charAt(index + 1))) {
        text += source.charAt(index + 1)
        index += 2
        continue
      }
    } else if (character === '{') {
      open.push('brace')
    } else if (character === '}') {
      const closed = open.pop()
      if (closed === 'box' || closed === 'wrapper') {
        text += closed === 'box' ? '⟧' : ''
        index++
        continue
      }
    } else if (character === '$') {
      text += ' '
      index++
      continue
    }
    text += character
    index++
  }
  return { text, isBoxOpen: open.includes('box') }
}
