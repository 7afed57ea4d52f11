// Loaded before the command line, `node --import killed-at.ts`: kills the process, as a machine that fails does, where a
// policy is asked for something the Nth time. `KILLED_AT` is the name of a method and N: `accumulate 4`.
import { TransformerPolicy } from '../../src/policy/transformer/transformer-policy.ts'

const [, method = '', nth = ''] = /^(\w+) (\d+)$/.exec(process.env['KILLED_AT'] ?? '') ?? []
const methods = TransformerPolicy.prototype as unknown as { [name: string]: (...given: unknown[]) => unknown }
const asked = methods[method]
if (asked === undefined) throw new Error(`KILLED_AT names no method of a policy: ${process.env['KILLED_AT']}`)
let calls = 0
methods[method] = function (...given: unknown[]): unknown {
  if (++calls === Number(nth)) process.kill(process.pid, 'SIGKILL')
  return asked.apply(this, given)
}
