// Rows of JSON Lines from a file, or from stdin for `-`.
import type { JsonObject } from '../../core/json.ts'
import { openJsonl, readJsonl, type JsonlRow } from '../../data/jsonl.ts'

/** Reads on until the end of the file or until `signal` aborts, which throws its reason. */
export async function* readRows<Row>(
  path: string,
  parse: (row: JsonObject, line: number) => Row,
  signal: AbortSignal,
): AsyncGenerator<JsonlRow<Row>> {
  for await (const row of readJsonl(path === '-' ? openStdin(signal) : openJsonl(path), parse)) {
    signal.throwIfAborted()
    yield row
  }
}

/** Stdin, which may wait for a person for ever and so has to be ended by the signal itself. */
function openStdin(signal: AbortSignal): AsyncIterable<Uint8Array> {
  signal.addEventListener('abort', () => process.stdin.destroy(signal.reason as Error), { once: true })
  return process.stdin as AsyncIterable<Uint8Array>
}
