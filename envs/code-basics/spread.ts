// Numbers that look drawn at random and are the same everywhere, for large cases: x' = 48271 x mod (2^31 - 1)
// (Park, Miller and Stockmeyer 1993, "Technical correspondence", CACM 36:7).

/** Whole numbers from 0 to `below` - 1. */
export function spread(count: number, options: { readonly below: number; readonly seed: number }): number[] {
  let state = options.seed
  return Array.from({ length: count }, () => {
    state = (state * 48_271) % 2_147_483_647
    return state % options.below
  })
}
