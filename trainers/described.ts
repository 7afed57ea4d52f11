// The parts of an algorithm are functions that can also say in words what they compute, so that a plan and a
// report can print the formula that really ran. A function of your own needs no description.

/** What a part says of itself in `describe(algorithm)`; absent on a function that says nothing. */
export interface Described {
  readonly description?: string
}

/**
 * The same function, with its description.
 * @example described('twice the value', (x: number) => 2 * x).description // 'twice the value'
 */
export function described<Part extends (...parameters: never[]) => unknown>(
  description: string,
  part: Part,
): Part & { readonly description: string } {
  return Object.assign(part, { description })
}
