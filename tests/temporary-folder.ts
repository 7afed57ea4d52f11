// Whatever a test leaves in the temporary folder is gone when the tests are: all of them, and the processes they start,
// use one made for this run.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'rlvr-tests-'))
  // Programs in a jail are users of their own.
  chmodSync(folder, 0o755)
  process.env['TMPDIR'] = folder
  return () => rmSync(folder, { recursive: true, force: true })
}
