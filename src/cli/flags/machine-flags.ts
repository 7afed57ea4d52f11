// What computes, as flags ask for it.
import { RlvrError, unknownName } from '../../core/errors.ts'
import { backendNames, type BackendName } from '../../tensor/open-backend.ts'

export interface MachineFlags {
  readonly backend?: BackendName | 'auto'
  readonly threads?: number
}

/**
 * What computes a policy of ours that only answers; null where nothing was asked for.
 * @throws RlvrError `RLVR_UNKNOWN_NAME` for another back end
 */
export function askedMachine({ backend, threads }: MachineFlags): MachineFlags | null {
  if (backend !== undefined && backend !== 'auto' && !backendNames.includes(backend))
    throw unknownName('back end', backend, ['auto', ...backendNames])
  if (backend === undefined && threads === undefined) return null
  return { ...(backend !== undefined && { backend }), ...(threads !== undefined && { threads }) }
}

/** @throws RlvrError `RLVR_USAGE` where others compute the policy, and nothing would read what was asked for */
export function requireNoMachine(name: string, machine: MachineFlags | null | undefined): void {
  if (machine === null || machine === undefined) return
  const flags = Object.keys(machine).map((flag) => `--${flag}`)
  throw new RlvrError(
    'RLVR_USAGE',
    `\`${name}\` is not computed by a back end of this library, and nothing reads ${flags.join(' and ')}: leave that out.`,
  )
}
