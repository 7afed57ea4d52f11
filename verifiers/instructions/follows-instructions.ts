// Whether a reply follows the instructions of its task, each checked by a program: those of IFEval.
import { RlvrError, nearestName, show } from '../../src/core/errors.ts'
import type { JsonObject } from '../../src/core/json.ts'
import type { Task } from '../../src/core/task.ts'
import { invalid, scored } from '../../src/core/verdict.ts'
import type { Verifier } from '../../src/core/verifier.ts'
import { checkVerifierOptions, markVerifierFactory } from '../../src/core/verifier-factory.ts'
import { ArgumentFault, type Finding, type Instruction } from './instruction-kind.ts'
import { instructionKinds } from './instruction-kinds.ts'

export interface FollowsInstructionsOptions {
  /**
   * `loose` also takes a reply that follows an instruction without its first line, its last line, both, or its
   * asterisks, as IFEval's loose accuracy does. Default `strict`.
   */
  readonly mode?: 'strict' | 'loose'
  /** The share of the instructions that are followed, where not all are. Default false. */
  readonly partialCredit?: boolean
}

/**
 * 1 where the reply follows every instruction of the task's answer, a list of `{ id, arguments }` by IFEval's ids. An
 * unknown instruction, and arguments that are not its own, are faults of the task: the verdict is invalid. What of the
 * reply repeats the whole prompt does not count.
 * @example followsInstructions({ mode: 'loose' })
 */
export function followsInstructions(options: FollowsInstructionsOptions = {}): Verifier<readonly Instruction[]> {
  checkVerifierOptions('followsInstructions()', options, { mode: true, partialCredit: true })
  const { mode = 'strict', partialCredit = false } = options
  if (mode !== 'strict' && mode !== 'loose')
    throw new RlvrError('RLVR_USAGE', `\`mode\` of followsInstructions() is strict or loose; got ${show(mode, 60)}.`)
  return {
    name: 'follows-instructions',
    verify: ({ reply, task }) => {
      const instructions: unknown = task.answer
      if (!Array.isArray(instructions) || instructions.length === 0)
        return invalid(
          'broken-gold',
          `The task's answer is no list of instructions { id, arguments }: ${show(instructions, 80)}.`,
        )
      const own = withoutPrompt(reply, task)
      const forms = mode === 'loose' ? looseForms(own) : [own]
      const faults: string[] = []
      const undecided: string[] = []
      for (const instruction of instructions as readonly Instruction[]) {
        const found = findingOf(instruction, forms)
        if (found instanceof Error) return invalid('broken-gold', found.message)
        if (typeof found === 'string') faults.push(`${instruction.id}: ${found}`)
        else if (found !== null) undecided.push(`${instruction.id}: ${found.undecided}`)
      }
      const evidence: JsonObject = { instructions: instructions.length, faults }
      if (undecided.length > 0 && (faults.length === 0 || partialCredit))
        return invalid('verifier-error', undecided.join(' '), evidence)
      if (faults.length === 0) return scored(true, 'Every instruction is followed.', evidence)
      const followed = instructions.length - faults.length - undecided.length
      return scored(partialCredit ? followed / instructions.length : 0, faults.join(' ').slice(0, 500), evidence)
    },
  }
}

markVerifierFactory(followsInstructions, 'followsInstructions()')

/** What the best form of the reply is found to be: the first that follows it, else what is said of the reply itself. */
function findingOf({ id, arguments: given }: Instruction, forms: readonly string[]): Finding | Error {
  const kind = instructionKinds.get(id)
  if (kind === undefined) return new Error(unknownInstruction(id))
  try {
    const findings = forms.map((form) => (form.trim() === '' ? 'The reply is empty.' : kind.check(form, given)))
    // An empty reply must not hide arguments that no reply could be judged by.
    if (findings.every((found) => found === 'The reply is empty.')) kind.check('x', given)
    return findings.includes(null) ? null : (findings.find((found) => typeof found === 'object') ?? findings[0] ?? null)
  } catch (thrown) {
    if (thrown instanceof ArgumentFault) return new Error(`Instruction ${id}: ${thrown.message}`)
    throw thrown
  }
}

/** In words, with the nearest id that there is. */
export function unknownInstruction(id: unknown): string {
  const nearest = typeof id === 'string' ? nearestName(id, [...instructionKinds.keys()]) : null
  return `No instruction has the id ${show(id, 60)}.${nearest === null ? '' : ` Did you mean \`${nearest}\`?`}`
}

function withoutPrompt(reply: string, { prompt }: Pick<Task, 'prompt'>): string {
  const text = typeof prompt === 'string' ? prompt.trim() : ''
  return text.length < 20 ? reply : reply.replaceAll(text, '')
}

/** IFEval's eight forms of a reply: without its first line, its last line and both, each with and without asterisks. */
function looseForms(reply: string): string[] {
  const lines = reply.split('\n')
  const cut = [lines.slice(1), lines.slice(0, -1), lines.slice(1, -1)].map((part) => part.join('\n').trim())
  return [reply, ...cut].flatMap((form) => [form, form.replaceAll('*', '')])
}
