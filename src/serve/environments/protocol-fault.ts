// What a client did wrong, or cannot have now, apart from any protocol; each protocol has its own words and numbers.

export type ProtocolFaultKind =
  | 'malformed'
  | 'unknown-environment'
  | 'unknown-task'
  | 'unknown-session'
  | 'unknown-tool'
  | 'not-begun'
  | 'episode-over'
  | 'busy'
  | 'capacity'
  | 'failed'

export class ProtocolFault extends Error {
  readonly kind: ProtocolFaultKind

  /** `message` goes to the client: it must not hold what is secret. */
  constructor(kind: ProtocolFaultKind, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ProtocolFault'
    this.kind = kind
  }
}
