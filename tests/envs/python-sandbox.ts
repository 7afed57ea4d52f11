// Whether programs in Python can be judged here, for tests that need it.
import { openSandbox } from '../../src/sandbox/open-sandbox.ts'

export const hasPythonSandbox: boolean = await openSandbox({ languages: ['python'] }).then(
  async (sandbox) => {
    await sandbox.close()
    return true
  },
  () => false,
)
