// Which task a row names, whosever row it is: the text that `rlvr export rows` wrote stands in verl's
// `reward_model.ground_truth`, SkyRL's `reward_spec.ground_truth`, a column `ground_truth`, OpenRLHF's and slime's
// `label`, or is all of it.
import type { Json } from '../../../core/json.ts'
import { fieldAt, isObject } from '../../../data/field.ts'

const places = ['reward_model.ground_truth', 'reward_spec.ground_truth', 'ground_truth', 'label', 'reference']

/** What should be a reference; the row itself where it has none of those fields. */
export function rowReference(row: Json | undefined): Json | undefined {
  if (!isObject(row) || 'env' in row) return row
  for (const place of places) {
    const found = fieldAt(row, place)
    if (found !== undefined && found !== null) return found
  }
  return row
}
