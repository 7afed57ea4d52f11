// What a user named and cannot be used is theirs to mend, whatever of it is at fault: a damaged file, an unknown
// architecture, an adapter of another model, a model larger than the memory. The exit code says so.
import { RlvrError } from '../../core/errors.ts'

/**
 * Gives what `open` gives.
 * @throws RlvrError `RLVR_USAGE` in place of `RLVR_POLICY`, with the same words
 */
export async function asNamed<Opened>(open: () => Promise<Opened>): Promise<Opened> {
  try {
    return await open()
  } catch (thrown) {
    if (!RlvrError.isInstance(thrown) || thrown.code !== 'RLVR_POLICY') throw thrown
    throw new RlvrError('RLVR_USAGE', thrown.message, { cause: thrown })
  }
}
