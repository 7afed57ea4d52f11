// Policies hold threads and files: whoever opened one closes it, whatever fails meanwhile. A thread that is left keeps
// the process from its end.
import type { Policy } from '../../core/policy.ts'

/** Closes the policy at the end of the scope that declares this with `await using`. */
export function closingPolicy(policy: Pick<Policy, 'close'> | null): AsyncDisposable {
  return { [Symbol.asyncDispose]: async () => await policy?.close?.() }
}

/** Gives what `next` makes of the policy; closes it where that fails. */
export async function orClosed<Opened extends Pick<Policy, 'close'>, Made>(
  policy: Opened,
  next: (policy: Opened) => Made | Promise<Made>,
): Promise<Made> {
  try {
    return await next(policy)
  } catch (thrown) {
    await policy.close?.()
    throw thrown
  }
}
