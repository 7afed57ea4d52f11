// Functions that make verifiers: their options are checked by name, and one that stands where a verifier is asked for,
// uncalled, can be told from a reward function.
import { checkNames } from './check-names.ts'

/** The same in every copy of the package. */
const mark = Symbol.for('rlvr.verifier-factory')

/** Marks a function that makes verifiers; `call` says how it is called. */
export function markVerifierFactory(make: object, call: string): void {
  Object.defineProperty(make, mark, { value: call })
}

/** How a function that makes verifiers is called; null for anything else. */
export function verifierFactoryCall(value: unknown): string | null {
  if (typeof value !== 'function') return null
  const call: unknown = (value as { [mark]?: unknown })[mark]
  return typeof call === 'string' ? call : null
}

/** Throws `RLVR_USAGE` for options that are no object, or for an unknown one, with the nearest name. */
export function checkVerifierOptions<Options extends object>(
  call: string,
  options: Options,
  known: { readonly [name in keyof Required<NoInfer<Options>>]: true },
): void {
  checkNames(call, options, Object.keys(known))
}
