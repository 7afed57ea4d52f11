// A verifier of one's own by its name on the command line: a name of `rlvr.config.ts`, or a file. What is exported is a
// verifier, or a function that gives a verdict, a score or a yes or no.
import { RlvrError, show, unknownName } from '../../core/errors.ts'
import { verifierOf, type Verifier, type VerifyFunction } from '../../core/verifier.ts'
import { project, projectValue } from './project.ts'
import { isFileName, loadFile, whereOf, type OwnModule } from './source.ts'

/**
 * The verifier of that name. `known` are the names that stand for something else in its place.
 * @throws RlvrError `RLVR_UNKNOWN_NAME` with the nearest name, `RLVR_USAGE` for a file that holds none
 */
export async function verifierNamed(name: string, known: readonly string[]): Promise<Verifier> {
  const module = isFileName(name)
    ? await loadFile(name, 'a verifier')
    : await projectValue('verifiers', name, 'a verifier')
  if (module !== null) return verifierIn(module, name)
  const { verifiers } = await project()
  const { message } = unknownName('verifier', name, [...known, ...verifiers.keys()])
  throw new RlvrError('RLVR_UNKNOWN_NAME', `${message} A file of your own is named like \`./verifier.ts\`.`)
}

function verifierIn({ value, source }: OwnModule, name: string): Verifier {
  if (typeof value === 'function') return verifierOf(value.name || name, value as VerifyFunction)
  if (typeof value === 'object' && value !== null && 'verify' in value && typeof value.verify === 'function')
    return 'name' in value ? (value as Verifier) : { ...(value as Verifier), name }
  throw new RlvrError(
    'RLVR_USAGE',
    `${whereOf(source)} is no verifier: export { name, verify }, what \`math()\` and the like give, or a function of { reply, task }; got ${show(value, 80)}.`,
  )
}
