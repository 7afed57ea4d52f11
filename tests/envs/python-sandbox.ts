// Whether programs in Python can be judged here, for tests that need it.
import { sharedSandbox } from '../../src/sandbox/open-sandbox.ts'

export const hasPythonSandbox: boolean = await sharedSandbox()
  .then(async (sandbox) => await sandbox.isolation('python'))
  .then(
    () => true,
    () => false,
  )
