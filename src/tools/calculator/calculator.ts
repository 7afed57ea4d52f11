// A calculator as a tool for any environment: arithmetic of mathjs over numbers of 200 digits, in a process of its own that
// is ended at its deadline. What does the work is loaded at the first call.
import type { TObject, TString } from 'typebox'
import { checkNames } from '../../core/check-names.ts'
import { RlvrError, describeError, show } from '../../core/errors.ts'
import { EpisodeError, ToolError, type Tool } from '../../core/tool.ts'
import type { Calculation, CalculatorRoom } from './calculation.ts'

export interface CalculatorOptions {
  /** After which a calculation is ended; 5000. */
  readonly timeoutMs?: number
  /** What the policy reads of it. */
  readonly description?: string
}

/** Longest expression. */
const mostCharacters = 1000

async function openRoom(): Promise<CalculatorRoom> {
  return (await import('./calculator-room.ts')).openCalculatorRoom()
}

/**
 * `tools: { calculator: calculator() }`: numbers, + - * / ^ ! mod, brackets, pi and e, and the functions of school.
 * Integers of up to 200 digits are exact; other results are rounded to 15 digits.
 * @throws RlvrError `RLVR_USAGE` for an option that is none
 */
export function calculator(options: CalculatorOptions = {}): Tool<TObject<{ expression: TString }>> {
  checkNames('calculator()', options, ['timeoutMs', 'description'])
  const { timeoutMs = 5000, description = 'Calculates, for example (3 + 4) * 2^10 / sqrt(2).' } = options
  if (!(Number.isSafeInteger(timeoutMs) && timeoutMs >= 1 && timeoutMs < 2 ** 31))
    throw new RlvrError(
      'RLVR_USAGE',
      `calculator(): \`timeoutMs\` is a whole number from 1; got ${show(timeoutMs, 80)}.`,
    )
  return {
    description,
    // As TypeBox would write it, without loading it.
    parameters: {
      type: 'object',
      required: ['expression'],
      properties: { expression: { type: 'string', minLength: 1, maxLength: mostCharacters } },
    } as unknown as TObject<{ expression: TString }>,
    run: async ({ expression }, { resources, signal }) => {
      const calculation = await calculated(async () =>
        (await resources.own(openRoom)).calculate(expression, { timeoutMs, signal }),
      )
      if ('fault' in calculation) throw new ToolError(calculation.fault)
      return calculation.value
    },
  }
}

/** A calculator that cannot be had is not the policy's fault. */
async function calculated(calculate: () => Promise<Calculation>): Promise<Calculation> {
  try {
    return await calculate()
  } catch (thrown) {
    throw new EpisodeError(`The calculator is not to be had: ${describeError(thrown)}`, { cause: thrown })
  }
}
