// Environments whose policy is not shown all that was said: who keeps the conversation himself cannot keep to that.
import type { EnvironmentSpec } from './environment.ts'
import { RlvrError } from './errors.ts'

/** @throws RlvrError `RLVR_USAGE` where an environment cuts what its policy is shown, and `who` cannot */
export function requireForgetsNothing({ id, forgets }: Pick<EnvironmentSpec, 'id' | 'forgets'>, who: string): void {
  if (forgets !== true) return
  throw new RlvrError(
    'RLVR_USAGE',
    `\`${id}\` shows its policy a part of the conversation alone (\`withHistory\`), and ${who} leaves the conversation to others, who keep all of it. Take the environment without \`withHistory\`.`,
  )
}
