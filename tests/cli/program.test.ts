import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { rlvrProgram } from '../../src/cli/program.ts'

const names = (await rlvrProgram([])).commands.map((command) => command.name())
const program = await rlvrProgram(names)

/** Commands that do something themselves, by the words that name them. */
function leaves(command: Command, words: readonly string[] = []): (readonly [string, Command])[] {
  const within = command.commands.flatMap((each) => leaves(each, [...words, each.name()]))
  return within.length === 0 || command.registeredArguments.length > 0
    ? [[words.join(' '), command], ...within]
    : within
}

describe('every command has a result that `--json` gives as data', () => {
  test('there are as many as are known', () => {
    expect(leaves(program).map(([words]) => words)).toEqual(
      expect.arrayContaining(['train', 'eval', 'list', 'serve', 'verify', 'verify math', 'verify code']),
    )
  })
  test.each(leaves(program))('rlvr %s', (_, command) => {
    expect(command.options.map(({ long }) => long)).toContain('--json')
  })
})
