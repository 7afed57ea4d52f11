// The option `level` of an environment with a table of levels.
import { Type, type TInteger } from 'typebox'

/** From 1, the easiest, to the length of the table; `description` says what each of them is. */
export function levelOption(levels: readonly unknown[], description: string): TInteger {
  return Type.Integer({ minimum: 1, maximum: levels.length, default: 1, description })
}

/** The row of a level. */
export function levelOf<Level>(levels: readonly Level[], level: number): Level {
  return levels[level - 1] as Level
}
