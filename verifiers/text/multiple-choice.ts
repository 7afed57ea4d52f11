// Whether a reply states the right choice of a multiple-choice question, and only that one.
import { show, RlvrError } from '../../src/core/errors.ts'
import { answerOf } from '../../src/core/reasoning/split-reply.ts'
import { invalid, scored, type Verdict } from '../../src/core/verdict.ts'
import type { Verifier } from '../../src/core/verifier.ts'
import { checkVerifierOptions, markVerifierFactory } from '../../src/core/verifier-factory.ts'
import { labelRow, readGoldChoice, type GoldChoice } from '../choice/labels.ts'
import { labelByText, namesAnotherText, readOptionTexts, type OptionTexts } from '../choice/option-texts.ts'
import { statedChoice } from '../choice/stated-choice.ts'
import { normaliseText } from './normalise-text.ts'

export interface MultipleChoiceOptions {
  /**
   * The labels of the choices: a row such as `ABCD`, `АБВГ` or `1234`, or a list. Default: those of `options`, or the
   * row that the task's answer belongs to.
   */
  readonly choices?: string | readonly string[]
  /**
   * The texts of the choices, in the order of their labels or by label. A reply may then state a choice by its text.
   * Default: `options` or `choices` of the task's metadata, where they are such texts.
   */
  readonly options?: readonly string[] | Readonly<Record<string, string>>
}

/**
 * 1 where the last stated choice is the answer. The answer is a label (`B`, `(b)`, `③`, `Б`), several (`AC` or `A, C`)
 * where a question has more than one right choice, or a choice's text; stating others than those is wrong.
 * @throws RlvrError `RLVR_USAGE` where `choices` is no row of different labels, or `options` holds no texts
 * @example multipleChoice({ choices: 'ABCD' })
 */
export function multipleChoice(options: MultipleChoiceOptions = {}): Verifier<string> {
  checkVerifierOptions('multipleChoice()', options, { choices: true, options: true })
  const choices = options.choices === undefined ? null : readChoices(options.choices)
  const given = options.options === undefined ? null : readOptionTexts(options.options, choices)
  if (options.options !== undefined && given === null) {
    throw new RlvrError(
      'RLVR_USAGE',
      `\`options\` of multipleChoice() are the texts of at least two choices, like ['London', 'Paris'] or { A: 'London', B: 'Paris' }; got ${show(options.options, 80)}.`,
    )
  }
  return {
    name: 'multiple-choice',
    reads: 'reply',
    verify: ({ reply, task }) => {
      // A caller without a compiler may leave it out.
      const metadata = (task.metadata as typeof task.metadata | undefined) ?? {}
      const texts =
        given ?? readOptionTexts(metadata['options'], choices) ?? readOptionTexts(metadata['choices'], choices)
      const labels = choices ?? (texts === null ? null : [...texts.keys()])
      const gold = readGoldChoice(task.answer, labels) ?? goldByText(task.answer, texts)
      if (gold === null) {
        const out = labels === null ? '' : ` out of ${labels.join('')}`
        return invalid('broken-gold', `The task's answer ${show(task.answer)} names no choices${out}.`)
      }
      return verdictOf(reply, gold, texts ?? textOfGold(gold))
    },
  }
}

markVerifierFactory(multipleChoice, 'multipleChoice()')

function readChoices(choices: unknown): readonly string[] {
  const labels: readonly unknown[] =
    typeof choices === 'string' ? Array.from(choices) : Array.isArray(choices) ? choices : []
  const isRow = labels.length >= 2 && labels.length <= 26 && new Set(labels).size === labels.length
  if (!isRow || !labels.every((label) => typeof label === 'string' && /^[\p{Lu}\p{Lo}\p{N}]{1,3}$/u.test(label))) {
    throw new RlvrError(
      'RLVR_USAGE',
      `\`choices\` is a row of different capital letters or digits, like ABCD or 1234; got ${show(choices)}.`,
    )
  }
  return (labels as readonly string[]).map((label) => label.normalize('NFKC'))
}

/** A gold that is the text of a choice. */
function goldByText(answer: unknown, texts: OptionTexts | null): GoldChoice | null {
  if (typeof answer !== 'string' || texts === null) return null
  const named = [...texts].filter(([, text]) => normaliseText(text) === normaliseText(answer)).map(([label]) => label)
  return named.length === 1 ? { row: labelRow([...texts.keys()]), labels: named, text: null } : null
}

/** A gold such as `B. Paris` says the text of its choice. */
function textOfGold({ labels, text }: GoldChoice): OptionTexts | null {
  return text === null || text.length < 2 ? null : new Map([[labels[0] as string, text]])
}

function verdictOf(reply: string, gold: GoldChoice, texts: OptionTexts | null): Verdict {
  const wanted = gold.labels.join('')
  const stated = statedChoice(reply, gold.row)
  if (typeof stated === 'string') {
    const byText = texts === null ? null : labelByText(answerOf(reply), texts)
    if (byText === null) return scored(false, stated)
    return scored(
      byText === wanted,
      `The reply states the text of ${byText}.${byText === wanted ? '' : ` Right is ${wanted}.`}`,
      { letters: byText },
    )
  }
  const letters = stated.labels.join('')
  const evidence = { candidate: stated.text, where: stated.where, letters }
  if (stated.isHedge || (stated.labels.length > 1 && gold.labels.length === 1)) {
    return scored(false, `The reply hedges between ${stated.labels.join(' and ')}. Right is ${wanted}.`, evidence)
  }
  if (letters !== wanted) return scored(false, `The reply states ${letters}. Right is ${wanted}.`, evidence)
  if (texts !== null && gold.labels.length === 1 && namesAnotherText(stated.behind, wanted, texts)) {
    return scored(false, `The reply states ${letters} and the text of another choice.`, evidence)
  }
  return scored(true, `The reply states ${letters}.`, evidence)
}
