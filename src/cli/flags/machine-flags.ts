// What computes, as flags ask for it.
import type { BackendName } from '../../tensor/open-backend.ts'

export interface MachineFlags {
  readonly backend?: BackendName | 'auto'
  readonly threads?: number
}
