// Who may ask. With tokens (RFC 6750) whoever bears one; without, whoever calls this machine by a name of its own.
// Clients that cannot set a header but take a URL (`http://any:TOKEN@host`, as Python's websockets, httpx, requests and
// aiohttp do) send the token as the password of RFC 7617.
import { createHash } from 'node:crypto'
import { RlvrError } from '../../core/errors.ts'
import { hostOf, isKnownHost } from './known-host.ts'
import { RequestFault } from './request-fault.ts'

/** A token of one client among several, and how much that client may have. */
export interface NamedToken {
  /** How logs and quotas call its client. */
  readonly name: string
  readonly token: string
  /** Sessions at once, of each protocol. Default as many as the server has. */
  readonly maxSessions?: number
  /** Requests at once, of each protocol. Default three in four of those of the server. */
  readonly maxInFlight?: number
  /** The protocols that it opens, such as `mcp`. Default all. */
  readonly protocols?: readonly string[]
}

export interface AccessOptions {
  /** Asked of every request but `/healthz` and `/readyz`, as `Authorization: Bearer`. */
  readonly token?: string
  /** Any of these does as well, each with its own quota. */
  readonly tokens?: readonly NamedToken[]
  /** Names by which this server may be called where no token is asked for; any where left out. */
  readonly hosts?: readonly string[]
  /** Which of the protocols of a token this is. */
  readonly protocol?: string
}

/** Whoever was let in. */
export interface Client {
  /** Null where all share one token, or there is none: then addresses tell them apart. */
  readonly name: string | null
  readonly maxSessions?: number
  readonly maxInFlight?: number
}

/** What of a request says who asks. */
export interface Credentials {
  readonly authorization?: string | undefined
  /** The header `X-API-Key`, by which clients of ORS send a token. */
  readonly apiKey?: string | undefined
  readonly host?: string | undefined
}

const anybody: Client = { name: null }

export class Access {
  readonly #hosts: readonly string[] | undefined
  readonly #clients: ReadonlyMap<string, Client & { readonly protocols?: readonly string[] }>
  readonly #protocol: string | undefined
  /** The name that was let in last: a client calls by the same one again and again. */
  #lastHost: string | undefined

  constructor({ token, tokens = [], hosts, protocol }: AccessOptions) {
    this.#hosts = hosts
    this.#protocol = protocol
    this.#clients = new Map([
      ...(token === undefined ? [] : [[digestOf(token), anybody] as const]),
      ...tokens.map((each) => [digestOf(each.token), each] as const),
    ])
  }

  /** Throws `RequestFault`: 401 and 400 as RFC 6750 (section 3.1) has them, 403 for a foreign host or protocol. */
  admit({ authorization, apiKey, host }: Credentials): Client {
    if (this.#clients.size === 0) {
      if (host !== undefined && host === this.#lastHost) return anybody
      if (isKnownHost(this.#hosts, host)) {
        this.#lastHost = host
        return anybody
      }
      throw new RequestFault(
        403,
        `Expected to be called as ${this.#hosts?.join(' or ')}; the host is ${JSON.stringify(hostOf(host))}.`,
      )
    }
    const isBare = authorization === undefined || authorization === ''
    if (isBare && (apiKey === undefined || apiKey === '')) throw unknown('Bearer')
    const given = isBare ? (apiKey as string) : tokenOf(authorization)
    if (given === null) throw new RequestFault(400, noToken, { challenge: 'Bearer error="invalid_request"' })
    // Found by its digest, so that the time it takes tells nothing of the tokens there are.
    const client = this.#clients.get(digestOf(given))
    if (client === undefined) throw unknown('Bearer error="invalid_token"')
    if (client.protocols !== undefined && !client.protocols.includes(this.#protocol ?? ''))
      throw new RequestFault(403, `Your token opens ${client.protocols.join(', ')}; this is ${this.#protocol}.`)
    return client
  }

  /** Of a WebSocket. A browser opens one to any address for any page and says whose page it is (RFC 6455, section 10.2);
   * a page of this machine may. With a token no page gets in that does not have it. Throws `RequestFault` 403. */
  admitPage(origin: string | undefined): void {
    if (origin === undefined || this.#clients.size > 0) return
    if (isKnownHost(this.#hosts, origin.replace(/^[a-z][a-z\d+.-]*:\/\//i, ''))) return
    throw new RequestFault(403, `A page of ${JSON.stringify(origin.slice(0, 100))} may not connect to this server.`)
  }
}

const noToken = 'Expected the header `Authorization: Bearer TOKEN` with the token of this server.'

function unknown(challenge: string): RequestFault {
  return new RequestFault(401, noToken, { challenge })
}

function tokenOf(header: string): string | null {
  const [, bearer] = /^Bearer +([\w.~+/-]+=*) *$/i.exec(header) ?? []
  if (bearer !== undefined) return bearer
  const [, basic] = /^Basic +([\w+/-]+=*) *$/i.exec(header) ?? []
  const pair = Buffer.from(basic ?? '', 'base64').toString('utf8')
  return pair.includes(':') ? pair.slice(pair.indexOf(':') + 1) : null
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('base64')
}

/** Throws `RLVR_USAGE` where a server on `host` would be open to others, or a token can never be sent. */
export function requireToken(host: string, token: string | undefined, tokens: readonly NamedToken[] = []): void {
  if (token === undefined && tokens.length === 0 && !isLoopback(host))
    throw new RlvrError(
      'RLVR_USAGE',
      `Bound to ${host}, this server would work for anybody. Give a token, or bind 127.0.0.1.`,
    )
  for (const each of [token, ...tokens.map((named) => named.token)]) {
    if (each === '') throw new RlvrError('RLVR_USAGE', 'The token is empty; expected a secret text.')
    // RFC 6750, section 2.1: nothing else can be sent as a bearer token.
    if (each !== undefined && !/^[\w.~+/-]+=*$/.test(each))
      throw new RlvrError('RLVR_USAGE', 'The token may hold letters, digits and -._~+/ only, with = at its end.')
  }
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}
