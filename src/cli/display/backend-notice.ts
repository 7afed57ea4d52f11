// What is said when a back end that is there only as a last resort was taken, because a faster one did not start.
import { describeError } from '../../core/errors.ts'
import { openBackend, type BackendOpeners } from '../../tensor/open-backend.ts'

/** How much longer than onnx-cpu each takes for a supervised step of the recipe for countdown, about. */
export const timesSlower: { readonly [backend: string]: number } = { 'tfjs-wasm': 5, 'tfjs-cpu': 50 }

/**
 * A sentence with the cause and the mend; null where nothing faster was to be expected.
 * @param asked what the user asked for; whoever names a back end knows it
 */
export async function backendNotice(asked: string, taken: string, openers?: BackendOpeners): Promise<string | null> {
  const times = timesSlower[taken]
  if (asked !== 'auto' || times === undefined) return null
  try {
    const backend = await openBackend({ name: 'onnx-cpu', threads: 1, ...(openers !== undefined && { openers }) })
    await backend.close()
    return null
  } catch (thrown) {
    return `SLOW: this computes with ${taken}, which takes about ${times} times as long as onnx-cpu. ${describeError(thrown).replace(/, or choose `--backend [\w-]+`/, '')}`
  }
}
