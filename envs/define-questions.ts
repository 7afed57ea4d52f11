// Environments that ask one question and want one answer: what they share, so that each says its levels and questions.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../src/core/define-env.ts'
import type { EnvironmentCard } from '../src/core/environment.ts'
import type { Rng } from '../src/core/random.ts'
import type { Verifier } from '../src/core/verifier.ts'
import { shownAnswer } from './judged-answer.ts'
import { levelOf, levelOption } from './level-option.ts'
import { promptOption, type PromptStyle } from './prompt-option.ts'
import { sameFraction } from './same-answer.ts'

export interface Question<Answer> {
  /** The whole prompt in few characters. */
  readonly compact: string
  /** The question as a sentence, and what is to be put into the tags. */
  readonly words: string
  readonly form?: string
  readonly answer: Answer
}

export interface QuestionDefinition<Level, Answer> {
  readonly id: string
  readonly description: string
  readonly card: EnvironmentCard
  readonly levels: readonly Level[]
  /** What each level is: `1: …; 2: …`. */
  readonly levelText: string
  readonly ask: (rng: Rng, level: Level) => Question<Answer>
  readonly judge: (style: PromptStyle) => Verifier<Answer>
  /** The answer as a right reply writes it. */
  readonly gold: (answer: Answer) => string
}

/** An environment of questions whose answers are judged by `judge`. */
export function defineQuestions<Level, Answer>({
  levels,
  levelText,
  ask,
  judge,
  gold,
  ...about
}: QuestionDefinition<Level, Answer>): EnvironmentFactory<Answer> {
  return defineEnv<Answer, undefined, ReturnType<typeof questionOptions>>({
    ...about,
    options: questionOptions(levels, levelText),
    draw: ({ rng, options }) => {
      const { compact, words, form = 'the number', answer } = ask(rng, levelOf(levels, options.level))
      return { prompt: options.prompt === 'compact' ? compact : `${words} Put ${form} in <answer></answer>.`, answer }
    },
    rewards: ({ prompt }) => ({ correct: judge(prompt) }),
    outcome: 'correct',
    demonstrate: ({ answer }, { options }) => shownAnswer(options.prompt, gold(answer)),
  })
}

function questionOptions(levels: readonly unknown[], levelText: string) {
  return Type.Object({ level: levelOption(levels, levelText), prompt: promptOption })
}

/** The same for answers that are one number. */
export function defineNumberQuestions<Level>(
  definition: Omit<QuestionDefinition<Level, string>, 'judge' | 'gold'>,
): EnvironmentFactory<string> {
  return defineQuestions({ ...definition, judge: sameFraction, gold: (answer) => answer })
}
