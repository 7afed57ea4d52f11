// The one place that loads isolated-vm. Only the worker process may import it: its isolates can abort the process
// they are in.
import { createRequire } from 'node:module'
import type Ivm from 'isolated-vm'

export type { Ivm }

export const ivm: typeof Ivm = createRequire(import.meta.url)('isolated-vm') as typeof Ivm
