// Verifiers of environments whose tasks have one answer: a whole number, a word or words, a list.
import type { Verifier } from '../src/core/verifier.ts'
import { judged } from './judged-answer.ts'
import type { PromptStyle } from './prompt-option.ts'
import { bare, readItems, readWhole } from './read-answer.ts'
import { fractionFault, readFraction } from './read-fraction.ts'

/** 1 where the answer is the whole number of the task, in digits. */
export function sameWhole(style: PromptStyle): Verifier<number> {
  return judged<number>(style, {
    name: 'same-whole',
    isSound: Number.isSafeInteger,
    faultOf: (text, answer) => {
      const given = readWhole(text)
      if (given === null) return 'The answer is no whole number in digits.'
      return given === answer ? null : `${given} is not the number.`
    },
  })
}

/** 1 where the answer is the text of the task, whatever the case, the white space and the marks around it. */
export function sameWords(style: PromptStyle): Verifier<string> {
  const plain = (text: string): string => bare(text).toLowerCase().split(/\s+/).join(' ')
  return judged<string>(style, {
    name: 'same-words',
    isSound: (answer) => answer.trim() !== '',
    faultOf: (text, answer) => (plain(text) === plain(answer) ? null : 'The answer is another text.'),
  })
}

/** 1 where the answer lists the items of the task, which are parted by spaces, in their order. */
export function sameItems(style: PromptStyle): Verifier<string> {
  return judged<string>(style, {
    name: 'same-items',
    isSound: (answer) => answer.trim() !== '',
    faultOf: (text, answer) => {
      const [given, wanted] = [readItems(text), answer.split(' ')]
      if (given.length !== wanted.length) return `The answer has ${given.length} items; expected ${wanted.length}.`
      const wrong = given.findIndex((item, index) => item.toLowerCase() !== wanted[index]?.toLowerCase())
      return wrong < 0 ? null : `Item ${wrong + 1} is another one.`
    },
  })
}

/** 1 where the answer has the value of the task's number or fraction, however it is written; a calculation has none. */
export function sameFraction(style: PromptStyle): Verifier<string> {
  return judged<string>(style, {
    name: 'same-fraction',
    isSound: (answer) => readFraction(answer) !== null,
    faultOf: fractionFault,
  })
}
