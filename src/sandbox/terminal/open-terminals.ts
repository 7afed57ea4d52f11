// Opens terminals on this machine, and finds them among an environment's resources. What does so is loaded when it is asked
// for, so that programs without one do not wait.
import { RlvrError } from '../../core/errors.ts'
import type { Resources } from '../../core/resources.ts'
import type { Terminal, TerminalOptions, Terminals, TerminalsOptions } from './terminal.ts'

declare module '../../core/resources.ts' {
  interface GivenResources {
    /** Where terminals come from. Where none are given, the environment opens its own at the first use. */
    readonly terminals?: Terminals
  }
}

/**
 * One terminal by itself. Open many with `openTerminals`, which finds the walls of this machine once.
 * @throws RlvrError `RLVR_SANDBOX` for wrong options, and where this machine gives no walls, with what is lacking
 */
export async function openTerminal(options: TerminalOptions = {}): Promise<Terminal> {
  const { checkTerminalOptions } = await import('./check-terminal-options.ts')
  checkTerminalOptions(options)
  const terminals = await openTerminals({ spares: 0 })
  const terminal = await terminals.open(options).catch(async (thrown: unknown) => {
    await terminals.close()
    throw thrown
  })
  const close = async (): Promise<void> => {
    await terminal.close()
    await terminals.close()
  }
  return { ...terminal, close }
}

/** @throws RlvrError `RLVR_SANDBOX` where this machine gives no walls, with what is lacking */
export async function openTerminals(options: TerminalsOptions = {}): Promise<Terminals> {
  const { spares = 2, python = process.env['RLVR_SANDBOX_PYTHON'] ?? 'python3' } = options
  if (!Number.isInteger(spares) || spares < 0 || spares > 64)
    throw new RlvrError('RLVR_USAGE', `\`spares\` is a whole number from 0 to 64; got ${String(spares)}.`)
  const { warmTerminals } = await import('./warm-terminals.ts')
  return await warmTerminals({ spares, python })
}

/**
 * What opens terminals for an environment: what was handed in, else its own, with some kept ready, closed with it.
 * @example const terminal = await (await terminalsOf(resources)).open({ files: { 'a.txt': 'hello' } })
 */
export async function terminalsOf(resources: Resources): Promise<Terminals> {
  return resources.terminals ?? (await resources.own(openOwnTerminals))
}

async function openOwnTerminals(): Promise<Terminals> {
  return await openTerminals()
}
