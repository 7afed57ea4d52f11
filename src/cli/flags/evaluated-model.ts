// Which weights an evaluation is of, to the bit: kept in its `config.json`, so that numbers can be compared with others of
// the same, and so that an evaluation goes on with no other.
import { existsSync } from 'node:fs'
import { RlvrError } from '../../core/errors.ts'
import type { JsonObject } from '../../core/json.ts'
import { findAgain, findCheckpoint, type BaseCheckpoint } from './base-checkpoint.ts'
import type { EvaluatedModel, Precision } from './model-weights.ts'
import { isModuleName } from '../own/source.ts'
import { openSnapshotPath } from './open-snapshot-path.ts'
import { pretrainedName } from './pretrained-name.ts'
import { architectureOf, lengthWithin, pretrainedRun } from './pretrained-settings.ts'
import { headerOnCheckpoint, standsOn } from './stands-on.ts'
import { tinkerOfRun } from './tinker-policy.ts'
import { fingerprintOf } from '../../policy/checkpoints/fingerprint.ts'

/** Flags as commander gives them. */
export interface ModelFlags {
  readonly precision?: Precision
  readonly maxLength?: number
  readonly base?: string
}

/**
 * The model that a policy's name stands for; null for a policy whose weights are not ours.
 * @param begun that of the evaluation that goes on: its checkpoint is found again where it was
 */
export async function evaluatedModel(
  policy: string,
  flags: ModelFlags,
  begun: EvaluatedModel | null = null,
): Promise<EvaluatedModel | null> {
  const name = pretrainedName(policy)
  if (name !== null) {
    if (flags.base !== undefined && begun === null)
      throw new RlvrError('RLVR_USAGE', `\`--base\` is for runs; \`${policy}\` names its checkpoint itself.`)
    if (name.adapters.length > 1)
      throw new RlvrError(
        'RLVR_USAGE',
        `\`${policy}\` names ${name.adapters.length} adapters; one answers at a time. Merge the others first: \`rlvr export hf:${name.base}+${name.adapters[0]} --merge -o FOLDER\`.`,
      )
    const known = begun?.base ?? null
    const base =
      known === null
        ? await findCheckpoint(name.base)
        : await findAgain(known, { owner: 'The evaluation', moved: flags.base })
    const adapters: BaseCheckpoint[] = []
    for (const adapter of name.adapters) adapters.push(await findCheckpoint(adapter))
    return await modelOf({ base, adapters, snapshot: null, lora: null }, flags)
  }
  if (!existsSync(policy) || isModuleName(policy) || tinkerOfRun(policy) !== null) {
    refuseModelFlags(flags, policy)
    return null
  }
  const run = pretrainedRun(policy)
  const found = await openSnapshotPath(policy)
  try {
    const snapshot = { path: found.path, sha256: await fingerprintOf(found.snapshot) }
    const header = run === null ? await headerOnCheckpoint(found.path) : null
    if (header !== null) {
      const { base, lora } = await standsOn(policy, header, flags.base)
      const maxLength = flags.maxLength ?? header.architecture.maxLengthTokens
      return await modelOf({ base, adapters: [], snapshot, lora }, { ...flags, maxLength })
    }
    if (run === null) {
      refuseModelFlags(flags, policy)
      return { base: null, adapters: [], snapshot, lora: null, precision: null, maxLengthTokens: null }
    }
    const base = await findAgain(run.base, { owner: policy, moved: flags.base })
    return await modelOf(
      { base, adapters: [], snapshot, lora: run.lora },
      {
        ...flags,
        maxLength: flags.maxLength ?? run.maxLengthTokens,
      },
    )
  } finally {
    await found.close()
  }
}

type Found = Pick<EvaluatedModel, 'adapters' | 'snapshot' | 'lora'> & { readonly base: BaseCheckpoint }

async function modelOf(found: Found, { precision, maxLength }: ModelFlags): Promise<EvaluatedModel> {
  const maxLengthTokens = lengthWithin(await architectureOf(found.base), maxLength ?? null, found.base)
  return { ...found, precision: precision ?? null, maxLengthTokens }
}

function refuseModelFlags({ precision, maxLength, base }: ModelFlags, policy: string): void {
  const given = Object.entries({ '--precision': precision, '--max-length': maxLength, '--base': base })
  const first = given.find(([, value]) => value !== undefined)
  if (first === undefined) return
  throw new RlvrError(
    'RLVR_USAGE',
    `\`${first[0]}\` has no effect on \`${policy}\`: it is for checkpoints of Hugging Face (hf:FOLDER) and for runs that were trained on one.`,
  )
}

/** What makes two models the same, wherever their files are. */
export function sameModel(model: EvaluatedModel | null | undefined): JsonObject | null {
  if (model === null || model === undefined) return null
  const { base, adapters, snapshot, precision, maxLengthTokens } = model
  return {
    base: base?.sha256 ?? null,
    adapters: adapters.map(({ sha256 }) => sha256),
    snapshot: snapshot?.sha256 ?? null,
    precision,
    maxLengthTokens,
  }
}
