// The sandbox among an environment's resources: the one that was handed in, else one of the environment's own.
import type { Resources } from '../core/resources.ts'
import { openSandbox } from './open-sandbox.ts'
import type { Sandbox } from './sandbox.ts'

declare module '../core/resources.ts' {
  interface GivenResources {
    /** Where programs run, on this machine or another. Where none is given, the environment opens one at its first use. */
    readonly sandbox?: Sandbox
  }
}

/**
 * The sandbox to work with. One that nobody handed in is opened now, once for an environment, and closed with it.
 * @example const { stdout } = await (await sandboxOf(resources)).run({ language: 'python', source })
 */
export async function sandboxOf(resources: Resources): Promise<Sandbox> {
  return resources.sandbox ?? (await resources.own(openOwnSandbox))
}

async function openOwnSandbox(): Promise<Sandbox> {
  return await openSandbox()
}
