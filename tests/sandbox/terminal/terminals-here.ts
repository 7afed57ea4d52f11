// Terminals for all tests of a file; null where this machine gives none, with why.
import { afterAll } from 'vitest'
import { describeError } from '../../../src/core/errors.ts'
import { openTerminals } from '../../../src/sandbox/terminal/open-terminals.ts'
import type { Terminals } from '../../../src/sandbox/terminal/terminal.ts'

let why = ''

export const terminals: Terminals | null = await openTerminals({ spares: 1 }).catch((thrown: unknown) => {
  why = ` (skipped: ${describeError(thrown)})`
  return null
})
afterAll(() => terminals?.close())

/** For the title of what is skipped; empty where there are terminals. */
export const whyNoTerminals: string = why
