// One sandbox for all tests of a file whose programs are Python; none where such programs cannot be judged here.
import { afterAll } from 'vitest'
import type { GivenResources } from '../../src/core/resources.ts'
import { openSandbox } from '../../src/sandbox/open-sandbox.ts'

const sandbox = await openSandbox({ languages: ['python'] }).catch(() => null)
afterAll(() => sandbox?.close())

export const hasPythonSandbox: boolean = sandbox !== null

/** What to hand an environment, so that it does not open a sandbox of its own. */
export const pythonResources: GivenResources = sandbox === null ? {} : { sandbox }
