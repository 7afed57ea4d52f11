import type { StopRule } from '../../../src/policy/transformer/decode/stop-rule.ts'

/** The rule that a reply ends at any of these tokens, and at no text. */
export function stopAt(...tokens: readonly number[]): StopRule {
  return { tokens, texts: [], pieces: null }
}
