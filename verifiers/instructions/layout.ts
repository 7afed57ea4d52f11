// What a reply is made of: bullet points, placeholders, highlights, sections, a title, JSON, one of three answers.
import { countFinding, textOf, wholeOf, type InstructionKind } from './instruction-kind.ts'

/** `detectable_format:constrained_response` has no arguments: these are the answers that its prompts offer. */
const offered = ['My answer is yes.', 'My answer is no.', 'My answer is maybe.']

export const layoutKinds: { readonly [id: string]: InstructionKind } = {
  'detectable_format:number_bullet_lists': {
    check: (reply, given) => {
      const wanted = wholeOf(given, 'num_bullets')
      const count = reply.split('\n').filter((line) => /^\s*(?:\*[^*]|-)/.test(line)).length
      return countFinding(count === wanted, count, 'bullet points', `${wanted}`)
    },
  },
  // All three, one after another, are no answer.
  'detectable_format:constrained_response': {
    check: (reply) => {
      const given = offered.filter((answer) => reply.includes(answer))
      return given.length === 1 ? null : `${given.length} of the three answers are given; wanted is one.`
    },
  },
  'detectable_format:number_highlighted_sections': {
    check: (reply, given) => {
      const wanted = wholeOf(given, 'num_highlights')
      const single = reply.match(/\*[^\n*]*\*/g) ?? []
      const double = reply.match(/\*\*[^\n*]*\*\*/g) ?? []
      const count = [...single, ...double].filter((each) => /[^\s*]/.test(each)).length
      return countFinding(count >= wanted, count, 'highlighted parts', `at least ${wanted}`)
    },
  },
  'detectable_format:multiple_sections': {
    check: (reply, given) => {
      const [mark, wanted] = [textOf(given, 'section_spliter'), wholeOf(given, 'num_sections')]
      const count = reply
        .split(mark)
        .slice(1)
        .filter((part) => /^\s?\d/.test(part)).length
      return countFinding(count >= wanted, count, `sections that begin with \`${mark}\` and a number`, `${wanted}`)
    },
  },
  'detectable_format:json_format': {
    check: (reply) => {
      const json = reply
        .trim()
        .replace(/^```(?:json|Json|JSON)?/, '')
        .replace(/```$/, '')
      try {
        JSON.parse(json)
        return null
      } catch {
        return 'The reply is not JSON as a whole.'
      }
    },
  },
  'detectable_format:title': {
    check: (reply) => {
      const isTitle = reply.split('\n').some((line) => {
        const [start, end] = [line.indexOf('<<'), line.lastIndexOf('>>')]
        return start >= 0 && end > start + 1 && /[^<>\s]/.test(line.slice(start, end))
      })
      return isTitle ? null : 'There is no title in double angular brackets.'
    },
  },
  'detectable_content:number_placeholders': {
    check: (reply, given) => {
      const wanted = wholeOf(given, 'num_placeholders')
      const count = reply.split('\n').reduce((sum, line) => sum + bracketsIn(line), 0)
      return countFinding(count >= wanted, count, 'placeholders in square brackets', `at least ${wanted}`)
    },
  },
  'detectable_content:postscript': {
    check: (reply, given) => {
      const mark = textOf(given, 'postscript_marker')
      const text = reply.toLowerCase()
      const isThere =
        mark === 'P.S.'
          ? /p\.\s?s\./.test(text)
          : mark === 'P.P.S'
            ? /p\.\s?p\.\s?s/.test(text)
            : text.includes(mark.toLowerCase())
      return isThere ? null : `There is no postscript that starts with ${mark}`
    },
  },
}

function bracketsIn(line: string): number {
  let count = 0
  for (let at = line.indexOf('['); at >= 0; at = line.indexOf('[', at)) {
    const end = line.indexOf(']', at)
    if (end < 0) return count
    count++
    at = end
  }
  return count
}
