// The Python that candidates run with. `python3` may be a shim that takes 20 ms more at each start (pyenv's is), or a
// link of a virtual environment, so the interpreter is asked once where it really is.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describeError } from '../../core/errors.ts'
import { SandboxFault } from '../engine.ts'

export interface Interpreter {
  /** Absolute path of the real program. */
  readonly path: string
  /** Such as `3.11.7`. */
  readonly version: string
  /** Folders that hold its standard library and its shared libraries. */
  readonly folders: readonly string[]
  /** Folders of installed packages, of a virtual environment only; elsewhere there is the standard library alone. */
  readonly packages: readonly string[]
}

const question = `
import json, os, platform, sys, sysconfig
path = os.path.realpath(getattr(sys, '_base_executable', None) or sys.executable)
folders = [sys.base_prefix, sys.base_exec_prefix, os.path.realpath(sys.base_prefix), os.path.dirname(path)]
folders += [sysconfig.get_path('stdlib'), sysconfig.get_path('platstdlib'), sysconfig.get_config_var('LIBDIR') or '']
packages = {sysconfig.get_path('purelib'), sysconfig.get_path('platlib')} if sys.prefix != sys.base_prefix else []
present = lambda paths: sorted({path for path in paths if os.path.isdir(path)})
print(json.dumps({'path': path, 'version': platform.python_version(), 'folders': present(folders), 'packages': present(packages)}))
`

const startTimeoutMs = 20_000

/** Throws `SandboxFault` (`unavailable`) where there is no Python 3.8 or newer. */
export async function findInterpreter(command: string): Promise<Interpreter> {
  let found: Interpreter
  try {
    const { stdout } = await promisify(execFile)(command, ['-I', '-c', question], { timeout: startTimeoutMs })
    found = JSON.parse(stdout) as Interpreter
  } catch (thrown) {
    throw new SandboxFault('unavailable', `No Python: \`${command}\` does not run (${describeError(thrown)}).`, {
      cause: thrown,
    })
  }
  const [major = 0, minor = 0] = found.version.split('.').map(Number)
  if (major !== 3 || minor < 8) {
    throw new SandboxFault('unavailable', `Python 3.8 or newer is needed; \`${command}\` is ${found.version}.`)
  }
  return found
}
