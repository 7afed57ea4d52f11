// What a calculation comes to, and who does it.
import type { Closable } from '../../core/resources.ts'

/** What came of an expression: its value as text, or why it has none. */
export type Calculation = { readonly value: string } | { readonly fault: string }

/** Processes that calculate. */
export interface CalculatorRoom extends Closable {
  calculate(
    expression: string,
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<Calculation>
}
