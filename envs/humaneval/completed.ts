// A reply to HumanEval is the whole function or goes on where the prompt ends; both become one program.
import type { Verifier } from '../../src/core/verifier.ts'
import { code, extractCode, type CodeAnswer } from '../../verifiers/index.ts'
import { fenced } from '../code-task.ts'

/** What a completion is judged by: the tests, and the start of the program that it may go on with. */
export interface CompletionAnswer extends CodeAnswer {
  readonly completes: string
}

/** Where the continuation of a function ends: the stop sequences of Chen et al. 2021, section 3.2. */
const continuationEnd = /^(?:class|def|if|print|#|@)/m

/**
 * The program of a reply. Code whose first line is indented goes on where the prompt ends, up to the next top-level
 * `class`, `def`, `if`, `print`, comment or decorator; any other code stands for itself, whether it repeats the prompt
 * or not.
 * @example completedProgram('    return x\nprint(f(1))', 'def f(x):\n') // 'def f(x):\n    return x\n'
 */
export function completedProgram(code: string, completes: string): string {
  if (!/^(?:[ \t]*\r?\n)*[ \t]+\S/.test(code)) return code
  const end = continuationEnd.exec(code)
  return `${completes.endsWith('\n') ? completes : `${completes}\n`}${end === null ? code : code.slice(0, end.index)}`
}

/** `code()`, for replies that may be continuations. A reply without a fence counts where `unfenced` says so. */
export function completedCode({ unfenced }: { readonly unfenced: boolean }): Verifier<CompletionAnswer> {
  const whole = code()
  return {
    ...whole,
    verify: async (input) => {
      const { language, completes } = input.task.answer
      const found = extractCode(input.reply, language, { allowUnfenced: unfenced })
      if (found.code === null) return await whole.verify(input)
      return await whole.verify({ ...input, reply: fenced(completedProgram(found.code, completes), language) })
    },
  }
}
