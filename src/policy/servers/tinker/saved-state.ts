// What a snapshot of a remote policy holds: the address of weights and moments that stay at the service, and what has to be
// equal for them to be taken again. One file, `tinker.json`:
//   { "format": "rlvr-tinker-1", "service", "path": "tinker://…", "model", "rank", "version", "tokenizer": { "source", "hash" } }
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RlvrError, show } from '../../../core/errors.ts'
import type { Json } from '../../../core/json.ts'
import { isObject } from '../../../data/field.ts'

export interface SavedState {
  readonly service: string
  readonly path: string
  readonly model: string
  readonly rank: number
  readonly version: number
  /** Hash of the files that say how text is read. */
  readonly tokenizer: string
}

const format = 'rlvr-tinker-1'
const fileName = 'tinker.json'

export async function writeState(folder: string, state: SavedState): Promise<void> {
  await writeFile(join(folder, fileName), `${JSON.stringify({ format, ...state }, null, 2)}\n`)
}

/** @throws RlvrError `RLVR_POLICY` for what is no such file, or of another policy than `own`, naming the first difference */
export async function readState(
  folder: string,
  own: Pick<SavedState, 'model' | 'rank' | 'tokenizer'>,
): Promise<SavedState> {
  const path = join(folder, fileName)
  let state: Json
  try {
    state = JSON.parse(await readFile(path, 'utf8')) as Json
  } catch (thrown) {
    throw new RlvrError('RLVR_POLICY', `${path} is no snapshot of a policy at a Tinker-compatible service.`, {
      cause: thrown,
    })
  }
  if (!isObject(state) || state['format'] !== format)
    throw new RlvrError('RLVR_POLICY', `${path} should have the format ${format}; it is ${show(state, 120)}.`)
  for (const [name, due] of Object.entries(own))
    if (state[name] !== due)
      throw new RlvrError(
        'RLVR_POLICY',
        `The snapshot is of another policy: its ${name} is ${show(state[name], 80)}, this one's is ${show(due, 80)}.`,
      )
  const { path: address, version, service } = state
  if (typeof address !== 'string' || typeof service !== 'string' || !Number.isSafeInteger(version))
    throw new RlvrError('RLVR_POLICY', `${path} names no saved state; it is ${show(state, 200)}.`)
  return state as unknown as SavedState
}
