// The words of an error that may leave the process.
import { ProtocolFault } from '../protocol-fault.ts'
import { publicWords } from '../session.ts'

export function toldWords(thrown: unknown): string {
  return thrown instanceof ProtocolFault ? thrown.message : publicWords(thrown)
}
