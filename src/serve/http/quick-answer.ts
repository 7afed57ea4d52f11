// JSON written to its socket as one piece. A `Response` of the runtime wraps the text in a stream, which
// @hono/node-server then reads again: that alone costs more than all else that a short request does.
import type { ServerResponse } from 'node:http'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context } from 'hono'

/** What stands in for the response of a context until it is sent; whoever looks closer gets a real one. */
export class QuickAnswer {
  readonly status: number
  readonly bodyUsed = false
  readonly #text: string
  readonly #fields: string[]
  #whole: Response | null = null

  /** `fields` are names and values in turn. */
  constructor(text: string, { status, fields }: { status: number; fields: string[] }) {
    this.status = status
    this.#text = text
    this.#fields = fields
  }

  get headers(): Headers {
    return this.#response().headers
  }

  get body(): Response['body'] {
    return this.#response().body
  }

  /** Gives what tells @hono/node-server that nothing is left to be done, or a response that it is to send. */
  send(outgoing: ServerResponse): Response {
    if (this.#whole !== null) return this.#whole
    outgoing.writeHead(this.status, [
      ...this.#fields,
      'Content-Type',
      'application/json',
      'Content-Length',
      String(Buffer.byteLength(this.#text)),
    ])
    outgoing.end(this.#text)
    return RESPONSE_ALREADY_SENT
  }

  #response(): Response {
    if (this.#whole !== null) return this.#whole
    const headers = new Headers({ 'Content-Type': 'application/json' })
    for (let place = 0; place < this.#fields.length; place += 2)
      headers.append(this.#fields[place] ?? '', this.#fields[place + 1] ?? '')
    this.#whole = new Response(this.#text, { status: this.status, headers })
    return this.#whole
  }
}

/** JSON that is written already: `context.json` sends it as it is. */
export class JsonText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  toJSON(): unknown {
    return JSON.parse(this.text)
  }
}

/** From here on `context.json` answers quickly, where nothing was set that only hono's own knows to write. */
export function answerQuickly(context: Context): void {
  const { json, header, status } = context
  let fields: string[] | null = []
  context.header = (name, value, options) => {
    if (!context.finalized && value !== undefined && fields !== null) {
      const place = options?.append === true ? -1 : placeOf(fields, name)
      if (place === -1) fields.push(name, value)
      else fields[place + 1] = value
    } else fields = null
    header(name, value, options)
  }
  context.status = (code) => {
    fields = null
    status(code)
  }
  const quickJson = (object: unknown, code?: unknown, headers?: unknown): unknown => {
    const text = object instanceof JsonText ? object.text : (JSON.stringify(object) as string | undefined)
    const isPlain = fields !== null && headers === undefined && !context.finalized && text !== undefined
    if (!isPlain || (code !== undefined && typeof code !== 'number'))
      return json(object as object, code as never, headers as never)
    return new QuickAnswer(text, { status: code ?? 200, fields: fields ?? [] })
  }
  context.json = quickJson as typeof context.json
}

function placeOf(fields: readonly string[], name: string): number {
  for (let place = 0; place < fields.length; place += 2)
    if (fields[place]?.toLowerCase() === name.toLowerCase()) return place
  return -1
}
